/** The box to write in: Enter sends, Shift and Enter breaks, pasting gives plain text, drafts stay with their chat. */

import { text } from "../texts";
import type { Desk } from "./desk";
import type { DeskChat } from "./documents";
import { called } from "./words";

export class Composer {
  readonly box: HTMLTextAreaElement;
  private chat: string | null = null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly desk: Desk,
    private readonly sent: () => void,
  ) {
    const box = form.querySelector("textarea");
    if (box === null) {
      throw new Error("the composer has no box");
    }
    this.box = box;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    box.addEventListener("input", () => this.onInput());
    box.addEventListener("keydown", (event) => this.onKey(event));
    box.addEventListener("paste", (event) => this.onPaste(event));
  }

  /** Whether there is somebody to write to. */
  get isShown(): boolean {
    return this.chat !== null;
  }

  /** Shows the box for this chat with what was typed for it, or hides it. */
  show(chat: DeskChat | null): void {
    const key = chat?.key ?? null;
    if (key === this.chat) {
      return;
    }
    this.chat = key;
    this.form.hidden = key === null;
    this.box.value = key === null ? "" : this.desk.keeping.draft(key);
    if (chat !== null) {
      this.box.placeholder = text("write_to", { name: shortened(called(chat.visitor)) });
    }
    this.fit();
  }

  /** Puts words back into the box, before what is there. */
  put(words: string): void {
    this.box.value = this.box.value === "" ? words : `${words}\n${this.box.value}`;
    this.keep();
    this.fit();
    this.box.focus();
  }

  private send(): void {
    const words = this.box.value.trim();
    if (this.chat === null || words === "") {
      this.box.focus();
      return;
    }
    this.desk.outbox.send(this.chat, words);
    this.box.value = "";
    this.keep();
    this.fit();
    this.sent();
    this.box.focus();
  }

  private onInput(): void {
    this.keep();
    this.fit();
    if (this.chat !== null && this.box.value.trim() !== "") {
      this.desk.typing(this.chat);
    }
  }

  private onKey(event: KeyboardEvent): void {
    const isPlainEnter = event.key === "Enter" && !event.shiftKey && !event.altKey;
    if (isPlainEnter && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      this.send();
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

  private keep(): void {
    if (this.chat !== null) {
      this.desk.keeping.keepDraft(this.chat, this.box.value, Date.now());
    }
  }

  /** Grows with its text where the browser does not do it by itself. */
  private fit(): void {
    if (!CSS.supports("field-sizing", "content")) {
      this.box.rows = Math.min(8, Math.max(1, this.box.value.split("\n").length));
    }
  }
}

function shortened(name: string): string {
  const LONGEST = 40;
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}
