/** The chats that lie open on the desk, side by side above the conversation; kept in this browser across a reload. */

import { element, icon, reconcile, setText } from "../safe_dom";
import { text } from "../texts";
import { isAttentive } from "./attention";
import type { DeskChat } from "./documents";
import type { Keeping } from "./keeping";
import { unreadOf } from "./selectors";
import { serverNow } from "./server_clock";
import type { State } from "./state";
import type { Store } from "./store";
import { patienceOf } from "./waiting_time";
import { called } from "./words";

const MOST = 12;

/** The keys of the open chats after one more was opened: the oldest goes where there are too many. */
export function withOpen(keys: readonly string[], chat: string): readonly string[] {
  return keys.includes(chat) ? keys : [...keys, chat].slice(-MOST);
}

/** The chat to show after one was put away: its right neighbour, else its left one. */
export function afterPuttingAway(keys: readonly string[], chat: string): string | null {
  const at = keys.indexOf(chat);
  return at < 0 ? null : (keys[at + 1] ?? keys[at - 1] ?? null);
}

export class OpenChats {
  private keys: readonly string[];
  private readonly list: HTMLElement;

  constructor(
    private readonly strip: HTMLElement,
    private readonly store: Store,
    private readonly keeping: Keeping,
    private readonly choose: (chat: string) => void,
    private readonly leave: () => void,
  ) {
    const list = strip.querySelector<HTMLElement>("ul");
    if (list === null) {
      throw new Error("the strip of open chats has no list");
    }
    this.list = list;
    this.keys = keeping.openChats();
    strip.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Takes the chat off the strip; shows its neighbour when it was the one on show. */
  putAway(chat: string): void {
    const next = afterPuttingAway(this.keys, chat);
    this.keep(this.keys.filter((key) => key !== chat));
    if (this.store.state.open.chat !== chat) {
      this.draw();
    } else if (next === null) {
      this.leave();
    } else {
      this.choose(next);
    }
  }

  /** Shows the strip as soon as two chats are open. */
  draw(): void {
    const { state } = this.store;
    if (state.open.chat !== null && state.chats.has(state.open.chat)) {
      this.keep(withOpen(this.keys, state.open.chat));
    }
    const chats = this.keys.map((key) => state.chats.get(key)).filter((chat): chat is DeskChat => chat !== undefined);
    this.strip.hidden = chats.length < 2;
    reconcile(this.list, this.strip.hidden ? [] : chats, (chat) => chat.key, (chat) => this.make(chat.key), (tab, chat) => this.update(tab, chat, state));
    if (!this.strip.hidden) {
      this.keepOneTabStop();
    }
  }

  private make(key: string): HTMLElement {
    const open = element("button", { class: "open-chat-name", attributes: { type: "button" } }, element("span", { attributes: { dir: "auto" } }), element("span", { class: "open-chat-mark" }));
    const away = element("button", { class: "open-chat-away", attributes: { type: "button", tabindex: -1 } }, icon("x", 12));
    open.addEventListener("click", () => this.choose(key));
    open.addEventListener("auxclick", (event) => (event.button === 1 ? this.putAway(key) : undefined));
    away.addEventListener("click", () => this.putAway(key));
    return element("li", { class: "open-chat" }, open, away);
  }

  private update(tab: HTMLElement, chat: DeskChat, state: State): void {
    const [open, away] = tab.children as unknown as [HTMLElement, HTMLElement];
    const [name, mark] = open.children as unknown as [HTMLElement, HTMLElement];
    const isCurrent = state.open.chat === chat.key;
    const unread = unreadOf(state, chat, isAttentive());
    const patience = patienceOf(chat, state.targets, serverNow());
    const hasDraft = !isCurrent && this.keeping.draft(chat.key).trim() !== "";
    setText(name, called(chat.visitor));
    tab.className = `open-chat is-${patience}${chat.state === "closed" ? " is-closed" : ""}`;
    const words = unread > 0 ? String(unread) : hasDraft ? text("draft") : "";
    setText(mark, words);
    mark.className = unread > 0 ? "unread" : "open-chat-mark";
    away.setAttribute("aria-label", text("put_away", { name: called(chat.visitor) }));
    if (isCurrent && open.getAttribute("aria-current") !== "true") {
      open.setAttribute("aria-current", "true");
      tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (!isCurrent) {
      open.removeAttribute("aria-current");
    }
  }

  private onKey(event: KeyboardEvent): void {
    const names = this.names();
    const at = names.indexOf(document.activeElement as HTMLElement);
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const isLeftToRight = getComputedStyle(this.strip).direction !== "rtl";
    const steps: Readonly<Record<string, number>> = { ArrowRight: isLeftToRight ? 1 : -1, ArrowLeft: isLeftToRight ? -1 : 1 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      names[(at + step + names.length) % names.length]?.focus();
      this.keepOneTabStop();
    } else if (event.key === "Delete") {
      event.preventDefault();
      this.putAway(names[at]?.parentElement?.dataset["key"] ?? "");
    }
  }

  private keepOneTabStop(): void {
    const names = this.names();
    const stop = names.find((one) => one === document.activeElement) ?? names.find((one) => one.hasAttribute("aria-current")) ?? names[0];
    for (const one of names) {
      one.tabIndex = one === stop ? 0 : -1;
    }
  }

  private names(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>(".open-chat-name")];
  }

  private keep(keys: readonly string[]): void {
    if (keys.length !== this.keys.length || keys.some((key, at) => key !== this.keys[at])) {
      this.keys = keys;
      this.keeping.keepOpenChats(keys);
    }
  }
}
