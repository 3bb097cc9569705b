/** What the panel knows, and how every piece of news changes it. Pure: no clock, no network, no page. */

import type { PanelInvitation } from "../shared/window_messages";
import type { Chat, Message } from "../shared/wire";
import type { Outgoing } from "./outbox";

/** A message of the visitor that the server has not acknowledged. */
export interface Pending extends Outgoing {
  readonly state: "sending" | "waiting" | "failed";
  /** Why it failed, in words for the visitor. */
  readonly problem: string | null;
}

/** The state of the line to the server. */
export type Line = "connecting" | "online" | "lost" | "restarting";

/** Everything that the panel shows. */
export interface State {
  readonly phase: "starting" | "ready" | "refused";
  readonly line: Line;
  readonly team_online: boolean | null;
  /** When the team is back, where hours keep it away. */
  readonly team_back: string | null;
  readonly chat: Chat | null;
  /** The chat's messages in the order of their ids, each once. */
  readonly messages: readonly Message[];
  /** Every change of a message up to this one is known; null before the first answer. */
  readonly changed_to: number | null;
  /** The message that the next words answer. */
  readonly quoting: Message | null;
  /** Operators may see what is typed before it is sent. */
  readonly has_preview: boolean;
  readonly pending: readonly Pending[];
  readonly invitation: PanelInvitation | null;
  readonly typing: string | null;
  readonly is_open: boolean;
  readonly can_keep: boolean;
}

/** A piece of news. */
export type News =
  | { readonly type: "session"; readonly chat: Chat | null; readonly team_online: boolean | null; readonly team_back?: string | null; readonly typing_preview?: boolean }
  | { readonly type: "refused" }
  | { readonly type: "line"; readonly line: Line }
  | { readonly type: "team"; readonly online: boolean; readonly back?: string | null }
  | { readonly type: "chat"; readonly chat: Chat }
  | { readonly type: "messages"; readonly messages: readonly Message[] }
  | { readonly type: "part"; readonly chat: string; readonly messages: readonly Message[]; readonly changed_to: number | null }
  | { readonly type: "changed"; readonly message: Message }
  | { readonly type: "quoting"; readonly message: Message | null }
  | { readonly type: "written"; readonly outgoing: Outgoing }
  | { readonly type: "restored"; readonly outgoing: readonly Outgoing[] }
  | { readonly type: "sending"; readonly client_id: string }
  | { readonly type: "waiting"; readonly client_id: string }
  | { readonly type: "failed"; readonly client_id: string; readonly problem: string }
  | { readonly type: "acknowledged"; readonly client_id: string; readonly id: number; readonly at: string }
  | { readonly type: "invitation"; readonly invitation: PanelInvitation | null }
  | { readonly type: "typing"; readonly name: string | null }
  | { readonly type: "open"; readonly is_open: boolean }
  | { readonly type: "keeping"; readonly can_keep: boolean };

/** How the panel begins. */
export const START: State = {
  phase: "starting", line: "connecting", team_online: null, team_back: null, chat: null, messages: [], changed_to: null, quoting: null, has_preview: false, pending: [], invitation: null, typing: null,
  is_open: true, can_keep: true,
};

/** Joins messages by id, in the order of the ids; of two pictures of one the higher change is newer, else the first stays. */
export function merge(known: readonly Message[], news: readonly Message[]): readonly Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  let isNew = false;
  for (const message of news) {
    const before = byId.get(message.id);
    if (before && (message.change ?? 0) <= (before.change ?? 0)) continue;
    byId.set(message.id, message);
    isNew = true;
  }
  return isNew ? [...byId.values()].sort((a, b) => a.id - b.id) : known;
}

/** The id up to which the messages have no gap: what comes after it has to be asked for. */
export function lastWithoutGap(messages: readonly Message[]): number {
  let last = 0;
  for (const message of messages) {
    if (message.id !== last + 1) break;
    last = message.id;
  }
  return last;
}

function withoutKnown(pending: readonly Pending[], messages: readonly Message[]): readonly Pending[] {
  const known = new Set(messages.map((message) => message.client_id));
  const left = pending.filter((one) => !known.has(one.client_id));
  return left.length === pending.length ? pending : left;
}

function withMessages(state: State, news: readonly Message[]): State {
  const key = state.chat ? state.chat.key : null;
  const messages = merge(state.messages, news.filter((message) => key === null || !message.chat || message.chat === key));
  if (messages === state.messages) return state;
  const heard = news.some((message) => message.from === "operator");
  return { ...state, messages, pending: withoutKnown(state.pending, messages), typing: heard ? null : state.typing };
}

