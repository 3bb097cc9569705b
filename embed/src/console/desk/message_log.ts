/** The messages of the open chat: patched in place, kept at the end while the reader is there. */

import { linkify } from "../../panel/linkify";
import { element, reconcile, setText } from "../safe_dom";
import { text } from "../texts";
import { clockTime, exact } from "../time";
import type { Message } from "./documents";
import { fileView } from "./file_view";
import { lines, type Line } from "./grouping";
import { serverNow } from "./server_clock";
import { NO_CONVERSATION, type Outgoing, type State } from "./state";
import { called, dayName, refusalText, systemText } from "./words";

const NEAR_END_PIXELS = 80;

export interface MessageActions {
  retry(clientId: string): void;
  edit(clientId: string): void;
}

type Item =
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "message"; readonly key: string; readonly line: Line; readonly isSeen: boolean }
  | { readonly kind: "outgoing"; readonly key: string; readonly outgoing: Outgoing; readonly isFollowUp: boolean; readonly isStuck: boolean };

export class MessageLog {
  private readonly drawn = new WeakMap<HTMLElement, string>();
  private readonly typing: HTMLElement | null;
  private isAtEnd = true;
  private lastKey = "";

  constructor(
    private readonly log: HTMLElement,
    private readonly below: HTMLButtonElement,
    private readonly actions: MessageActions,
  ) {
    this.typing = log.parentElement?.querySelector<HTMLElement>("[data-part='typing']") ?? null;
    log.addEventListener(
      "scroll",
      () => {
        this.isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PIXELS;
        if (this.isAtEnd) {
          this.below.hidden = true;
        }
      },
      { passive: true },
    );
    below.addEventListener("click", () => this.stick());
    new ResizeObserver(() => (this.isAtEnd ? this.toEnd() : undefined)).observe(log);
  }

  /** Goes to the end and stays there. */
  stick(): void {
    this.isAtEnd = true;
    this.below.hidden = true;
    this.toEnd();
  }

