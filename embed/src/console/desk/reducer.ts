/** How each event changes what the desk knows: a pure function, so that every order of arrival can be tried. */

import type { ChatPage, ChatState, DeskChat, DeskState, Message, PresenceRow, VisitorPage, VisitorRow } from "./documents";
import { isOfToday, LISTS, listPart, unlistedOf, withListed, withTotals } from "./lists";
import { reduceConversation, withPage } from "./conversation_reducer";
import { lastInRow, merge } from "./messages";
import { NO_CONVERSATION, type Conversation, type DeskEvent, type Outgoing, type State } from "./state";

const STAGE: Readonly<Record<ChatState, number>> = { waiting: 0, active: 1, closed: 2 };

/** The desk after an event; the same object when nothing changed. */
export function reduce(state: State, event: DeskEvent): State {
  switch (event.type) {
    case "line":
      return state.line === event.state ? state : withLine(state, event.state);
    case "asked_for_state":
      return { ...state, pushed: new Set(), presences: new Map() };
    case "state":
      return withState(state, event.state);
    case "listed":
      return withListed(state, event.list, event.chats, event.more);
    case "totals":
      return withTotals(state, event.totals);
    case "opened":
      return withOpened(state, event.open);
    case "chat":
      return withPushed(withChat(state, event.chat), event.chat.key);
    case "chat_page":
      return withChatPage(state, event.page);
    case "chat_unreadable":
      return withConversation(state, event.chat, (found) => ({ ...found, problem: event.problem }));
    case "visitor_page":
      return withDetails(state, event.visitor);
    case "message":
      return withMessage(state, event.message);
    case "visitors":
      return withVisitors(state, event.rows);
    case "visitors_left":
      return withoutVisitors(state, event.keys);
    case "presence":
      return withPresence(state, event.operators);
    case "pauses":
      return { ...state, me: { ...state.me, pauses: event.pauses } };
    case "typing":
      return withConversation(state, event.chat, (found) => ({ ...found, typingUntil: event.until }));
    case "message_changed":
    case "note":
    case "lines":
    case "previous":
    case "preview":
      return reduceConversation(state, event);
    default:
      return { ...state, outgoing: outgoingAfter(state.outgoing, event), ...confirmed(state, event) };
  }
}

function withLine(state: State, line: State["line"]): State {
  const presence = line === "connected" ? state.me.presence : "offline";
  return { ...state, line, me: { ...state.me, presence } };
}

function withState(state: State, fresh: DeskState): State {
  const listed = LISTS.flatMap((name) => fresh.chats[name]);
  const chats = new Map(listed.map((chat) => [chat.key, newer(state.chats.get(chat.key), chat)]));
  for (const [key, chat] of state.chats) {
    const isKept = key === state.open.chat || state.pushed.has(key);
    if (!chats.has(key) && isKept) {
      chats.set(key, chat);
    }
  }
  const visitors = new Map(fresh.visitors.filter((row) => !state.pushed.has(row.key)).map((row) => [row.key, row]));
  for (const [key, row] of state.visitors) {
    if (state.pushed.has(key)) {
      visitors.set(key, row);
    }
  }
  const { id, name, departments, permissions, pauses } = fresh.me;
  const standing = standingOf(state.presences.get(id) ?? fresh.me);
  const presence = state.line === "connected" ? standing.presence : "offline";
  const me = { id, name, departments, permissions, pauses, ...standing, presence };
  return {
    ...state,
    isLoaded: true,
    ...listPart(fresh),
    me,
    chats,
    unlistedChats: unlistedOf({ me, open: state.open, dayBegan: fresh.day_began }, chats, fresh.totals),
    visitors,
    unlisted: Math.max(0, fresh.visitors_online - fresh.visitors.length),
  };
}

