/** Name, e-mail address and telephone number of a visitor: each is saved as soon as its field is left. */

import { HttpError } from "../http";
import type { InTurn } from "../in_turn";
import { setAttribute, setText } from "../safe_dom";
import { text } from "../texts";
import type { Contact, ContextDocument } from "./documents";

const FIELDS = ["name", "email", "phone"] as const;
type Field = (typeof FIELDS)[number];

/** What was typed and is not what is kept already; blank is none. `saved` is null while nobody knows what is kept. */
export function changes(typed: ReadonlyMap<Field, string>, saved: Contact | null): Partial<Contact> {
  const values = [...typed].map(([field, words]) => [field, words.trim() || null] as const);
  return Object.fromEntries(values.filter(([field, value]) => saved === null || saved[field] !== value));
}

export class ContactForm {
  private key: string | null = null;
  private saved: Contact | null = null;
  private readonly typed = new Map<Field, string>();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly writes: InTurn,
    private readonly changed: (fresh: ContextDocument) => void,
  ) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    form.addEventListener("input", (event) => {
      const name = fieldOf(event.target);
      if (name !== undefined) this.typed.set(name, this.field(name).value);
    });
    form.addEventListener("change", () => void this.save());
    form.addEventListener("keydown", (event) => {
      const name = event.key === "Escape" ? fieldOf(event.target) : undefined;
      if (name !== undefined) {
        event.stopPropagation();
        this.restore(name);
      }
    });
  }

  /** Is about somebody else from now on, of whom nothing is known yet; what was typed about the one before is saved. */
  begin(key: string): void {
    void this.save();
    this.key = key;
    this.saved = null;
    this.typed.clear();
    this.complain(null, "");
    this.fill();
  }

  /** Shows what is known; what was typed and is not saved yet stays. */
  show(contact: Contact): void {
    this.saved = contact;
    this.fill();
  }

  private fill(): void {
    for (const name of FIELDS) {
      if (!this.typed.has(name)) this.field(name).value = this.saved?.[name] ?? "";
    }
  }

  private async save(): Promise<void> {
    const [key, sent] = [this.key, new Map(this.typed)];
    const wanted = changes(sent, this.saved);
    if (key === null || Object.keys(wanted).length === 0) {
      if (this.saved !== null) this.typed.clear(); // it was typed back to what is kept
      return;
    }
    try {
      const fresh = await this.writes.post<ContextDocument>(`/desk/visitors/${encodeURIComponent(key)}/contact`, wanted);
      if (key !== this.key) return;
      for (const [name, words] of sent) {
        if (this.typed.get(name) === words) this.typed.delete(name);
      }
      this.complain(null, "");
      this.changed(fresh);
    } catch (problem) {
      if (key !== this.key) return;
      const known = problem instanceof HttpError && problem.field !== null;
      this.complain(known ? problem.field : null, known ? problem.message : text("context.not_saved"));
    }
  }

  private restore(name: Field): void {
    this.typed.delete(name);
    this.fill();
    this.complain(null, "");
    this.field(name).blur();
  }

  private complain(fieldName: string | null, words: string): void {
    for (const name of FIELDS) {
      setAttribute(this.field(name), "aria-invalid", name === fieldName ? "true" : null);
    }
    const box = this.form.querySelector<HTMLElement>("[data-contact-error]");
    if (box) {
      box.hidden = words === "";
      setText(box, words);
    }
  }

  private field(name: Field): HTMLInputElement {
    const found = this.form.elements.namedItem(name);
    if (!(found instanceof HTMLInputElement)) throw new Error(`the contact form has no ${name}`);
    return found;
  }
}

function fieldOf(target: EventTarget | null): Field | undefined {
  return target instanceof HTMLInputElement ? FIELDS.find((each) => each === target.name) : undefined;
}
