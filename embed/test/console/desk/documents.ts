/** Documents for the desk's tests: a chat, a visitor, a message, with what a test wants to say about them. */

import type { DeskChat, DeskState, Message, VisitorRow } from "../../../src/console/desk/documents";

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
    invitation: null,
    page: null,
    close_reason: null,
    held_since: null,
    missed_at: null,
    transfer: null,
    tags: [],
    rating: null,
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
  return { id, chat: "c", client_id: null, from: "visitor", name: "", text: `text ${id}`, code: null, at: START, ...fields };
}

export function deskState(fields: Partial<DeskState> = {}): DeskState {
  return {
    now: START,
    me: { ...ME, state: "online" },
    operators: [],
    chats: { waiting: [], mine: [], active: [] },
    visitors: [],
    visitors_online: fields.visitors?.length ?? 0,
    ...fields,
  };
}