/** What an answer says about a chat, and about the changes that are known with it. */
function withPart(state: State, key: string, news: readonly Message[], changed_to: number | null): State {
  if (!state.chat || state.chat.key !== key) return state;
  const next = withMessages(state, news);
  const known = changed_to === null ? next.changed_to : Math.max(next.changed_to ?? 0, changed_to);
  return known === next.changed_to ? next : { ...next, changed_to: known };
}

/** The next change in the row is known from now on; after a gap the missing ones are asked for. */
function withChange(state: State, message: Message): State {
  if (!state.chat || state.chat.key !== message.chat) return state;
  const next = { ...state, messages: merge(state.messages, [message]) };
  return state.changed_to !== null && message.change === state.changed_to + 1 ? { ...next, changed_to: message.change } : next;
}

function withChat(state: State, chat: Chat | null): State {
  if (chat && state.chat && isOlder(chat, state.chat)) return state;
  const isOther = (chat ? chat.key : null) !== (state.chat ? state.chat.key : null);
  const queue = chat && !isOther && chat.state === "waiting" && chat.queue === null && state.chat ? state.chat.queue : chat ? chat.queue : null;
  return { ...state, chat: chat && { ...chat, queue }, messages: isOther ? [] : state.messages, ...(isOther ? { changed_to: null, quoting: null } : {}), invitation: chat && isOther ? null : state.invitation };
}

/** An answer may have been overtaken by news over the socket: chats only ever go on, and a line is said at every end. */
function isOlder(chat: Chat, known: Chat): boolean {
  if (chat.key !== known.key) return false;
  return chat.last_id < known.last_id || (chat.last_id === known.last_id && known.state === "closed" && chat.state !== "closed");
}

function mark(state: State, client_id: string, change: Partial<Pending>): State {
  return { ...state, pending: state.pending.map((one) => (one.client_id === client_id ? { ...one, ...change } : one)) };
}

function addPending(state: State, outgoing: readonly Outgoing[]): State {
  const known = new Set(state.pending.map((one) => one.client_id));
  for (const message of state.messages) if (message.client_id) known.add(message.client_id);
  const added = outgoing.filter((one) => !known.has(one.client_id)).map((one): Pending => ({ ...one, state: "waiting", problem: null }));
  return added.length ? { ...state, pending: [...state.pending, ...added] } : state;
}

/** An acknowledged message takes its place among the others, even when its echo never comes. */
function acknowledge(state: State, client_id: string, id: number, at: string): State {
  const sent = state.pending.find((one) => one.client_id === client_id);
  if (!sent || !state.chat) return state;
  const quoted = state.messages.find((one) => one.id === sent.quote);
  const quote = quoted ? { id: quoted.id, from: quoted.from, name: quoted.name, text: quoted.text } : null;
  const message: Message = { id, chat: state.chat.key, client_id, from: "visitor", name: null, text: sent.text, html: null, code: null, file: null, at, quote };
  const messages = merge(state.messages, [message]);
  return { ...state, messages, pending: state.pending.filter((one) => one !== sent) };
}

/** The next state after a piece of news; the same object when nothing changed. */
export function reduce(state: State, news: News): State {
  switch (news.type) {
    case "session":
      return { ...withChat(state, news.chat), phase: "ready", team_online: news.team_online ?? state.team_online, team_back: news.team_back ?? null, has_preview: news.typing_preview === true };
    case "refused":
      return { ...state, phase: "refused" };
    case "line":
      return state.line === news.line ? state : { ...state, line: news.line, typing: news.line === "online" ? state.typing : null };
    case "team":
      return { ...state, team_online: news.online, team_back: news.back ?? null };
    case "chat":
      return withChat(state, news.chat);
    case "messages":
      return withMessages(state, news.messages);
    case "part":
      return withPart(state, news.chat, news.messages, news.changed_to);
    case "changed":
      return withChange(state, news.message);
    case "quoting":
      return { ...state, quoting: news.message };
    case "written":
      return { ...addPending(state, [news.outgoing]), quoting: null };
    case "restored":
      return addPending(state, news.outgoing);
    case "sending":
      return mark(state, news.client_id, { state: "sending", problem: null });
    case "waiting":
      return mark(state, news.client_id, { state: "waiting", problem: null });
    case "failed":
      return mark(state, news.client_id, { state: "failed", problem: news.problem });
    case "acknowledged":
      return acknowledge(state, news.client_id, news.id, news.at);
    case "invitation":
      return { ...state, invitation: state.chat && state.chat.state !== "closed" ? null : news.invitation };
    case "typing":
      return { ...state, typing: news.name };
    case "open":
      return { ...state, is_open: news.is_open };
    case "keeping":
      return { ...state, can_keep: news.can_keep };
  }
}
