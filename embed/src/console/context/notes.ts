/** Notes about a visitor: written, listed, deleted; only the team reads them. */

import { HttpError } from "../http";
import type { InTurn } from "../in_turn";
import { element, icon, reconcile } from "../safe_dom";
import { text } from "../texts";
import { timeElement } from "../time";
import { toast } from "../toast";
import type { ContextDocument, Note } from "./documents";

export class Notes {
  private key: string | null = null;
  private notes: readonly Note[] = [];
  private clientId = "";
  private readonly drafts = new Map<string, string>();

  /** @param wrote called when a note was written, so that an older answer does not take it away again */
  constructor(
    private readonly list: HTMLElement,
    private readonly form: HTMLFormElement,
    private readonly writes: InTurn,
    private readonly changed: (fresh: ContextDocument) => void,
    private readonly wrote: () => void,
  ) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.write();
    });
    this.box().addEventListener("input", () => {
      if (this.key !== null) this.drafts.set(this.key, this.box().value);
      this.clientId = "";
    });
    this.box().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.write();
    });
  }

  /** Is about somebody else from now on, whose notes are not known yet; what is being written about somebody stays with them. */
  begin(key: string): void {
    this.key = key;
    this.box().value = this.drafts.get(key) ?? "";
    this.clientId = "";
    this.show([]);
  }

  /** Shows these notes. */
  show(notes: readonly Note[]): void {
    this.notes = notes;
    reconcile(this.list, notes, (note) => String(note.id), (note) => this.row(note), () => undefined);
  }

  private row(note: Note): HTMLElement {
    const remove = note.can_remove
      ? element("button", { class: "button button-quiet button-icon button-small", attributes: { type: "button", "aria-label": text("context.note_delete") }, on: { click: () => void this.remove(note) } }, icon("trash-2"))
      : null;
    return element(
      "li",
      { class: "note" },
      element("div", { class: "note-head" }, element("span", { class: "note-by", text: note.by, attributes: { dir: "auto" } }), timeElement(note.at, "ago"), remove),
      element("p", { class: "note-text", text: note.text, attributes: { dir: "auto" } }),
    );
  }

  private async write(): Promise<void> {
    const [key, words] = [this.key, this.box().value];
    if (key === null || words.trim() === "") {
      this.box().focus();
      return;
    }
    this.clientId ||= crypto.randomUUID();
    try {
      const { note } = await this.writes.post<{ note: Note }>(addressOf(key), { client_id: this.clientId, text: words });
      this.drafts.delete(key);
      this.wrote();
      if (key !== this.key) return;
      this.box().value = "";
      this.clientId = "";
      this.show([note, ...this.notes.filter((each) => each.id !== note.id)]);
    } catch (problem) {
      complain(problem);
    }
  }

  private async remove(note: Note): Promise<void> {
    const key = this.key;
    if (key === null) return;
    try {
      const fresh = await this.writes.post<ContextDocument>(`${addressOf(key)}/${note.id}/delete`, {});
      if (key === this.key) this.changed(fresh);
      this.box().focus();
    } catch (problem) {
      complain(problem);
    }
  }

  private box(): HTMLTextAreaElement {
    const found = this.form.querySelector("textarea");
    if (found === null) throw new Error("the notes have no field");
    return found;
  }
}

function addressOf(key: string): string {
  return `/desk/visitors/${encodeURIComponent(key)}/notes`;
}

function complain(problem: unknown): void {
  const words = problem instanceof HttpError && problem.status >= 400 && problem.status < 500 ? problem.message : "";
  toast(words || text("context.not_saved"), { tone: "error" });
}