function withOpened(state: State, open: State["open"]): State {
  if (open.chat === state.open.chat && open.visitor === state.open.visitor) {
    return state;
  }
  const chats = new Map(state.chats);
  const left = state.open.chat === null ? undefined : chats.get(state.open.chat);
  if (left?.state === "closed" && left.key !== open.chat && !isOfToday(left, state.dayBegan)) {
    chats.delete(left.key);
  }
  const opened = { ...state, chats, open };
  if (open.chat === null) {
    return opened;
  }
  const readBefore = chats.get(open.chat)?.seen_by_operator ?? 0;
  return withConversation(opened, open.chat, (found) => ({ ...found, problem: null, readBefore }));
}

function withChat(state: State, chat: DeskChat): State {
  const known = state.chats.get(chat.key);
  const kept = newer(known, chat);
  const chats = new Map(state.chats);
  if (kept.state === "closed" && state.open.chat !== chat.key && !isOfToday(kept, state.dayBegan)) {
    chats.delete(chat.key);
  } else {
    chats.set(chat.key, kept);
  }
  return { ...state, chats };
}

/** Of two pictures of a chat the later one; marks of what was read never go back. */
function newer(known: DeskChat | undefined, told: DeskChat): DeskChat {
  if (known === undefined) {
    return told;
  }
  const isOlder = told.last_id < known.last_id || (told.last_id === known.last_id && STAGE[told.state] < STAGE[known.state]);
  const base = isOlder ? known : told;
  return {
    ...base,
    unread: told.seen_by_operator < known.seen_by_operator ? known.unread : base.unread,
    seen_by_operator: Math.max(known.seen_by_operator, told.seen_by_operator),
    seen_by_visitor: Math.max(known.seen_by_visitor, told.seen_by_visitor),
    received_by_visitor: Math.max(known.received_by_visitor, told.received_by_visitor),
    last_change: Math.max(known.last_change, told.last_change),
    last_note: Math.max(known.last_note, told.last_note),
  };
}

function withChatPage(state: State, page: ChatPage): State {
  const isFirst = !(state.conversations.get(page.chat.key)?.isLoaded ?? false);
  const withIt = withMessages(withChat(state, page.chat), page.chat.key, page.messages);
  const read = withConversation(withIt, page.chat.key, (found) => ({
    ...withPage(found, page),
    isLoaded: !page.more,
    problem: null,
    readBefore: isFirst && found.readBefore === 0 ? page.chat.seen_by_operator : found.readBefore,
  }));
  return page.visitor === null ? read : withDetails(read, page.visitor);
}

function withMessage(state: State, message: Message): State {
  if (!state.conversations.has(message.chat)) {
    return state;
  }
  const merged = withMessages(state, message.chat, [message]);
  if (message.from !== "visitor") {
    return merged;
  }
  return withConversation(merged, message.chat, (found) => ({ ...found, typingUntil: 0, preview: null }));
}

function withMessages(state: State, chat: string, messages: readonly Message[]): State {
  const merged = withConversation(state, chat, (found) => {
    const together = merge(found.messages, messages);
    const isWhole = lastInRow(together) === together.length;
    return { ...found, messages: together, isLoaded: found.isLoaded && isWhole };
  });
  const arrived = new Set(messages.map((message) => message.client_id));
  const outgoing = merged.outgoing.filter((one) => one.chat !== chat || !arrived.has(one.client_id));
  return { ...merged, outgoing };
}

function withConversation(state: State, chat: string, change: (found: Conversation) => Conversation): State {
  const conversations = new Map(state.conversations);
  conversations.set(chat, change(conversations.get(chat) ?? NO_CONVERSATION));
  return { ...state, conversations };
}

function withDetails(state: State, visitor: VisitorPage): State {
  const row = state.visitors.get(visitor.key);
  return { ...state, details: new Map(state.details).set(visitor.key, row === undefined ? visitor : fresh(visitor, row)) };
}

function fresh(details: VisitorPage, row: VisitorRow): VisitorPage {
  return row.last_seen_at > details.last_seen_at ? { ...details, ...row } : details;
}

