/** The two dialogs of the composer: where a link leads, and what a picture is. */

import { HttpError } from "../http";
import { openDialog } from "../dialog";
import { setText } from "../safe_dom";
import { text } from "../texts";
import { isLinkAddress } from "./kit";
import { isPictureAddress, type PictureAttributes } from "./picture_node";
import { shownSize, upload } from "./uploads";

function part<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the editor has no "${id}"`);
  return found;
}

function complain(id: string, words: string): void {
  const place = part(id, HTMLElement);
  place.hidden = words === "";
  const said = place.querySelector("span");
  if (said) setText(said, words);
}

/** Opens a dialog with the focus on `start`; its answer is what `check` finds, and null keeps it open. */
function answered<Answer>(id: string, start: HTMLElement, check: () => Answer | null, remove: () => Answer): Promise<Answer | null> {
  const dialog = openDialog(id);
  start.focus();
  const keep = part(`${id}-keep`, HTMLButtonElement);
  const away = part(`${id}-remove`, HTMLButtonElement);
  return new Promise((resolve) => {
    let answer: Answer | null = null;
    const finish = (found: Answer | null): void => {
      if (found === null) return;
      answer = found;
      dialog.close();
    };
    const onKeep = (): void => finish(check());
    const onRemove = (): void => finish(remove());
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || event.target.type === "file") return;
      event.preventDefault();
      onKeep();
    };
    keep.addEventListener("click", onKeep);
    away.addEventListener("click", onRemove);
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("close", () => {
      keep.removeEventListener("click", onKeep);
      away.removeEventListener("click", onRemove);
      dialog.removeEventListener("keydown", onKey);
      resolve(answer);
    }, { once: true });
  });
}

/** Asks for the address of a link; "" takes the link away, null changes nothing. */
export function askForLink(present: string): Promise<string | null> {
  const field = part("composer-link-address", HTMLInputElement);
  field.value = present;
  complain("composer-link-error", "");
  part("composer-link-remove", HTMLButtonElement).hidden = present === "";
  return answered<string>("composer-link", field, () => {
    const written = field.value.trim();
    const address = /^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(written) ? `https://${written}` : written;
    if (isLinkAddress(address)) return address;
    complain("composer-link-error", text("link_wrong"));
    field.focus();
    return null;
  }, () => "");
}

/** What was decided about a picture: its attributes, or that it shall go. */
export type PictureAnswer = { readonly picture: PictureAttributes } | { readonly picture: null };

/** Asks for a picture: the file or address of a new one, and in any case what it shows. */
export function askForPicture(present: PictureAttributes | null, uploadAddress: string, first?: File): Promise<PictureAnswer | null> {
  const file = part("composer-picture-file", HTMLInputElement);
  const address = part("composer-picture-address", HTMLInputElement);
  const alt = part("composer-picture-alt", HTMLInputElement);
  const decorative = part("composer-picture-decorative", HTMLInputElement);
  const width = part("composer-picture-width", HTMLInputElement);
  const keep = part("composer-picture-keep", HTMLButtonElement);
  let height: number | null = present?.height ?? null;
  let ratio = present?.width && present.height ? present.height / present.width : 0;

  const follow = (): void => {
    alt.disabled = decorative.checked;
  };
  const take = async (chosen: File): Promise<void> => {
    keep.disabled = true;
    complain("composer-picture-error", "");
    try {
      const stored = await upload(uploadAddress, chosen);
      const size = shownSize(stored);
      address.value = stored.address;
      width.value = String(size.width);
      height = size.height;
      ratio = size.height / size.width;
      alt.focus();
    } catch (problem) {
      const words = problem instanceof HttpError && problem.message ? problem.message : text("upload_failed");
      complain("composer-picture-error", words);
    } finally {
      keep.disabled = false;
      file.value = "";
    }
  };
  const onFile = (): void => {
    const chosen = file.files?.[0];
    if (chosen) void take(chosen);
  };
  address.value = present?.src ?? "";
  alt.value = present?.alt ?? "";
  decorative.checked = present?.alt === "";
  width.value = present?.width ? String(present.width) : "";
  follow();
  complain("composer-picture-error", "");
  part("composer-picture-remove", HTMLButtonElement).hidden = present === null;
  file.addEventListener("change", onFile);
  decorative.addEventListener("change", follow);

  const answer = answered<PictureAnswer>("composer-picture", present || first ? alt : file, () => {
    const src = address.value.trim();
    const wrong = !isPictureAddress(src) ? "picture_needed"
      : !decorative.checked && !alt.value.trim() ? "alt_needed" : "";
    if (wrong) {
      complain("composer-picture-error", text(wrong));
      (wrong === "alt_needed" ? alt : address).focus();
      return null;
    }
    const wide = Number(width.value) > 0 ? Math.min(2000, Math.round(Number(width.value))) : null;
    const high = wide === null ? null : ratio ? Math.max(1, Math.round(wide * ratio)) : height;
    return { picture: { src, alt: decorative.checked ? "" : alt.value.trim(), width: wide, height: high } };
  }, () => ({ picture: null }));
  if (first) void take(first);
  return answer.finally(() => {
    file.removeEventListener("change", onFile);
    decorative.removeEventListener("change", follow);
  });
}
