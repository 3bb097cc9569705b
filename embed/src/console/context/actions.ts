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

const ACTIONS = ["export", "colleague", "block", "unblock", "erase"] as const;
const NOBODY: Target = { key: "", name: "", isColleague: false };

export class Actions {
  private target = NOBODY;
  /** Whom the open dialog is about, whoever is shown meanwhile. */
  private asked = NOBODY;

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
      this.act(button.dataset["personAction"] ?? "", targetOf(button) ?? this.target);
    });
    this.startDialog("block-visitor", (form) => this.block(form));
    this.startDialog("erase-visitor", (form) => this.erase(form));
  }

  /** Is about somebody else from now on; nothing is offered until it is known what may be done. */
  begin(): void {
    this.target = NOBODY;
    for (const action of ACTIONS) this.offer(action, false);
  }

  /** Offers what the operator may do about this visitor. */
  show(document: ContextDocument, name: string): void {
    this.target = { key: document.key, name, isColleague: document.is_colleague };
    const isBlocked = document.block !== null;
    this.offer("block", document.can.block && !isBlocked);
    this.offer("unblock", document.can.block && isBlocked);
    this.offer("export", document.can.export);
    this.offer("erase", document.can.erase);
    this.offer("colleague", true);
    const link = this.item("export");
    if (link) setAttribute(link, "href", `${addressOf(this.target)}/export`);
    const words = this.item("colleague")?.querySelector("span");
    if (words) setText(words, text(document.is_colleague ? "context.not_colleague" : "context.colleague"));
  }

  private act(action: string, target: Target): void {
    const menu = this.root.querySelector<HTMLDetailsElement>("details[data-menu][open]");
    if (menu !== null) menu.open = false;
    if (action === "block" || action === "erase") {
      this.asked = target;
      const dialog = openDialog(`${action}-visitor`);
      dialog.querySelector("form")?.reset();
      this.complain(dialog, "");
      for (const place of dialog.querySelectorAll("[data-who]")) setText(place, target.name);
    } else if (action === "unblock") {
      void this.unblock(target);
    } else if (action === "colleague") {
      void this.sayColleague(target);
    }
  }

  private async sayColleague(target: Target): Promise<void> {
    const isColleague = !target.isColleague;
    try {
      this.changed(await postJson<ContextDocument>(`${addressOf(target)}/colleague`, { is_colleague: isColleague }));
      if (isColleague) toast(text("context.is_colleague"));
    } catch (problem) {
      toast(refusal(problem), { tone: "error" });
    }
  }

  private async block(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const seconds = Number(fields.get("seconds"));
    const { asked } = this;
    await postJson(`${addressOf(asked)}/block`, {
      seconds: seconds > 0 ? seconds : null,
      email: fields.has("email"),
      note: String(fields.get("note") ?? ""),
    });
    toast(text("context.blocked", { name: asked.name }));
    this.again();
  }

  private async unblock(target: Target): Promise<void> {
    try {
      await postJson(`${addressOf(target)}/unblock`, {});
      toast(text("context.unblocked", { name: target.name }));
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
    await postJson(`${addressOf(this.asked)}/erase`, { confirm: "erase" });
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

  private offer(action: (typeof ACTIONS)[number], isAllowed: boolean): void {
    const item = this.item(action);
    if (item) item.hidden = !isAllowed;
  }

  private item(action: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-person-action="${action}"]`);
  }
}

function addressOf(target: Target): string {
  return `/desk/visitors/${encodeURIComponent(target.key)}`;
}

function refusal(problem: unknown): string {
  const isRefusal = problem instanceof HttpError && problem.status >= 400 && problem.status < 500;
  return (isRefusal && problem.message) || text("context.not_saved");
}
