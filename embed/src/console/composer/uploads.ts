/** Sends pictures to the server, which looks at them closely, and says where they are then. */

import { postForm } from "../http";

export interface Uploaded {
  readonly address: string;
  readonly width: number;
  readonly height: number;
}

const KINDS = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
/** Pictures are seldom larger than the bubble that shows them; wider ones are shown in this width. */
const WIDEST = 480;

/** The pictures among what was pasted, dropped or chosen. */
export function picturesIn(data: DataTransfer | null): File[] {
  return Array.from(data?.files ?? []).filter((file) => KINDS.has(file.type));
}

/** Uploads one picture; rejects with an HttpError whose message is for people. */
export async function upload(address: string, file: File): Promise<Uploaded> {
  const form = new FormData();
  form.append("picture", file, file.name);
  return postForm<Uploaded>(address, form);
}

/** The size in which a picture is put into the message. */
export function shownSize(picture: Uploaded): { width: number; height: number } {
  const share = Math.min(1, WIDEST / picture.width);
  return { width: Math.max(1, Math.round(picture.width * share)), height: Math.max(1, Math.round(picture.height * share)) };
}
