/** Turns a plain text field into a rich one. The field stays in the form and always holds what would be saved. */

import { Editor } from "@tiptap/core";

import { element } from "../safe_dom";
import { text } from "../texts";
import { messageParts } from "./kit";
import { markupOf } from "./markup";
import type { PictureAttributes } from "./picture_node";
import { askForLink, askForPicture } from "./questions";
import { makeToolbar } from "./toolbar";
import { picturesIn } from "./uploads";

export interface RichFieldNeeds {
  readonly uploadAddress: string;
  readonly shownAt: (address: string) => string | null;
}

/** Tells the rest of the page that somebody has typed. */
function announce(field: HTMLTextAreaElement): void {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Moves the label, the help and the errors of the field to the editor that stands in its place. */
function takeName(field: HTMLTextAreaElement, surface: HTMLElement): void {
  const label = document.querySelector<HTMLLabelElement>(`label[for="${CSS.escape(field.id)}"]`);
  const id = field.id;
  field.id = `${id}-source`;
  surface.id = id;
  if (label) {
    label.id = `${id}-label`;
    surface.setAttribute("aria-labelledby", label.id);
    field.setAttribute("aria-labelledby", label.id);
    label.htmlFor = field.id;
    label.addEventListener("click", () => surface.focus());
  }
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    const value = field.getAttribute(name);
    if (value !== null) surface.setAttribute(name, value);
  }
}

/** Makes one field rich. */
export function startRichField(field: HTMLTextAreaElement, needs: RichFieldNeeds): void {
  const surface = element("div", { class: "composer-words" });
  const frame = element("div", { class: "composer-frame", data: { rich: field.name } }, surface);
  let isSource = false;

  const putPicture = async (position: number | null, present: PictureAttributes | null, first?: File): Promise<void> => {
    const answer = await askForPicture(present, needs.uploadAddress, first);
    if (answer === null) {
      editor.commands.focus();
      return;
    }
    const chain = editor.chain().focus();
    if (answer.picture === null) {
      if (position !== null) chain.deleteRange({ from: position, to: position + 1 }).run();
      return;
    }
    const content = { type: "picture", attrs: answer.picture };
    if (position === null) chain.insertContent(content).run();
    else chain.insertContentAt({ from: position, to: position + 1 }, content).run();
  };
  const onFiles = (data: DataTransfer | null): boolean => {
    const [first] = picturesIn(data);
    if (!first) return false;
    void putPicture(null, null, first);
    return true;
  };

  const editor = new Editor({
    element: surface,
    injectCSS: false,
    extensions: messageParts({ shownAt: needs.shownAt, edit: (position, picture) => void putPicture(position, picture) }),
    content: markupOf(field.value),
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", dir: "auto", class: "composer-surface", ...(field.lang ? { lang: field.lang } : {}) },
      handlePaste: (_view, event) => onFiles(event.clipboardData),
      handleDrop: (_view, event, _slice, isMoved) => !isMoved && onFiles(event.dataTransfer),
    },
  });

  const editLink = async (): Promise<void> => {
    const present = (editor.getAttributes("link") as { href?: string | null }).href ?? "";
    const address = await askForLink(present);
    const chain = editor.chain().focus().extendMarkRange("link");
    if (address === null) editor.commands.focus();
    else if (address === "") chain.unsetLink().run();
    else if (editor.state.selection.empty && !present) {
      chain.insertContent({ type: "text", text: address.replace(/^(mailto|tel):/, ""), marks: [{ type: "link", attrs: { href: address } }] }).run();
    } else chain.setLink({ href: address }).run();
  };
  const editPicture = (): void => {
    const chosen = editor.isActive("picture") ? (editor.getAttributes("picture") as PictureAttributes) : null;
    void putPicture(chosen ? editor.state.selection.from : null, chosen);
  };
  const showSource = (): void => {
    isSource = !isSource;
    if (!isSource) editor.commands.setContent(markupOf(field.value), { emitUpdate: false });
    else if (!editor.isEmpty) field.value = editor.getHTML();
    surface.hidden = isSource;
    field.hidden = !isSource;
    toolbar.refresh(isSource);
    (isSource ? field : editor.view.dom).focus();
  };

  const label = document.querySelector<HTMLLabelElement>(`label[for="${CSS.escape(field.id)}"]`)?.textContent?.trim() ?? "";
  const toolbar = makeToolbar({ editor, editLink: () => void editLink(), editPicture, showSource }, text("tools_of", { field: label }), field.id);
  takeName(field, editor.view.dom);
  field.hidden = true;
  field.before(frame);
  frame.append(field);
  frame.prepend(toolbar.element);

  editor.on("update", () => {
    field.value = editor.isEmpty ? "" : editor.getHTML();
    announce(field);
  });
  editor.on("transaction", () => toolbar.refresh(isSource));
  editor.view.dom.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      void editLink();
    }
  });
  toolbar.refresh(isSource);
}