function withVisitors(state: State, rows: readonly VisitorRow[]): State {
  const visitors = new Map(state.visitors);
  const details = new Map(state.details);
  const pushed = new Set(state.pushed);
  let { unlisted } = state;
  for (const row of rows) {
    const wasUnlisted = !visitors.has(row.key) && (row.visit_started_at ?? "") < state.listedAt;
    unlisted -= wasUnlisted && unlisted > 0 ? 1 : 0;
    visitors.set(row.key, row);
    pushed.add(row.key);
    const known = details.get(row.key);
    if (known !== undefined) {
      details.set(row.key, { ...known, ...row, trail: trailAfter(known, row) });
    }
  }
  return { ...state, visitors, details, pushed, unlisted };
}

/** The trail grows by the page that a push speaks of, until the details are read again. */
function trailAfter(known: VisitorPage, row: VisitorRow): VisitorPage["trail"] {
  const latest = known.trail[0];
  if (row.page === null || row.page_views <= known.page_views) {
    const isRenamed = latest !== undefined && row.page !== null && latest.url === row.page.url;
    return isRenamed ? [{ ...latest, title: row.page?.title ?? "" }, ...known.trail.slice(1)] : known.trail;
  }
  const page = { ...row.page, at: row.last_seen_at, seconds: 0, visit_number: row.visit_number };
  return [page, ...known.trail];
}

function withoutVisitors(state: State, keys: readonly string[]): State {
  const visitors = new Map(state.visitors);
  const pushed = new Set(state.pushed);
  let { unlisted } = state;
  for (const key of keys) {
    unlisted -= !visitors.delete(key) && unlisted > 0 ? 1 : 0;
    pushed.add(key);
  }
  return { ...state, visitors, pushed, unlisted };
}

function withPresence(state: State, operators: readonly PresenceRow[]): State {
  const presences = new Map([...state.presences, ...operators.map((one) => [one.id, one] as const)]);
  const mine = operators.find((one) => one.id === state.me.id);
  return { ...state, presences, me: mine === undefined ? state.me : { ...state.me, ...standingOf(mine) } };
}

function standingOf(row: Omit<PresenceRow, "id">): Pick<State["me"], "presence" | "reason" | "isIdle"> {
  return { presence: row.state, reason: row.reason ?? null, isIdle: row.is_idle ?? false };
}

function withPushed(state: State, key: string): State {
  return { ...state, pushed: new Set(state.pushed).add(key) };
}

type OutgoingEvent = Extract<DeskEvent, { type: "sending" | "sent" | "unsent" | "refused" | "withdrawn" }>;

function outgoingAfter(outgoing: readonly Outgoing[], event: OutgoingEvent): readonly Outgoing[] {
  if (event.type === "sending") {
    const isKnown = outgoing.some((one) => one.client_id === event.outgoing.client_id);
    const sending = event.outgoing;
    return isKnown ? outgoing.map((one) => (one.client_id === sending.client_id ? sending : one)) : [...outgoing, sending];
  }
  if (event.type === "sent" || event.type === "withdrawn") {
    return outgoing.filter((one) => one.client_id !== event.client_id);
  }
  const code = event.type === "refused" ? event.code : null;
  return outgoing.map((one) => (one.client_id === event.client_id ? { ...one, state: event.type, code } : one));
}

/** A confirmed message stands in the conversation at once, even when its echo is still on the way. */
function confirmed(state: State, event: OutgoingEvent): Partial<State> {
  const sent = event.type === "sent" ? state.outgoing.find((one) => one.client_id === event.client_id) : undefined;
  if (event.type !== "sent" || sent === undefined) {
    return {};
  }
  const message: Message = {
    id: event.id,
    chat: sent.chat,
    client_id: sent.client_id,
    from: "operator",
    name: state.me.name,
    text: sent.text,
    code: null,
    quote: quoteOf(state, sent),
    file: null,
    edited_at: null,
    deleted_at: null,
    change: 0,
    operator_id: state.me.id,
    at: event.at,
  };
  return { conversations: withMessages(state, sent.chat, [message]).conversations };
}

function quoteOf(state: State, sent: Outgoing): Message["quote"] {
  const quoted = state.conversations.get(sent.chat)?.messages.find((message) => message.id === sent.quote);
  return quoted === undefined ? null : { id: quoted.id, from: quoted.from, name: quoted.name, text: quoted.text };
}
