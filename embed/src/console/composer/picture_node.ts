/** A picture in the message: shown as it will be, with a clear sign while nobody has described it. */

import { mergeAttributes, Node } from "@tiptap/core";
import type { Node as DocumentNode } from "@tiptap/pm/model";

import { element, icon } from "../safe_dom";
import { text } from "../texts";

export interface PictureAttributes {
  readonly src: string;
  /** null: nobody has said anything; empty: it only decorates. */
  readonly alt: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

export interface PictureMeans {
  /** Where a picture can be seen on this page; null when only its name can be shown. */
  readonly shownAt: (address: string) => string | null;
  /** Opens the questions about a picture that stands in the message. */
  readonly edit: (position: number, picture: PictureAttributes) => void;
}

/** Whether a picture may have this address; the server asks the same. */
export function isPictureAddress(address: string): boolean {
  return /^(https?:\/\/[^/?#\s]|\/embed\/files\/[0-9a-f]{32}\.(png|jpg|gif|webp)$|\{proactive_img_[1-5]\}$)/i.test(address.trim());
}

function sideOf(value: string | null): number | null {
  const side = Number(value);
  return Number.isInteger(side) && side > 0 && side <= 2000 ? side : null;
}

/** What a picture is called where it cannot be seen. */
export function pictureName(address: string): string {
  if (address.startsWith("{")) return address;
  try {
    return new URL(address, document.baseURI).host;
  } catch {
    return address;
  }
}

function face(node: DocumentNode, means: PictureMeans): HTMLElement[] {
  const picture = node.attrs as PictureAttributes;
  const shown = means.shownAt(picture.src);
  const parts: HTMLElement[] = shown === null
    ? [element("span", { class: "composer-picture-name" }, icon("image"), pictureName(picture.src))]
    : [element("img", { attributes: { src: shown, alt: picture.alt ?? "", width: picture.width, height: picture.height, draggable: "true" } })];
  if (picture.alt === null) {
    parts.push(element("span", { class: "composer-picture-note" }, icon("circle-alert", 12), text("picture_undescribed")));
  }
  return parts;
}

export const Picture = Node.create<PictureMeans>({
  name: "picture",
  group: "inline",
  inline: true,
  draggable: true,
  addOptions() {
    return { shownAt: () => null, edit: () => undefined };
  },
  addAttributes() {
    return {
      src: { default: "" },
      alt: { default: null, parseHTML: (found) => found.getAttribute("alt") },
      width: { default: null, parseHTML: (found) => sideOf(found.getAttribute("width")) },
      height: { default: null, parseHTML: (found) => sideOf(found.getAttribute("height")) },
    };
  },
  parseHTML() {
    // Pictures that came along with pasted words, from a file or written into their own address, would be lost when it is saved.
    return [{ tag: "img[src]", getAttrs: (found) => (isPictureAddress(found.getAttribute("src") ?? "") ? null : false) }];
  },
  renderHTML({ HTMLAttributes }) {
    return ["img", mergeAttributes(HTMLAttributes)];
  },
  renderText({ node }) {
    return (node.attrs as PictureAttributes).alt ?? "";
  },
  addNodeView() {
    return ({ node, getPos }) => {
      let shown = node;
      const frame = element("span", { class: "composer-picture", on: {
        dblclick: () => {
          const position = getPos();
          if (position !== undefined) this.options.edit(position, shown.attrs as PictureAttributes);
        },
      } });
      frame.append(...face(node, this.options));
      return {
        dom: frame,
        update: (next) => {
          if (next.type !== shown.type) return false;
          shown = next;
          frame.replaceChildren(...face(next, this.options));
          return true;
        },
        selectNode: () => frame.classList.add("is-selected"),
        deselectNode: () => frame.classList.remove("is-selected"),
      };
    };
  },
});
