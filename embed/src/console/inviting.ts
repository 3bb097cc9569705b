/** Inviting by hand: the dialog, sending, taking back, and telling the sender what becomes of it. */

import { closeDialog, openDialog } from "./dialog";
import { called, counted } from "./desk/words";
import { getJson, HttpError, postJson } from "./http";
import { element, setText } from "./safe_dom";
import { text } from "./texts";
import { toast } from "./toast";

const DIALOG = "invite-dialog";
const ADDRESS = "/desk/invitations";
const FOLLOW_MILLISECONDS = 2000;

interface Named {
  readonly key: string;
  readonly name: string | null;
  readonly pseudonym: { readonly colour: string; readonly animal: string };
}

/** What an operator sent to one visitor, as `app/realtime/manual_rows.py` writes it. */
export interface ManualRow {
  readonly key: string;
  readonly state: string;
  readonly is_open: boolean;
  readonly has_left: boolean;
  readonly sender: { readonly id: number | null; readonly name: string };
  readonly at: string;
  readonly visitor: Named;
}

interface Sending {
  readonly sent: readonly ManualRow[];
  readonly refused: readonly { readonly visitor: Named; readonly reason: string }[];
}

/** The dialog and the following of one page. */
export class Inviting {
  private keys: readonly string[] = [];
  private readonly told = new Map<string, string>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** @param changed called when invitations were sent, one was taken back, or is another thing now */
  constructor(private readonly changed: (areSent: boolean) => void = () => undefined) {}

  /** Makes `data-invite` links and `data-recall` buttons work, and the dialog. */
  start(): void {
    document.addEventListener("click", (event) => this.onClick(event));
    const form = this.form();
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send(form);
    });
    const ready = form?.querySelector<HTMLSelectElement>("[data-invite-ready]");
    ready?.addEventListener("change", () => {
      const box = form?.querySelector<HTMLTextAreaElement>("[data-invite-text]");
      if (box && ready.value !== "") {
        box.value = ready.value;
        box.focus();
      }
    });
  }

  /** Asks from time to time what became of the invitations of this operator; for pages without a socket. */
  follow(): void {
    this.timer ??= setTimeout(() => void this.look(), this.told.size === 0 ? 0 : FOLLOW_MILLISECONDS);
  }

  /** Opens the dialog for these visitors; `name` is that of the only one. */
  open(keys: readonly string[], name: string | null): void {
    this.keys = keys;
    this.complain([]);
    const dialog = openDialog(DIALOG);
    const title = keys.length === 1 && name !== null ? text("manual_invite_one", { name }) : counted("manual_invite_many", keys.length);
    const heading = dialog.querySelector(".dialog-title");
    if (heading) setText(heading, title);
    dialog.querySelector<HTMLTextAreaElement>("[data-invite-text]")?.focus();
  }

  /** Takes the news about one of this operator's invitations. */
  hear(row: ManualRow): void {
    const before = this.told.get(row.key);
    // Whoever left with it on the screen may come back to it.
    const what = row.is_open && row.has_left ? "left" : row.state;
    this.told.set(row.key, what);
    if (before === what) return;
    this.changed(false);
    const key = `manual_told.${what}`;
    const words = text(key, { name: called(row.visitor) });
    if (before !== undefined && words !== key) toast(words);
  }

  private form(): HTMLFormElement | null {
    return document.querySelector<HTMLFormElement>("[data-invite-form]");
  }

  private onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest<HTMLElement>("[data-invite]");
    if (link !== null && document.getElementById(DIALOG) !== null) {
      event.preventDefault();
      this.open([link.dataset["invite"] ?? ""], link.dataset["inviteName"] ?? null);
    }
    const button = event.target.closest<HTMLButtonElement>("[data-recall]");
    if (button !== null) {
      event.preventDefault();
      void this.recall(button);
    }
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const fields = new FormData(form);
    const submit = form.querySelector<HTMLButtonElement>("button[type='submit']");
    if (submit?.getAttribute("aria-busy") === "true") return;
    submit?.setAttribute("aria-busy", "true");
    try {
      const sending = await postJson<Sending>(ADDRESS, {
        visitors: this.keys,
        text: String(fields.get("invite-text") ?? ""),
        minutes: Number(fields.get("invite-minutes")) || 0,
        assign: fields.has("invite-assign"),
        keep: fields.has("invite-keep"),
      });
      this.settle(form, sending);
    } catch (problem) {
      this.complain([problem instanceof HttpError && problem.message !== "" ? problem.message : text("manual_failed")]);
    } finally {
      submit?.removeAttribute("aria-busy");
    }
  }

  private settle(form: HTMLFormElement, sending: Sending): void {
    for (const row of sending.sent) this.told.set(row.key, row.state);
    this.keys = sending.refused.map((each) => each.visitor.key);
    const refused = sending.refused.map((each) => `${called(each.visitor)}: ${text(`manual_refused.${each.reason}`)}`);
    if (sending.sent.length > 0) toast(counted("manual_sent", sending.sent.length));
    this.complain(refused);
    if (refused.length === 0) {
      form.reset();
      closeDialog(openDialog(DIALOG));
    }
    this.changed(sending.sent.length > 0);
    this.follow();
  }

  private async recall(button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    try {
      const answer = await postJson<{ manual: ManualRow }>(`${ADDRESS}/${encodeURIComponent(button.dataset["recall"] ?? "")}/recall`, {});
      this.told.set(answer.manual.key, answer.manual.state);
      toast(text("manual_recalled"));
    } catch (problem) {
      toast(problem instanceof HttpError && problem.message !== "" ? problem.message : text("manual_failed"), { tone: "error" });
    }
    button.disabled = false;
    this.changed(false);
  }

  private complain(sentences: readonly string[]): void {
    const box = document.querySelector<HTMLElement>("[data-invite-problem]");
    const words = box?.querySelector<HTMLElement>("[data-invite-problem-words]");
    if (!box || !words) return;
    box.hidden = sentences.length === 0;
    words.replaceChildren(...sentences.map((sentence) => element("p", { text: sentence, attributes: { dir: "auto" } })));
  }

  private async look(): Promise<void> {
    this.timer = null;
    let isOpen = true;
    try {
      const answer = document.hidden ? null : await getJson<{ invitations: readonly ManualRow[] }>(ADDRESS);
      if (answer !== null) {
        for (const row of answer.invitations) this.hear(row);
        isOpen = answer.invitations.some((row) => row.is_open);
      }
    } catch (problem) {
      isOpen = !(problem instanceof HttpError && problem.status === 401);
    }
    if (isOpen) this.timer = setTimeout(() => void this.look(), FOLLOW_MILLISECONDS);
  }
}
