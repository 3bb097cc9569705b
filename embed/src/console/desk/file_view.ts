/** How a file looks in the conversation: a picture with its room kept, or a card with name, kind and size. */

import { fileKind, fileSize, isPicture, roomOf, type SentFile } from "../../shared/file_words";
import { openDialog } from "../dialog";
import { element, icon, setText } from "../safe_dom";
import { text } from "../texts";

const MOST_ROOM = { width: 320, height: 240 };

/** A file of a message. */
export function fileView(file: SentFile): HTMLElement {
  return isPicture(file) ? picture(file) : card(file);
}

/** Where operators find a file. */
export function fileAddress(file: Pick<SentFile, "key">): string {
  return `/desk/files/${encodeURIComponent(file.key)}`;
}

/** Name, kind and size in one line. */
export function fileFacts(name: string, bytes: number): string {
  return [fileKind(name), fileSize(bytes, document.documentElement.lang || "en")].filter((word) => word !== "").join(" · ");
}

function picture(file: SentFile): HTMLElement {
  const room = roomOf(file, MOST_ROOM);
  const image = element("img", {
    class: "file-image",
    attributes: { src: fileAddress(file), alt: file.name, width: room.width, height: room.height, loading: "lazy", decoding: "async" },
  });
  const link = element("a", { class: "file-picture", attributes: { href: fileAddress(file), target: "_blank", rel: "noopener" } }, image);
  link.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      showLarge(file);
    }
  });
  image.addEventListener("error", () => link.replaceWith(card(file)), { once: true });
  return link;
}

function card(file: SentFile): HTMLElement {
  return element(
    "a",
    { class: "file-card", attributes: { href: fileAddress(file), download: file.name } },
    element("span", { class: "file-sign" }, icon("file-text", 20)),
    element(
      "span",
      { class: "file-words" },
      element("span", { class: "file-name", text: file.name, attributes: { dir: "auto" } }),
      element("span", { class: "file-facts", text: fileFacts(file.name, file.size) }),
    ),
    element("span", { class: "file-save" }, icon("download"), element("span", { class: "visually-hidden", text: text("file.download") })),
  );
}

/** Shows a picture over the desk, as large as there is room. */
function showLarge(file: SentFile): void {
  const dialog = openDialog("file-large");
  const image = dialog.querySelector<HTMLImageElement>("img");
  const name = dialog.querySelector("[data-part='name']");
  const save = dialog.querySelector<HTMLAnchorElement>("[data-part='save']");
  if (image === null || name === null || save === null) {
    throw new Error("the picture's dialog is incomplete");
  }
  image.src = fileAddress(file);
  image.alt = file.name;
  image.width = file.width ?? 1;
  image.height = file.height ?? 1;
  setText(name, file.name);
  save.href = fileAddress(file);
  save.download = file.name;
}
