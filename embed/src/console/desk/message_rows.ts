/** How each line of a conversation looks. */

import { textPieces } from "../../panel/code_pieces";
import { isEmojiOnly } from "../../shared/emoji_only";
import { element, icon, type Child } from "../safe_dom";
import { text } from "../texts";
import { clockTime, exact } from "../time";
import type { Note, Quote, SideLine } from "./conversation_documents";
import type { DeskChat, Message } from "./documents";
import { fileView } from "./file_view";
import type { Delivery, Item } from "./message_items";
import type { State } from "./state";
import { called, counted, dayName, pageName, refusalText, systemText } from "./words";

const FOLDED_FROM = 3;

export interface RowActions {
  retry(clientId: string): void;
  takeBack(clientId: string): void;
  /** Goes to a message of the same chat. */
  jump(chat: string, id: number): void;
  loadEarlier(): void;
}

/** The element of an item, still without what changes. */
export function makeRow(item: Item): HTMLElement {
  if (item.kind === "day") {
    return element("p", { class: "day" }, element("time", { text: dayName(item.at), attributes: { datetime: item.at } }));
  }
  if (item.kind === "new") {
    return element("p", { class: "unread-line" }, element("span", { text: text("new_messages_line") }));
  }
  return element("div", { class: "message" });
}

/** Fills the element of an item. */
export function drawRow(row: HTMLElement, item: Item, state: State, actions: RowActions): void {
  if (item.kind === "message") {
    drawMessage(row, item, state, actions);
  } else if (item.kind === "outgoing") {
    drawOutgoing(row, item, actions);
  } else if (item.kind === "note") {
    drawNote(row, item.note, state);
  } else if (item.kind === "side") {
    drawSide(row, item.lines);
  } else if (item.kind === "chat") {
    row.className = "chat-heading";
    row.replaceChildren(element("span", { text: chatHeading(item.chat) }));
  } else if (item.kind === "earlier") {
    drawEarlier(row, item.isAll, actions);
  }
}

function drawMessage(row: HTMLElement, item: Extract<Item, { kind: "message" }>, state: State, actions: RowActions): void {
  const { message, isFollowUp } = item.line;
  if (message.from === "system") {
    row.className = "message-system";
    row.replaceChildren(systemText(message));
    row.title = exact(new Date(message.at));
    return;
  }
  row.className = `message message-${message.from}${isFollowUp ? " is-follow-up" : ""}${message.deleted_at === null ? "" : " is-deleted"}`;
  row.tabIndex = -1;
  row.dataset["message"] = String(message.id);
  row.dataset["chat"] = message.chat;
  const parts: Child[] = [meta(writer(message, state), message.at), ...contentOf(message, item.quoted, state, actions)];
  const states = [message.edited_at !== null && message.deleted_at === null ? text("edited") : "", deliveryText(item.delivery)].filter((one) => one !== "");
  if (states.length > 0) {
    parts.push(element("p", { class: "message-state", text: states.join(" · ") }));
  }
  row.replaceChildren(...parts.filter((part): part is Node | string => Boolean(part)));
}

function contentOf(message: Message, quoted: Message | null, state: State, actions: RowActions): readonly Child[] {
  if (message.deleted_at !== null) {
    return [element("div", { class: "bubble", text: text("message_deleted") })];
  }
  const quote = message.quote === null ? null : quoteBlock(message.chat, quoted ?? message.quote, state, actions);
  if (message.file !== null) {
    return [quote, fileView(message.file)];
  }
  return [message.text === "" ? quote : bubble(message.text, quote)];
}

