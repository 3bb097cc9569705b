/** The messages of the open chat: patched in place, kept at the end while the reader is there. */

import { Pressing } from "../pressing";
import { reconcile, setText } from "../safe_dom";
import { text } from "../texts";
import { itemsOf, type Item } from "./message_items";
import { drawRow, makeRow, type RowActions } from "./message_rows";
import { MessageTools, type ToolActions } from "./message_tools";
import { serverNow } from "./server_clock";
import type { State } from "./state";
import { called } from "./words";

const NEAR_END_PIXELS = 80;
const MARKED_MILLISECONDS = 1600;

export class MessageLog {
  readonly tools: MessageTools;
  private readonly pressing: Pressing;
  private readonly drawn = new WeakMap<HTMLElement, string>();
  private readonly typing: HTMLElement | null;
  private readonly rowActions: RowActions;
  private wanted: { readonly chat: string; readonly id: number } | null = null;
  private isAtEnd = true;
  private lastKey = "";
  private firstMessage = "";

  constructor(
    private readonly log: HTMLElement,
    private readonly below: HTMLButtonElement,
    actions: Omit<RowActions, "jump">,
    tools: ToolActions,
    redraw: () => void,
  ) {
    this.tools = new MessageTools(log, tools);
    this.pressing = new Pressing(log, "[data-key]", redraw);
    this.rowActions = { ...actions, jump: (chat, id) => this.jump(chat, id) };
    this.typing = log.parentElement?.querySelector<HTMLElement>("[data-part='typing']") ?? null;
    log.addEventListener("scroll", () => this.onScroll(), { passive: true });
    log.addEventListener("wheel", (event) => (event.deltaY < 0 && log.scrollTop <= 0 ? actions.loadEarlier() : undefined), { passive: true });
    below.addEventListener("click", () => this.stick());
    new ResizeObserver(() => (this.isAtEnd ? this.toEnd() : undefined)).observe(log);
  }

  /** Goes to the end and stays there. */
  stick(): void {
    this.isAtEnd = true;
    this.below.hidden = true;
    this.toEnd();
  }

  /** Shows a note as soon as it is there. */
  toNote(chat: string, id: number): void {
    this.wanted = { chat, id };
  }

  /** Shows the messages of a chat; `isOther` when another chat was shown before. */
  draw(state: State, chat: string, isOther: boolean): void {
    if (isOther) {
      this.log.replaceChildren();
      this.isAtEnd = true;
      this.lastKey = "";
      this.firstMessage = "";
      this.below.hidden = true;
    }
    const { scrollHeight, scrollTop } = this.log;
    const items = itemsOf(state, chat);
    reconcile(this.log, items, (item) => item.key, (item) => makeRow(item), (row, item) => this.update(row, item, state));
    this.tools.restore();
    this.drawTyping(state, chat);
    this.keepPlace(items, scrollHeight, scrollTop);
    this.showWanted(chat);
  }

  /** At the end the reader stays there; who reads above keeps the place, also when earlier chats come in on top. */
  private keepPlace(items: readonly Item[], heightBefore: number, topBefore: number): void {
    const last = items.at(-1)?.key ?? "";
    const first = items.find((item) => item.kind === "message")?.key ?? "";
    const isEarlier = first !== this.firstMessage && this.firstMessage !== "" && last === this.lastKey;
    if (isEarlier) {
      this.isAtEnd = false;
      this.log.scrollTop = topBefore + this.log.scrollHeight - heightBefore;
    } else if (this.isAtEnd) {
      this.toEnd();
    } else if (last !== this.lastKey && this.lastKey !== "") {
      this.offerEnd(text("new_messages"));
    }
    this.lastKey = last;
    this.firstMessage = first;
  }

  private onScroll(): void {
    const { log } = this;
    const left = log.scrollHeight - log.scrollTop - log.clientHeight;
    this.isAtEnd = left < NEAR_END_PIXELS;
    if (this.isAtEnd) {
      this.below.hidden = true;
    } else if (this.below.hidden && left > log.clientHeight) {
      this.offerEnd(text("to_latest"));
    }
  }

  private offerEnd(words: string): void {
    this.below.hidden = false;
    setText(this.below.querySelector("span") ?? this.below, words);
  }

  /** Shows a message of the log and marks it for a moment. */
  private jump(chat: string, id: number): void {
    const row = this.log.querySelector<HTMLElement>(`[data-message="${id}"][data-chat="${CSS.escape(chat)}"]`);
    if (row !== null) {
      this.mark(row);
    }
  }

  private showWanted(chat: string): void {
    const row = this.wanted?.chat === chat ? this.log.querySelector<HTMLElement>(`[data-note="${this.wanted.id}"]`) : null;
    if (row !== null) {
      this.wanted = null;
      this.mark(row);
    }
  }

  private mark(row: HTMLElement): void {
    this.isAtEnd = false;
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
    row.classList.add("is-marked");
    setTimeout(() => row.classList.remove("is-marked"), MARKED_MILLISECONDS);
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  private drawTyping(state: State, chat: string): void {
    const known = state.chats.get(chat);
    const conversation = state.conversations.get(chat);
    const preview = conversation?.preview ?? null;
    const isPreviewed = preview !== null && preview.until > serverNow();
    const isTyping = known !== undefined && (isPreviewed || (conversation?.typingUntil ?? 0) > serverNow());
    if (this.typing === null) {
      return;
    }
    this.typing.classList.toggle("is-typing", isTyping);
    const words = this.typing.querySelector("[data-part='typing-words']");
    const unsent = this.typing.querySelector("[data-part='typing-preview']");
    if (words !== null && unsent !== null) {
      setText(words, isTyping ? text("is_typing", { name: called(known.visitor) }) : "");
      setText(unsent, isTyping && isPreviewed ? preview.text : "");
    }
  }

  private update(row: HTMLElement, item: Item, state: State): void {
    const look = JSON.stringify(item);
    if (this.drawn.get(row) === look || row === this.pressing.part) {
      return;
    }
    this.drawn.set(row, look);
    this.tools.hold(row);
    drawRow(row, item, state, this.rowActions);
  }
}
