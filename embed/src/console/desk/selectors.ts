/** What the desk shows, computed from what it knows. */

import type { DeskChat, VisitorRow } from "./documents";
import { listsOf } from "./lists";
import type { State } from "./state";

/** Chats that nobody has accepted, the longest waiting first. */
export function waitingChats(state: State): readonly DeskChat[] {
  return listsOf(state).waiting;
}

/** How many chats nobody has accepted, those that were not sent included. */
export function waitingCount(state: State): number {
  return listsOf(state).waiting.length + state.unlistedChats.waiting;
}

/** My own chats, the oldest first; a closed one stays while it is open on the desk. */
export function ownChats(state: State): readonly DeskChat[] {
  return listsOf(state).mine;
}

/** My chats that I have never looked at, because they were given to me; the open one counts as looked at. */
export function givenChats(state: State, isAttentive: boolean): readonly DeskChat[] {
  return ownChats(state).filter(
    (chat) => chat.state === "active" && chat.seen_by_operator === 0 && !(isAttentive && state.open.chat === chat.key),
  );
}

let arrivedFrom: { readonly visitors: State["visitors"]; readonly rows: readonly VisitorRow[] } | null = null;

/** Everybody who is online, those in a chat included, the latest to come first; activity moves nobody. */
export function visitorsOnline(state: State): readonly VisitorRow[] {
  if (arrivedFrom?.visitors !== state.visitors) {
    arrivedFrom = { visitors: state.visitors, rows: [...state.visitors.values()].sort(byArrival) };
  }
  return arrivedFrom.rows;
}

/** How many unread messages a row shows: none for the conversation that is being looked at. */
export function unreadOf(state: State, chat: DeskChat, isAttentive: boolean): number {
  return isAttentive && state.open.chat === chat.key ? 0 : chat.unread;
}

/** Unread messages in all my chats. */
export function ownUnread(state: State, isAttentive: boolean): number {
  return ownChats(state)
    .filter((chat) => chat.state === "active")
    .reduce((sum, chat) => sum + unreadOf(state, chat, isAttentive), 0);
}

/** The chat that is open on the desk. */
export function openChat(state: State): DeskChat | null {
  return state.open.chat === null ? null : (state.chats.get(state.open.chat) ?? null);
}

/** The visitor whose details the desk shows. */
export function openVisitorKey(state: State): string | null {
  return openChat(state)?.visitor.key ?? state.open.visitor;
}

/** The number to mark as read, when the open chat is mine and something in it is unread. */
export function toMarkSeen(state: State): { readonly chat: string; readonly id: number } | null {
  const chat = openChat(state);
  if (chat === null || chat.state === "waiting" || chat.operator?.id !== state.me.id) {
    return null;
  }
  const conversation = state.conversations.get(chat.key);
  const last = conversation?.messages.at(-1);
  if (conversation === undefined || !conversation.isLoaded || last === undefined || last.id <= chat.seen_by_operator) {
    return null;
  }
  return { chat: chat.key, id: last.id };
}

/** The chat after (or before) the open one, going round: those that wait, those offered to me, then mine. */
export function neighbour(state: State, step: 1 | -1, keys = stepping(state)): string | null {
  const at = state.open.chat === null ? -1 : keys.indexOf(state.open.chat);
  const next = at < 0 ? (step > 0 ? 0 : keys.length - 1) : (at + step + keys.length) % keys.length;
  return keys[next] ?? null;
}

function stepping(state: State): readonly string[] {
  const { waiting, offered, mine } = listsOf(state);
  return [...waiting, ...offered, ...mine].map((chat) => chat.key);
}

function byArrival(one: VisitorRow, other: VisitorRow): number {
  return compare(other.visit_started_at ?? "", one.visit_started_at ?? "") || compare(one.key, other.key);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
