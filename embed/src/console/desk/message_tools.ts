/** The small bar at a message: answer it, change it, take it back, see what it said before. One bar moves to where it is needed. */

import { element, icon } from "../safe_dom";
import { text } from "../texts";
import { keepAsCannedReply } from "./canned";
import type { Message } from "./documents";

export interface ToolActions {
  find(chat: string, id: number): Message | null;
  canQuote(message: Message): boolean;
  canEdit(message: Message): boolean;
  canRemove(message: Message): boolean;
  quote(message: Message): void;
  edit(message: Message): void;
  remove(message: Message): void;
  history(message: Message): void;
}

export class MessageTools {
  private readonly bar = element("div", { class: "message-tools", attributes: { role: "group", "aria-label": text("message_tools") } });
  private row: HTMLElement | null = null;
  private held: string | null = null;

  constructor(
    private readonly log: HTMLElement,
    private readonly actions: ToolActions,
  ) {
    log.addEventListener("pointerover", (event) => this.show(rowOf(event.target)));
    log.addEventListener("pointerleave", () => (this.bar.contains(document.activeElement) ? undefined : this.show(null)));
    log.addEventListener("focusin", (event) => this.show(rowOf(event.target)));
    log.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** The message that has the keyboard, if one has. */
  get focused(): Message | null {
    const row = rowOf(document.activeElement);
    return row === null ? null : this.messageOf(row);
  }

  /** Remembers on which button the keyboard is, before its row is drawn anew. */
  hold(row: HTMLElement): void {
    const { activeElement } = document;
    if (row === this.row && this.bar.contains(activeElement)) {
      this.held = activeElement?.getAttribute("aria-label") ?? null;
    }
  }

  /** Puts the bar back after its row was drawn anew, and the keyboard on the same button, else on the message. */
  restore(): void {
    if (this.row !== null && !this.row.contains(this.bar)) {
      const { row } = this;
      this.row = null;
      this.show(row.isConnected ? row : null);
      if (this.held !== null && row.isConnected) {
        const same = [...this.bar.querySelectorAll<HTMLElement>("button")].find((button) => button.getAttribute("aria-label") === this.held);
        (same ?? row).focus({ preventScroll: true });
      }
      this.held = null;
    }
  }

  private show(row: HTMLElement | null): void {
    if (row === this.row || (row === null && this.bar.contains(document.activeElement))) {
      return;
    }
    this.row = row;
    this.bar.remove();
    const message = row === null ? null : this.messageOf(row);
    if (row === null || message === null) {
      return;
    }
    this.bar.replaceChildren(...this.buttons(message));
    if (this.bar.childElementCount > 0) {
      row.append(this.bar);
    }
  }

  private buttons(message: Message): readonly HTMLElement[] {
    const { actions } = this;
    const isThere = message.deleted_at === null;
    const found: HTMLElement[] = [];
    if (isThere && actions.canQuote(message)) {
      found.push(tool("reply", text("quote"), () => actions.quote(message)));
    }
    if (isThere && message.from === "operator" && message.file === null) {
      found.push(tool("text-quote", text("canned.keep"), () => keepAsCannedReply(message.text)));
    }
    if (isThere && actions.canEdit(message)) {
      found.push(tool("pencil", text("edit"), () => actions.edit(message)));
    }
    if (isThere && actions.canRemove(message)) {
      found.push(tool("trash-2", text("delete"), () => actions.remove(message)));
    }
    if (message.change > 0 && actions.canRemove(message)) {
      found.push(tool("history", text("message_history"), () => actions.history(message)));
    }
    return found;
  }

  /** Arrow keys walk from message to message, so that Tab leads to the bar. */
  private onKey(event: KeyboardEvent): void {
    const isArrow = event.key === "ArrowUp" || event.key === "ArrowDown";
    if (!isArrow || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const rows = [...this.log.querySelectorAll<HTMLElement>("[data-message]")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = at < 0 ? (event.key === "ArrowUp" ? rows.at(-1) : undefined) : rows[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (next !== undefined) {
      event.preventDefault();
      next.focus();
    }
  }

  private messageOf(row: HTMLElement): Message | null {
    return this.actions.find(row.dataset["chat"] ?? "", Number(row.dataset["message"]));
  }
}

function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-message]") : null;
}

function tool(name: string, label: string, click: () => void): HTMLElement {
  const button = element("button", { class: "message-tool", attributes: { type: "button", "aria-label": label, title: label }, on: { click } });
  button.append(icon(name));
  return button;
}
