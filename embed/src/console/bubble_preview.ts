/** Shows the message beside the editor as the visitor will see it, while it is typed; nothing typed can act here. */

import { safeFragment } from "../shared/safe_html";
import { initials } from "./initials";
import { setText } from "./safe_dom";

/** What the server keeps of a message; everything else is unwrapped when it is saved. */
const KEPT = new Set(["P", "BR", "B", "STRONG", "I", "EM", "U", "S", "UL", "OL", "LI", "A", "BLOCKQUOTE", "CODE"]);
const LOOKS_LIKE_HTML = /<\/?[a-zA-Z][^>]*>/;

/** Paragraphs and line breaks, as the server makes them of plain text. */
function paragraphs(text: string, maker: Document): DocumentFragment {
  const made = maker.createDocumentFragment();
  for (const block of text.split(/\n\s*\n/).map((each) => each.trim()).filter(Boolean)) {
    const paragraph = maker.createElement("p");
    block.split("\n").forEach((line, place) => {
      if (place > 0) paragraph.append(maker.createElement("br"));
      paragraph.append(line);
    });
    made.append(paragraph);
  }
  return made;
}

/** The message as nodes of a document that loads nothing. */
export function messageNodes(written: string): DocumentFragment {
  const inert = document.implementation.createHTMLDocument("");
  const text = written.trim();
  const made = LOOKS_LIKE_HTML.test(text) ? safeFragment(inert, text, document.baseURI) : null;
  if (made === null) {
    return paragraphs(text, inert);
  }
  for (const part of Array.from(made.querySelectorAll("*")).reverse()) {
    if (!KEPT.has(part.tagName)) part.replaceWith(...Array.from(part.childNodes));
    else part.removeAttribute("class");
  }
  return made;
}

function required(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the editor has no element "${id}"`);
  }
  return found;
}

/** Keeps the preview in step with the form. */
export function startBubblePreview(form: HTMLFormElement): void {
  const words = required("preview-words");
  const sender = required("preview-sender");
  const face = required("preview-initials");
  const frame = required("preview");
  const message = form.elements.namedItem("message_html");
  const name = form.elements.namedItem("sender_name");

  const show = (): void => {
    if (message instanceof HTMLTextAreaElement) {
      const nodes = messageNodes(message.value);
      const isEmpty = !nodes.textContent?.trim();
      words.replaceChildren(isEmpty ? (words.dataset["empty"] ?? "") : document.importNode(nodes, true));
    }
    if (name instanceof HTMLInputElement) {
      const called = name.value.trim() || (sender.dataset["unnamed"] ?? "");
      setText(sender, called);
      setText(face, initials(called));
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target === message || event.target === name) show();
  });
  document.getElementById("device")?.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) frame.dataset["device"] = event.target.value;
  });
  show();
}
