/** What the conversation shows, from top to bottom: earlier chats, days, messages, notes, and what happened beside them. */

import type { Note, SideLine } from "./conversation_documents";
import type { DeskChat, Message } from "./documents";
import { lines, type Line } from "./grouping";
import { NO_CONVERSATION, type Conversation, type Outgoing, type State } from "./state";

/** How far the last message of mine has come. */
export type Delivery = "sent" | "delivered" | "seen";

export type Item =
  | { readonly kind: "earlier"; readonly key: string; readonly isAll: boolean }
  | { readonly kind: "chat"; readonly key: string; readonly chat: DeskChat }
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "message"; readonly key: string; readonly line: Line; readonly delivery: Delivery | null; readonly quoted: Message | null }
  | { readonly kind: "note"; readonly key: string; readonly note: Note }
  | { readonly kind: "side"; readonly key: string; readonly lines: readonly SideLine[] }
  | { readonly kind: "outgoing"; readonly key: string; readonly outgoing: Outgoing; readonly isFollowUp: boolean; readonly isStuck: boolean };

/** Whether the visitor had more chats before those that are shown; "none" where this is the first one. */
export function earlierOf(state: State, chat: string): "more" | "all" | "none" {
  const shown = state.previous.get(chat);
  if (shown?.isAll === true) {
    return "all";
  }
  const first = shown?.chats[0]?.key ?? chat;
  if (state.conversations.get(first)?.hasPrevious !== false) {
    return "more";
  }
  return first === chat ? "none" : "all";
}

/** All items of a chat. */
export function itemsOf(state: State, chat: string): readonly Item[] {
  const conversation = state.conversations.get(chat) ?? NO_CONVERSATION;
  const known = state.chats.get(chat);
  const previous = state.previous.get(chat) ?? { chats: [], isAll: false };
  const earlier = earlierOf(state, chat);
  const items: Item[] = conversation.isLoaded && earlier !== "none" ? [{ kind: "earlier", key: "earlier", isAll: earlier === "all" }] : [];
  for (const one of previous.chats) {
    items.push({ kind: "chat", key: `chat ${one.key}`, chat: one });
    items.push(...conversationItems(state.conversations.get(one.key) ?? NO_CONVERSATION, null));
  }
  if (previous.chats.length > 0 && known !== undefined) {
    items.push({ kind: "chat", key: `chat ${chat}`, chat: known });
  }
  items.push(...conversationItems(conversation, known ?? null), ...outgoingItems(state, chat, conversation));
  return items;
}

function conversationItems(conversation: Conversation, chat: DeskChat | null): readonly Item[] {
  const items: Item[] = [];
  const found = lines(conversation.messages, chat === null ? 0 : conversation.readBefore);
  const lastOwn = found.filter((line) => line.message.from === "operator" && line.message.deleted_at === null).at(-1)?.message.id;
  const beside = [...conversation.lines];
  const notes = [...conversation.notes];
  for (const line of found) {
    const { message } = line;
    const before = items.length;
    pushSide(items, takeWhile(beside, (one) => one.at < message.at));
    const isInterrupted = items.length > before || items.at(-1)?.kind === "note";
    if (line.startsDay) {
      items.push({ kind: "day", key: `day ${message.chat} ${message.id}`, at: message.at });
    }
    if (line.startsNew) {
      items.push({ kind: "new", key: "new" });
    }
    items.push({
      kind: "message",
      key: keyOf(message),
      line: isInterrupted ? { ...line, isFollowUp: false } : line,
      delivery: message.id === lastOwn && chat !== null ? deliveryOf(message, chat) : null,
      quoted: message.quote === null ? null : (conversation.messages.find((one) => one.id === message.quote?.id) ?? null),
    });
    for (const note of takeWhile(notes, (one) => one.after <= message.id)) {
      items.push({ kind: "note", key: `note ${note.chat} ${note.id}`, note });
    }
  }
  pushSide(items, beside);
  return items;
}

function outgoingItems(state: State, chat: string, conversation: Conversation): readonly Item[] {
  let before = conversation.messages.at(-1)?.from;
  const isStuck = state.line === "lost" || state.line === "restarting" || state.line === "signed_out";
  return state.outgoing
    .filter((one) => one.chat === chat)
    .map((outgoing) => {
      const isFollowUp = before === "operator";
      before = "operator";
      return { kind: "outgoing", key: `own ${outgoing.client_id}`, outgoing, isFollowUp, isStuck };
    });
}

/** Lines beside the messages that follow one another are one item, which folds when they are many. */
function pushSide(items: Item[], found: readonly SideLine[]): void {
  const first = found[0];
  if (first !== undefined) {
    items.push({ kind: "side", key: `side ${first.at} ${first.kind}`, lines: found });
  }
}

function takeWhile<Kind>(rest: Kind[], belongs: (one: Kind) => boolean): readonly Kind[] {
  const end = rest.findIndex((one) => !belongs(one));
  return rest.splice(0, end < 0 ? rest.length : end);
}

function deliveryOf(message: Message, chat: DeskChat): Delivery {
  if (chat.seen_by_visitor >= message.id) {
    return "seen";
  }
  return chat.received_by_visitor >= message.id ? "delivered" : "sent";
}

/** A message of mine keeps its row when the server confirms it. */
function keyOf(message: Message): string {
  return message.from === "operator" && message.client_id !== null ? `own ${message.client_id}` : `message ${message.chat} ${message.id}`;
}
