/** The box to write in: Enter sends, Shift and Enter breaks, drafts stay with their chat; for replies, notes and changes. */

import { randomId } from "../../shared/random_id";
import { emojiGrid } from "../composer/emoji";
import { HttpError } from "../http";
import { setText } from "../safe_dom";
import { text } from "../texts";
import { toast } from "../toast";
import type { Desk } from "./desk";
import type { DeskChat, Message } from "./documents";
import { called, refusalText } from "./words";

/** For whom the words in the box are. */
export type Mode = "reply" | "note";

/** The message that the words in the box answer or replace. */
type About = { readonly kind: "quote" | "edit"; readonly message: Message; readonly name: string };

export class Composer {
  readonly box: HTMLTextAreaElement;
  private chat: DeskChat | null = null;
  private canReply = false;
  private written: Mode = "reply";
  private about: About | null = null;
  private noteSent: { readonly chat: string; readonly words: string; readonly client_id: string } | null = null;
  private isBusy = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly desk: Desk,
    private readonly sent: () => void,
    private readonly editLast: () => void,
  ) {
    this.box = this.part<HTMLTextAreaElement>("textarea");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.box.addEventListener("input", () => this.onInput());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("paste", (event) => this.onPaste(event));
    for (const mode of ["reply", "note"] as const) {
      this.part(`[data-mode="${mode}"]`).addEventListener("click", () => this.setMode(mode));
    }
    this.part("[data-part='about-end']").addEventListener("click", () => this.endAbout());
    this.startEmoji();
  }

  /** Whether there is somebody to write to. */
  get isShown(): boolean {
    return this.chat !== null;
  }

  /** For whom the words are. */
  get mode(): Mode {
    return this.written;
  }

  /** Shows the box for this chat with what was typed for it, or hides it; without `canReply` it takes notes alone. */
  show(chat: DeskChat | null, canReply: boolean): void {
    const isSame = chat?.key === this.chat?.key;
    if (isSame && canReply === this.canReply) {
      this.chat = chat;
      return;
    }
    if (!isSame) {
      this.putAway();
    }
    this.chat = chat;
    this.form.hidden = chat === null;
    if (!isSame || (canReply !== this.canReply && this.about?.kind !== "edit")) {
      this.canReply = canReply;
      this.about = null;
      this.setMode(canReply ? "reply" : "note", false);
    }
    this.canReply = canReply;
    this.drawModes();
  }

  /** Writes for the visitor or for colleagues from now on; each has a draft of its own. */
  setMode(mode: Mode, focus = true): void {
    this.written = mode === "reply" && !this.canReply ? "note" : mode;
    if (this.about?.kind === "edit" || this.written === "note") {
      this.about = null;
    }
    this.box.value = this.chat === null ? "" : this.desk.keeping.draft(this.draftName());
    this.drawModes();
    this.fit();
    if (focus) {
      this.box.focus();
    }
  }

  /** The chat or the page goes: another text for a message becomes a draft; everything else is one already. */
  putAway(): void {
    if (this.chat !== null && this.about?.kind === "edit" && this.box.value !== this.about.message.text) {
      const draft = this.desk.keeping.draft(this.chat.key);
      this.desk.keeping.keepDraft(this.chat.key, draft === "" ? this.box.value : `${this.box.value}\n${draft}`, Date.now());
    }
  }

  /** Puts words back into the box for replies, before what is there. */
  put(words: string): void {
    this.setMode("reply", false);
    this.box.value = this.box.value === "" ? words : `${words}\n${this.box.value}`;
    this.keep();
    this.fit();
    this.box.focus();
  }

  /** Writes words where the cursor is. */
  insert(words: string): void {
    const { selectionStart, selectionEnd } = this.box;
    this.box.setRangeText(words, selectionStart, selectionEnd, "end");
    this.box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.box.focus();
  }

  /** The next words answer this message. */
  quote(message: Message, name: string): void {
    if (this.canReply) {
      if (this.written !== "reply" || this.about?.kind === "edit") {
        this.endAbout();
        this.setMode("reply", false);
      }
      this.about = { kind: "quote", message, name };
      this.drawModes();
      this.box.focus();
    }
  }

  /** The words in the box replace what this message says. */
  edit(message: Message): void {
    this.written = "reply";
    this.about = { kind: "edit", message, name: "" };
    this.box.value = message.text;
    this.drawModes();
    this.fit();
    this.box.focus();
  }

  /** Sends what is in the box; returns whether something went on its way. */
  async send(): Promise<boolean> {
    const words = this.box.value.trim();
    const { chat, about } = this;
    if (chat === null || words === "" || this.isBusy) {
      this.box.focus();
      return false;
    }
    if (about?.kind === "edit") {
      await this.saveEdit(about.message, words);
      return false;
    }
    if (this.written === "note") {
      await this.sendNote(chat.key, words);
      return false;
    }
    this.desk.outbox.send(chat.key, words, about?.message.id ?? null);
    this.clear();
    return true;
  }

  private async saveEdit(message: Message, words: string): Promise<void> {
    if (words === message.text) {
      this.endAbout();
      return;
    }
    await this.during(async () => {
      await this.desk.talking.edit(message, words);
      this.endAbout();
    }, (problem) => this.showNewer(message, problem));
  }

  /** Somebody was faster: what the message says now is shown, and the words in the box are kept. */
  private showNewer(message: Message, problem: unknown): void {
    if (problem instanceof HttpError && problem.code === "changed_meanwhile") {
      void this.desk.readChat(message.chat).then(() => {
        const messages = this.desk.conversation(message.chat)?.messages;
        const now = messages?.find((one) => one.id === message.id);
        if (now !== undefined && this.about?.kind === "edit" && this.about.message.id === message.id) {
          this.about = { ...this.about, message: now };
        }
      });
    }
  }

  private async sendNote(chat: string, words: string): Promise<void> {
    if (this.noteSent?.chat !== chat || this.noteSent.words !== words) {
      this.noteSent = { chat, words, client_id: randomId() };
    }
    const { client_id } = this.noteSent;
    await this.during(async () => {
      await this.desk.talking.note(chat, client_id, words);
      this.noteSent = null;
      if (this.chat?.key === chat && this.written === "note") {
        this.clear();
      } else {
        this.desk.keeping.keepDraft(`note.${chat}`, "", Date.now());
      }
    });
  }

  /** Waits for the server; what it refuses is said, and the words stay. */
  private async during(work: () => Promise<void>, refused: (problem: unknown) => void = () => undefined): Promise<void> {
    this.isBusy = true;
    try {
      await work();
    } catch (problem) {
      const isRefused = problem instanceof HttpError && problem.status !== 0;
      toast(isRefused ? refusalText(problem.code) : text("error.unreachable_kept"), { tone: "error" });
      refused(problem);
    } finally {
      this.isBusy = false;
    }
  }

  private clear(): void {
    this.box.value = "";
    this.keep();
    this.about = null;
    this.drawModes();
    this.fit();
    this.sent();
    this.box.focus();
  }

  /** Leaves the quoted or changed message alone again. */
  private endAbout(): void {
    const wasEdit = this.about?.kind === "edit";
    this.about = null;
    if (wasEdit) {
      this.setMode(this.canReply ? "reply" : "note");
    }
    this.drawModes();
    this.box.focus();
  }

  private drawModes(): void {
    const { about, written, form } = this;
    form.dataset["for"] = written;
    form.dataset["about"] = about?.kind ?? "";
    for (const mode of ["reply", "note"] as const) {
      const button = this.part<HTMLButtonElement>(`[data-mode="${mode}"]`);
      button.setAttribute("aria-pressed", String(mode === written));
      button.disabled = mode === "reply" && !this.canReply;
    }
    const name = this.chat === null ? "" : shortened(called(this.chat.visitor));
    this.box.placeholder = written === "note" ? text("write_note") : text("write_to", { name });
    this.box.setAttribute("aria-label", written === "note" ? text("note") : text("message"));
    this.part("[data-part='about']").hidden = about === null;
    if (about !== null) {
      setText(this.part("[data-part='about-name']"), about.kind === "edit" ? text("changing_message") : text("answering", { name: about.name }));
      setText(this.part("[data-part='about-text']"), about.message.text);
    }
    const label = about?.kind === "edit" ? text("save") : written === "note" ? text("add_note") : text("send");
    setText(this.part("button[type='submit'] span"), label);
  }

  private onInput(): void {
    this.keep();
    this.fit();
    if (this.chat !== null && this.written === "reply" && this.about?.kind !== "edit" && this.box.value.trim() !== "") {
      this.desk.typing(this.chat.key);
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) {
      return;
    }
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      void this.send();
    } else if (event.key === "ArrowUp" && isPlain && this.box.value === "" && this.written === "reply") {
      event.preventDefault();
      this.editLast();
    } else if (event.key === "Escape" && (this.about !== null || (this.written === "note" && this.canReply))) {
      event.preventDefault();
      if (this.about !== null) {
        this.endAbout();
      } else {
        this.setMode("reply");
      }
    }
  }

  /** Whatever is pasted, only its plain text comes in. */
  private onPaste(event: ClipboardEvent): void {
    const plain = event.clipboardData?.getData("text/plain");
    if (plain === undefined) {
      return;
    }
    event.preventDefault();
    const { selectionStart, selectionEnd } = this.box;
    this.box.setRangeText(plain.slice(0, this.box.maxLength), selectionStart, selectionEnd, "end");
    this.onInput();
  }

  private startEmoji(): void {
    const button = this.part<HTMLButtonElement>("[data-part='emoji']");
    const frame = this.part("[data-part='emoji-frame']");
    const show = (isShown: boolean): void => {
      frame.hidden = !isShown;
      button.setAttribute("aria-expanded", String(isShown));
    };
    const grid = emojiGrid(text("emoji"), (emoji) => {
      show(false);
      this.insert(emoji);
    });
    frame.append(grid);
    button.addEventListener("click", () => {
      show(frame.hidden !== false);
      grid.querySelector<HTMLElement>("[tabindex='0']")?.focus();
    });
    frame.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        show(false);
        button.focus();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      const target = event.target instanceof Node ? event.target : null;
      if (!frame.hidden && !frame.contains(target) && !button.contains(target)) {
        show(false);
      }
    });
  }

  /** What replaces a message is no draft. */
  private keep(): void {
    if (this.chat !== null && this.about?.kind !== "edit") {
      this.desk.keeping.keepDraft(this.draftName(), this.box.value, Date.now());
    }
  }

  private draftName(): string {
    const key = this.chat?.key ?? "";
    return this.written === "note" ? `note.${key}` : key;
  }

  /** Grows with its text where the browser does not do it by itself. */
  private fit(): void {
    if (!CSS.supports("field-sizing", "content")) {
      this.box.rows = Math.min(8, Math.max(1, this.box.value.split("\n").length));
    }
  }

  private part<Kind extends HTMLElement = HTMLElement>(selector: string): Kind {
    const found = this.form.querySelector<Kind>(selector);
    if (found === null) {
      throw new Error(`the composer has no ${selector}`);
    }
    return found;
  }
}

function shortened(name: string): string {
  const LONGEST = 40;
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}