/** The message that is answered, as a button that leads there. */
function quoteBlock(chat: string, quoted: Message | Quote, state: State, actions: RowActions): HTMLElement {
  const isGone = quoted.text === "" || ("deleted_at" in quoted && quoted.deleted_at !== null);
  const name = quoted.from === "visitor" ? visitorName(state, chat) : quoted.name;
  return element(
    "button",
    { class: "quote", attributes: { type: "button", title: text("go_to_message") }, on: { click: () => actions.jump(chat, quoted.id) } },
    element("span", { class: "quote-name", text: name, attributes: { dir: "auto" } }),
    element("span", { class: "quote-text", text: isGone ? text("message_deleted") : quoted.text.replace(/`+/g, ""), attributes: { dir: "auto" } }),
  );
}

function drawOutgoing(row: HTMLElement, { outgoing, isFollowUp, isStuck }: Extract<Item, { kind: "outgoing" }>, actions: RowActions): void {
  const look = outgoing.state === "refused" ? " is-failed" : " is-sending";
  row.className = `message message-operator${isFollowUp ? " is-follow-up" : ""}${look}`;
  const state = element("p", { class: "message-state" });
  if (outgoing.state === "sending" && !isStuck) {
    state.append(text("sending"));
  } else {
    state.append(outgoing.state === "refused" ? refusalText(outgoing.code ?? "") : text("unsent"), " ");
    state.append(linkButton(text("try_again"), () => actions.retry(outgoing.client_id)));
    if (outgoing.state === "refused") {
      state.append(" ", linkButton(text("edit"), () => actions.takeBack(outgoing.client_id)));
    }
  }
  row.replaceChildren(meta(text("you"), outgoing.at), bubble(outgoing.text, null), state);
}

function drawNote(row: HTMLElement, note: Note, state: State): void {
  row.className = "message message-note";
  row.tabIndex = -1;
  row.dataset["note"] = String(note.id);
  const name = note.operator.id === state.me.id ? text("you") : note.operator.name;
  const kind = element("span", { class: "note-mark" }, icon("sticky-note", 12), text("note_unseen"));
  row.replaceChildren(meta(name, note.at, kind), bubble(note.text, null));
}

function drawSide(row: HTMLElement, lines: readonly SideLine[]): void {
  row.className = "side-lines";
  const list = element("ul", {}, ...lines.map((line) => element("li", {}, ...sideLine(line))));
  if (lines.length < FOLDED_FROM) {
    row.replaceChildren(list);
    return;
  }
  const wasOpen = row.querySelector("details")?.open ?? false;
  const folded = element("details", {}, element("summary", { text: foldedText(lines) }), list);
  folded.open = wasOpen;
  row.replaceChildren(folded);
}

function foldedText(lines: readonly SideLine[]): string {
  const pages = lines.filter((line) => line.kind === "page");
  const last = pages.at(-1);
  return last === undefined ? counted("side_lines", lines.length) : counted("side_pages", pages.length, { page: pageName(last) });
}

function sideLine(line: SideLine): readonly Child[] {
  const moment = new Date(line.at);
  const time = element("time", { text: clockTime(moment), attributes: { datetime: line.at, title: exact(moment) } });
  if (line.kind === "page") {
    const link = element("a", {
      text: pageName(line),
      attributes: { href: line.url, target: "_blank", rel: "noopener noreferrer nofollow", title: line.url, dir: "auto" },
    });
    return [text("opened_page"), " ", link, " ", time];
  }
  return [line.name === null ? text("was_invited") : text("was_shown", { name: line.name }), " ", time];
}

function drawEarlier(row: HTMLElement, isAll: boolean, actions: RowActions): void {
  row.className = "earlier";
  const button = element("button", { class: "button button-quiet", text: text("load_previous"), attributes: { type: "button" }, on: { click: () => actions.loadEarlier() } });
  row.replaceChildren(isAll ? element("span", { text: text("no_previous") }) : button);
}

function chatHeading(chat: DeskChat): string {
  return chat.operator === null ? text("chat_heading") : text("chat_heading_with", { name: chat.operator.name });
}

function deliveryText(delivery: Delivery | null): string {
  return delivery === null ? "" : text(delivery === "seen" ? "seen" : delivery);
}

function writer(message: Message, state: State): string {
  const chat = state.chats.get(message.chat);
  if (message.from === "visitor") {
    return visitorName(state, message.chat);
  }
  if (message.from === "invitation") {
    const name = chat?.invitation?.name;
    return name === undefined ? text("invitation") : text("invitation_named", { name });
  }
  if (message.from === "automatic") {
    return text("automatic");
  }
  return message.from === "operator" && message.operator_id === state.me.id ? text("you") : message.name;
}

/** The visitor of a chat, or of one of the earlier chats that stand above it. */
export function visitorName(state: State, chat: string): string {
  const known = state.chats.get(chat) ?? [...state.previous.values()].flatMap((one) => one.chats).find((one) => one.key === chat);
  return known === undefined ? text("visitor") : called(known.visitor);
}

function linkButton(label: string, click: () => void): HTMLElement {
  return element("button", { class: "link-button", text: label, attributes: { type: "button" }, on: { click } });
}

function meta(name: string, at: string, kind: Child = null): HTMLElement {
  const moment = new Date(at);
  const time = element("time", { text: clockTime(moment), attributes: { datetime: at, title: exact(moment) } });
  return element("p", { class: "message-meta" }, element("span", { class: "message-name", text: name, attributes: { dir: "auto" } }), " ", time, kind);
}

/** Words in their bubble: links lead somewhere, code looks like code, everything else is text. */
function bubble(words: string, before: Child): HTMLElement {
  const pieces = textPieces(words).map((piece): Child => {
    if (piece.code !== null) {
      return element("code", { class: piece.code === "lines" ? "code-lines" : "code-words", text: piece.text, attributes: { dir: "ltr" } });
    }
    return piece.href === null
      ? piece.text
      : element("a", { text: piece.text, attributes: { href: piece.href, target: "_blank", rel: "noopener noreferrer nofollow" } });
  });
  return element("div", { class: `bubble${isEmojiOnly(words) ? " is-emoji" : ""}`, attributes: { dir: "auto" } }, before, ...pieces);
}
