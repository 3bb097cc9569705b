/** What can be done about a visitor from the context: export, block, erase, and saying that the browser is ours. */

import { closeDialog, openDialog } from "../dialog";
import { HttpError, postJson } from "../http";
import { setAttribute, setText } from "../safe_dom";
import { text } from "../texts";
import { toast } from "../toast";
import type { ContextDocument } from "./documents";

/** Whether what was typed is the word that confirms; case and blanks around it do not matter. */
export function isConfirmed(typed: string, word: string): boolean {
  return typed.trim().toLocaleLowerCase() === word.toLocaleLowerCase();
}

/** Whom an action is about. */
export interface Target {
  readonly key: string;
  readonly name: string;
  readonly isColleague: boolean;
}

const NOBODY: Target = { key: "", name: "", isColleague: false };

export class Actions {
  private target = NOBODY;

  /**
   * @param gone called when the visitor was erased
   * @param again called when something else about the visitor has changed
   * @param targetOf whom a button is about, where there are many; else it is who was shown last
   */
  constructor(
    private readonly root: HTMLElement,
    private readonly changed: (fresh: ContextDocument) => void,
    private readonly gone: () => void,
    private readonly again: () => void,
    targetOf: (button: HTMLElement) => Target | null = () => null,
  ) {
    root.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-person-action]") : null;
      if (button === null) return;
      this.target = targetOf(button) ?? this.target;
      this.act(button.dataset["personAction"] ?? "");
    });
    this.startDialog("block-visitor", (form) => this.block(form));
    this.startDialog("erase-visitor", (form) => this.erase(form));
  }

  /** Offers what the operator may do about this visitor. */
  show(document: ContextDocument, name: string): void {
    this.target = { key: document.key, name, isColleague: document.is_colleague };
    const isBlocked = document.block !== null;
    for (const [action, isAllowed] of [["block", document.can.block && !isBlocked], ["unblock", document.can.block && isBlocked], ["export", document.can.export], ["erase", document.can.erase]] as const) {
      const item = this.item(action);
      if (item) item.hidden = !isAllowed;
    }
    const link = this.item("export");
    if (link) setAttribute(link, "href", `${this.address()}/export`);
    const words = this.item("colleague")?.querySelector("span");
    if (words) setText(words, text(document.is_colleague ? "context.not_colleague" : "context.colleague"));
  }

  private act(action: string): void {
    const menu = this.root.querySelector<HTMLDetailsElement>("details[data-menu][open]");
    if (menu !== null) menu.open = false;
    if (action === "block" || action === "erase") {
      const dialog = openDialog(`${action}-visitor`);
      dialog.querySelector("form")?.reset();
      this.complain(dialog, "");
      for (const place of dialog.querySelectorAll("[data-who]")) setText(place, this.target.name);
    } else if (action === "unblock") {
      void this.unblock();
    } else if (action === "colleague") {
      void this.sayColleague();
    }
  }

  private async sayColleague(): Promise<void> {
    const isColleague = !this.target.isColleague;
    try {
      this.changed(await postJson<ContextDocument>(`${this.address()}/colleague`, { is_colleague: isColleague }));
      if (isColleague) toast(text("context.is_colleague"));
    } catch (problem) {
      toast(refusal(problem), { tone: "error" });
    }
  }

  private async block(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const seconds = Number(fields.get("seconds"));
    await postJson(`${this.address()}/block`, {
      seconds: seconds > 0 ? seconds : null,
      email: fields.has("email"),
      note: String(fields.get("note") ?? ""),
    });
    toast(text("context.blocked", { name: this.target.name }));
    this.again();
  }

  private async unblock(): Promise<void> {
    try {
      await postJson(`${this.address()}/unblock`, {});
      toast(text("context.unblocked", { name: this.target.name }));
      this.again();
    } catch (problem) {
      toast(refusal(problem), { tone: "error" });
    }
  }

  private async erase(form: HTMLFormElement): Promise<void> {
    const typed = String(new FormData(form).get("confirm") ?? "");
    if (!isConfirmed(typed, text("context.erase_word"))) {
      throw new HttpError(422, "not_confirmed", form.dataset["unconfirmed"] ?? "", "confirm");
    }
    await postJson(`${this.address()}/erase`, { confirm: "erase" });
    toast(text("context.erased"));
    this.gone();
  }

  private startDialog(id: string, work: (form: HTMLFormElement) => Promise<void>): void {
    const dialog = document.getElementById(id);
    const form = dialog?.querySelector("form");
    if (!(dialog instanceof HTMLDialogElement) || !form) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector<HTMLButtonElement>("button[type='submit']");
      if (button) button.disabled = true;
      work(form)
        .then(() => closeDialog(dialog))
        .catch((problem: unknown) => this.complain(dialog, refusal(problem)))
        .finally(() => {
          if (button) button.disabled = false;
        });
    });
  }

  private complain(dialog: HTMLDialogElement, words: string): void {
    const box = dialog.querySelector<HTMLElement>("[data-dialog-problem]");
    if (box === null) return;
    box.hidden = words === "";
    setText(box.querySelector("p") ?? box, words);
  }

  private item(action: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-person-action="${action}"]`);
  }

  private address(): string {
    return `/desk/visitors/${encodeURIComponent(this.target.key)}`;
  }
}

function refusal(problem: unknown): string {
  const isRefusal = problem instanceof HttpError && problem.status >= 400 && problem.status < 500;
  return (isRefusal && problem.message) || text("context.not_saved");
}
