/** What the form says just now to one kind of visitor, in the language that is looked at, as the server would send it. */

import { markupOf } from "../composer/markup";
import { placedPicture, shownPicture } from "../composer/shown_picture";

/** Who reads it: somebody new, or somebody whom this invitation has met before. */
export type Reader = "first" | "returning";

interface Words {
  readonly html: string;
  readonly text: string;
  readonly sender: { readonly name: string };
  readonly buttons: readonly { readonly label: string; readonly does: string; readonly url: string | null }[];
}

const VARIABLE = /\{(nick|operator|visitor\.name|lhc\.(?:var|add)\.[^{}|<>"\s]+)(?:\|([^{}<>"]*))?\}/g;

function valueOf(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement ? field.value.trim() : "";
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** Which fields hold the language that is looked at: their names begin so. */
function shownLanguage(form: HTMLFormElement): string {
  const panel = form.querySelector<HTMLElement>("[data-words].is-tabbed:not([hidden])");
  return panel?.dataset["words"] ?? "";
}

/** Reads the form. */
export function previewWords(form: HTMLFormElement, reader: Reader, texts: Readonly<Record<string, string>>): Words {
  const language = shownLanguage(form);
  const first = (name: string): string => (name === "html" ? "message_html" : name);
  const word = (name: string): string => (language && valueOf(form, `${language}-${name}`)) || valueOf(form, first(name));
  const sender = valueOf(form, "sender_name") || (texts["unnamed"] ?? "");
  const isReturning = reader === "returning";
  const own = language ? valueOf(form, `${language}-html`) : "";
  const returning = own ? valueOf(form, `${language}-returning_html`) : word("returning_html");
  const written = (isReturning && returning) || word("html");
  const known: Record<string, string> = {
    nick: isReturning ? texts["sample_nick"] ?? "" : word("returning_nick"),
    operator: sender,
    "visitor.name": isReturning ? texts["sample_nick"] ?? "" : "",
  };
  const fill = (text: string): string => text.replace(VARIABLE, (_whole, name: string, otherwise?: string) => known[name] || otherwise || "");
  const pictured = withPictures(form, markupOf(fill(written)));
  return {
    html: pictured || `<p>${escaped(texts["empty"] ?? "")}</p>`,
    text: "",
    sender: { name: sender },
    buttons: buttonsOf(form, language).map((button) => ({ ...button, label: fill(button.label) })),
  };
}

/** The markup with the pictures that this page may show; one of another site is named instead of being loaded. */
function withPictures(form: HTMLFormElement, markup: string): string {
  if (!/<img/i.test(markup)) return markup;
  const inert = new DOMParser().parseFromString(markup, "text/html");
  for (const picture of inert.querySelectorAll("img")) {
    const address = picture.getAttribute("src") ?? "";
    const shown = shownPicture(form, address);
    const placed = placedPicture(form, address);
    if (shown !== null) picture.setAttribute("src", shown);
    else if (/^https?:\/\/[^/]/i.test(placed)) picture.replaceWith(`🖼 ${picture.getAttribute("alt") || hostOf(placed)}`);
    else picture.remove();
  }
  return new XMLSerializer().serializeToString(inert.body);
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return "";
  }
}

function buttonsOf(form: HTMLFormElement, language: string): { label: string; does: string; url: string | null }[] {
  const rows = (prefix: string): { label: string; does: string; url: string | null }[] => [0, 1, 2]
    .map((row) => ({ label: valueOf(form, `${prefix}buttons-${row}-label`), does: valueOf(form, `${prefix}buttons-${row}-does`), url: valueOf(form, `${prefix}buttons-${row}-url`) || null }))
    .filter((button) => button.label !== "");
  const own = language ? rows(`${language}-`) : [];
  return own.length > 0 ? own : rows("");
}
