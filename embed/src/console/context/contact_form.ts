/** Name, e-mail address and telephone number of a visitor: each is saved as soon as its field is left. */

import { HttpError, postJson } from "../http";
import { setText } from "../safe_dom";
import { text } from "../texts";
import type { Contact, ContextDocument } from "./documents";

const FIELDS = ["name", "email", "phone"] as const;

/** The contact with what stands in the fields; blank is none. */
export function written(values: Readonly<Record<string, string>>): Contact {
  const value = (name: string): string | null => values[name]?.trim() || null;
  return { name: value("name"), email: value("email"), phone: value("phone") };
}

export class ContactForm {
  private key: string | null = null;
  private saved: Contact = { name: null, email: null, phone: null };

  constructor(
    private readonly form: HTMLFormElement,
    private readonly changed: (fresh: ContextDocument) => void,
  ) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    form.addEventListener("change", () => void this.save());
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && event.target instanceof HTMLInputElement) {
        event.stopPropagation();
        this.restore(event.target);
      }
    });
  }

  /** Shows what is known; a field that is being written in is left alone. */
  show(key: string, contact: Contact): void {
    const isOther = key !== this.key;
    this.key = key;
    this.saved = contact;
    if (isOther) this.complain(null, "");
    for (const name of FIELDS) {
      const field = this.field(name);
      if (isOther || field !== document.activeElement) field.value = contact[name] ?? "";
    }
  }

  private async save(): Promise<void> {
    const key = this.key;
    const wanted = written(Object.fromEntries(FIELDS.map((name) => [name, this.field(name).value])));
    if (key === null || FIELDS.every((name) => wanted[name] === this.saved[name])) return;
    try {
      const fresh = await postJson<ContextDocument>(`/desk/visitors/${encodeURIComponent(key)}/contact`, wanted);
      if (key !== this.key) return;
      this.complain(null, "");
      this.changed(fresh);
    } catch (problem) {
      if (key !== this.key) return;
      const known = problem instanceof HttpError && problem.field !== null;
      this.complain(known ? problem.field : null, known ? problem.message : text("context.not_saved"));
    }
  }

  private restore(field: HTMLInputElement): void {
    const name = FIELDS.find((each) => each === field.name);
    if (name !== undefined) field.value = this.saved[name] ?? "";
    this.complain(null, "");
    field.blur();
  }

  private complain(fieldName: string | null, words: string): void {
    for (const name of FIELDS) {
      this.field(name).toggleAttribute("aria-invalid", name === fieldName);
    }
    const box = this.form.querySelector<HTMLElement>("[data-contact-error]");
    if (box) {
      box.hidden = words === "";
      setText(box, words);
    }
  }

  private field(name: string): HTMLInputElement {
    const found = this.form.elements.namedItem(name);
    if (!(found instanceof HTMLInputElement)) throw new Error(`the contact form has no ${name}`);
    return found;
  }
}