  /** Shows the messages of a chat; `isOther` when another chat was shown before. */
  draw(state: State, chat: string, isOther: boolean): void {
    if (isOther) {
      this.log.replaceChildren();
      this.isAtEnd = true;
      this.lastKey = "";
      this.below.hidden = true;
    }
    const items = itemsOf(state, chat);
    reconcile(this.log, items, (item) => item.key, (item) => make(item), (row, item) => this.update(row, item, state));
    this.drawTyping(state, chat);
    const last = items.at(-1)?.key ?? "";
    if (this.isAtEnd) {
      this.toEnd();
    } else if (last !== this.lastKey && this.lastKey !== "") {
      this.below.hidden = false;
    }
    this.lastKey = last;
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  private drawTyping(state: State, chat: string): void {
    const known = state.chats.get(chat);
    const until = state.conversations.get(chat)?.typingUntil ?? 0;
    const isTyping = known !== undefined && until > serverNow();
    if (this.typing !== null) {
      this.typing.classList.toggle("is-typing", isTyping);
      const words = this.typing.querySelector("[data-part='typing-words']");
      if (words !== null) {
        setText(words, isTyping ? text("is_typing", { name: called(known.visitor) }) : "");
      }
    }
  }

  private update(row: HTMLElement, item: Item, state: State): void {
    const look = JSON.stringify(item);
    if (this.drawn.get(row) === look) {
      return;
    }
    this.drawn.set(row, look);
    if (item.kind === "message") {
      drawMessage(row, item.line, item.isSeen, state);
    } else if (item.kind === "outgoing") {
      this.drawOutgoing(row, item);
    }
  }

  private drawOutgoing(row: HTMLElement, { outgoing, isFollowUp, isStuck }: Extract<Item, { kind: "outgoing" }>): void {
    const look = outgoing.state === "refused" ? " is-failed" : " is-sending";
    row.className = `message message-operator${isFollowUp ? " is-follow-up" : ""}${look}`;
    const state = element("p", { class: "message-state" });
    if (outgoing.state === "sending" && !isStuck) {
      state.append(text("sending"));
    } else {
      state.append(outgoing.state === "refused" ? refusalText(outgoing.code ?? "") : text("unsent"), " ");
      const again = (): void => this.actions.retry(outgoing.client_id);
      state.append(element("button", { class: "link-button", text: text("try_again"), attributes: { type: "button" }, on: { click: again } }));
      if (outgoing.state === "refused") {
        const edit = (): void => this.actions.edit(outgoing.client_id);
        state.append(" ", element("button", { class: "link-button", text: text("edit"), attributes: { type: "button" }, on: { click: edit } }));
      }
    }
    row.replaceChildren(meta(text("you"), outgoing.at), bubble(outgoing.text), state);
  }
}

function itemsOf(state: State, chat: string): readonly Item[] {
  const conversation = state.conversations.get(chat) ?? NO_CONVERSATION;
  const seen = state.chats.get(chat)?.seen_by_visitor ?? 0;
  const items: Item[] = [];
  const found = lines(conversation.messages, conversation.readBefore);
  const lastOwn = found.filter((line) => line.message.from === "operator").at(-1)?.message.id;
  for (const line of found) {
    const { message } = line;
    if (line.startsDay) {
      items.push({ kind: "day", key: `day ${message.id}`, at: message.at });
    }
    if (line.startsNew) {
      items.push({ kind: "new", key: "new" });
    }
    const isSeen = message.id === lastOwn && seen >= message.id;
    items.push({ kind: "message", key: keyOf(message), line, isSeen });
  }
  let before = found.at(-1)?.message.from;
  const isStuck = state.line === "lost" || state.line === "restarting" || state.line === "signed_out";
  for (const outgoing of state.outgoing.filter((one) => one.chat === chat)) {
    items.push({ kind: "outgoing", key: `own ${outgoing.client_id}`, outgoing, isFollowUp: before === "operator", isStuck });
    before = "operator";
  }
  return items;
}

/** A message of mine keeps its row when the server confirms it. */
function keyOf(message: Message): string {
  return message.from === "operator" && message.client_id !== null ? `own ${message.client_id}` : `message ${message.id}`;
}

function make(item: Item): HTMLElement {
  if (item.kind === "day") {
    return element("p", { class: "day" }, element("time", { text: dayName(item.at), attributes: { datetime: item.at } }));
  }
  if (item.kind === "new") {
    return element("p", { class: "unread-line" }, element("span", { text: text("new_messages_line") }));
  }
  return element("div", { class: "message" });
}

function drawMessage(row: HTMLElement, line: Line, isSeen: boolean, state: State): void {
  const { message } = line;
  if (message.from === "system") {
    row.className = "message-system";
    row.replaceChildren(systemText(message));
    row.title = exact(new Date(message.at));
    return;
  }
  row.className = `message message-${message.from}${line.isFollowUp ? " is-follow-up" : ""}`;
  const parts: HTMLElement[] = [meta(writer(message, state), message.at), message.file === null ? bubble(message.text) : fileView(message.file)];
  if (isSeen) {
    parts.push(element("p", { class: "message-state", text: text("seen") }));
  }
  row.replaceChildren(...parts);
}

function writer(message: Message, state: State): string {
  const chat = state.chats.get(message.chat);
  if (message.from === "visitor" && chat !== undefined) {
    return called(chat.visitor);
  }
  if (message.from === "invitation") {
    const name = chat?.invitation?.name;
    return name === undefined ? text("invitation") : text("invitation_named", { name });
  }
  if (message.from === "automatic") {
    return text("automatic");
  }
  return message.from === "operator" && message.name === state.me.name ? text("you") : message.name;
}

function meta(name: string, at: string): HTMLElement {
  const moment = new Date(at);
  const time = element("time", { text: clockTime(moment), attributes: { datetime: at, title: exact(moment) } });
  return element("p", { class: "message-meta" }, element("span", { class: "message-name", text: name, attributes: { dir: "auto" } }), " ", time);
}

function bubble(words: string): HTMLElement {
  const pieces = linkify(words).map((piece) =>
    piece.href === null
      ? piece.text
      : element("a", { text: piece.text, attributes: { href: piece.href, target: "_blank", rel: "noopener noreferrer nofollow" } }),
  );
  return element("div", { class: "bubble", attributes: { dir: "auto" } }, ...pieces);
}
