/** Documents for the desk's tests: a chat, a visitor, a message, with what a test wants to say about them. */

import type { ChatPage, DeskChat, DeskState, Message, VisitorRow } from "../../../src/console/desk/documents";

const START = "2026-11-02T12:00:00Z";
const PSEUDONYM = { colour: "amber", animal: "fox" };

export const ME = { id: 7, name: "Anna" };

export function chat(key: string, fields: Partial<DeskChat> = {}): DeskChat {
  return {
    key,
    state: "waiting",
    operator: null,
    last_id: 1,
    unread: 1,
    started_at: START,
    visitor: { key: `visitor-of-${key}`, name: null, pseudonym: PSEUDONYM, country: null },
    department: null,
    department_id: null,
    last_line: "Hello",
    waiting_since: START,
    closed_at: null,
    seen_by_operator: 0,
    seen_by_visitor: 1,
    received_by_visitor: 1,
    last_change: 0,
    last_note: 0,
    invitation: null,
    page: null,
    close_reason: null,
    held_since: null,
    missed_at: null,
    transfer: null,
    tags: [],
    rating: null,
    rating_comment: null,
    visitor_email: null,
    last_activity_at: START,
    awaiting_since: null,
    ...fields,
  };
}

export function visitor(key: string, fields: Partial<VisitorRow> = {}): VisitorRow {
  return {
    key,
    name: null,
    pseudonym: PSEUDONYM,
    page: { url: "https://shop.test/", title: "Home" },
    referrer: null,
    country: null,
    city: null,
    device: null,
    browser: null,
    system: null,
    language: null,
    visit_number: 1,
    page_views: 1,
    visit_started_at: START,
    last_seen_at: START,
    tags: [],
    invitation: null,
    manual: null,
    chat: null,
    ...fields,
  };
}

export function message(id: number, fields: Partial<Message> = {}): Message {
  const unchanged = { file: null, quote: null, edited_at: null, deleted_at: null, change: 0, operator_id: null };
  return { id, chat: "c", client_id: null, from: "visitor", name: "", text: `text ${id}`, code: null, at: START, ...unchanged, ...fields };
}

/** What the server answers about a chat, with what a test wants to say about it. */
export function chatPage(found: DeskChat, messages: readonly Message[], fields: Partial<ChatPage> = {}): ChatPage {
  return { chat: found, visitor: null, messages, changes: [], changed_to: found.last_change, notes: [], more: false, has_previous: false, ...fields };
}

type Fields = Partial<Omit<DeskState, "chats">> & { readonly chats?: Partial<DeskState["chats"]> };

export function deskState(fields: Fields = {}): DeskState {
  const chats = { waiting: [], offered: [], mine: [], active: [], closed: [], ...fields.chats };
  const { waiting, offered, mine, active, closed } = chats;
  return {
    now: START,
    day_began: "2026-11-02T00:00:00Z",
    me: { ...ME, state: "online", reason: null, is_idle: false, pauses: [], departments: [], permissions: [] },
    operators: [],
    departments: [],
    targets: { amber: 40, red: 120 },
    missed: 0,
    totals: { waiting: waiting.length, offered: offered.length, mine: mine.length, active: active.length, closed: closed.length },
    visitors: [],
    visitors_online: fields.visitors?.length ?? 0,
    ...fields,
    chats,
  };
}
