import assert from "node:assert/strict";
import { test } from "node:test";
import { lastWithoutGap, merge, reduce, START, type News, type State } from "../../src/panel/state";
import type { Chat, Message } from "../../src/shared/wire";

const chat: Chat = { key: "c1", state: "active", operator: { name: "Anna" }, last_id: 0, unread: 0, started_at: "2026-11-21T10:00:00Z", rating: null, held: false, queue: null };

function message(id: number, more: Partial<Message> = {}): Message {
  return { id, chat: "c1", client_id: null, from: "operator", name: "Anna", text: `message ${id}`, html: null, code: null, file: null, at: "2026-11-21T10:00:00Z", ...more };
}

function after(...news: News[]): State {
  return news.reduce(reduce, START);
}

test("messages stand in the order of their ids, each once, however they arrive", () => {
  const state = after({ type: "session", chat, team_online: true }, { type: "messages", messages: [message(3), message(1)] }, { type: "messages", messages: [message(2), message(1), message(3)] });
  assert.deepEqual(state.messages.map((one) => one.id), [1, 2, 3]);
  assert.equal(merge(state.messages, [message(2)]), state.messages);
});

test("a gap is seen, so that it can be asked for", () => {
  assert.equal(lastWithoutGap([message(1), message(2), message(5)]), 2);
  assert.equal(lastWithoutGap([message(2)]), 0);
});

test("a written message waits, is sent, and becomes a message by its acknowledgement", () => {
  const written = after({ type: "session", chat, team_online: true }, { type: "written", outgoing: { client_id: "x", text: "Hello", written_at: 1 } });
  assert.equal(written.pending[0]?.state, "waiting");
  const acknowledged = reduce(reduce(written, { type: "sending", client_id: "x" }), { type: "acknowledged", client_id: "x", id: 1, at: "2026-11-21T10:00:01Z" });
  assert.deepEqual(acknowledged.pending, []);
  assert.equal(acknowledged.messages[0]?.text, "Hello");
});

test("the echo that comes before the acknowledgement does not double the message", () => {
  const state = after(
    { type: "session", chat, team_online: true },
    { type: "written", outgoing: { client_id: "x", text: "Hello", written_at: 1 } },
    { type: "messages", messages: [message(1, { client_id: "x", from: "visitor", text: "Hello" })] },
    { type: "acknowledged", client_id: "x", id: 1, at: "2026-11-21T10:00:01Z" },
  );
  assert.deepEqual([state.messages.length, state.pending.length], [1, 0]);
});

test("a message kept from an earlier page is not restored once it is known", () => {
  const outgoing = [{ client_id: "x", text: "Hello", written_at: 1 }];
  const state = after({ type: "session", chat, team_online: true }, { type: "messages", messages: [message(1, { client_id: "x" })] }, { type: "restored", outgoing });
  assert.deepEqual(state.pending, []);
});

test("messages of another chat are not mixed in, and a new chat begins empty", () => {
  const state = after({ type: "session", chat, team_online: true }, { type: "messages", messages: [message(1), message(2, { chat: "other" })] });
  assert.equal(state.messages.length, 1);
  assert.deepEqual(reduce(state, { type: "chat", chat: { ...chat, key: "c2" } }).messages, []);
});

test("an invitation gives way to the chat that it began", () => {
  const invited = after({ type: "invitation", invitation: { key: "i1", html: null, text: "Hello", sender: null, buttons: [], language: null } });
  assert.equal(invited.invitation?.key, "i1");
  assert.equal(reduce(invited, { type: "chat", chat }).invitation, null);
});

test("an operator's message ends the typing dots, a lost line does too", () => {
  const typing = after({ type: "session", chat, team_online: true }, { type: "typing", name: "Anna" });
  assert.equal(reduce(typing, { type: "messages", messages: [message(1)] }).typing, null);
  assert.equal(reduce(typing, { type: "line", line: "lost" }).typing, null);
});

test("any order of arrival ends in the same conversation", () => {
  const parts = [[1, 2], [2, 3], [5], [4, 5, 6]].map((ids): News => ({ type: "messages", messages: ids.map((id) => message(id)) }));
  for (let turn = 0; turn < 24; turn += 1) {
    const order = [...parts].sort((a, b) => ((parts.indexOf(a) + turn) * 7) % 5 - ((parts.indexOf(b) + turn) * 7) % 5);
    assert.deepEqual(after({ type: "session", chat, team_online: true }, ...order).messages.map((one) => one.id), [1, 2, 3, 4, 5, 6]);
  }
});

test("a changed message takes the place of what it said, and what was taken back says nothing", () => {
  let state = reduce(START, { type: "session", chat, team_online: true });
  const first = message(1, { text: "12 days", change: 0 });
  state = reduce(state, { type: "part", chat: chat.key, messages: [first], changed_to: 0 });
  state = reduce(state, { type: "changed", message: { ...first, text: "14 days", is_edited: true, change: 1 } });
  assert.equal(state.messages[0]?.text, "14 days");
  assert.equal(state.changed_to, 1);
  state = reduce(state, { type: "messages", messages: [first] });
  assert.equal(state.messages[0]?.text, "14 days");
  state = reduce(state, { type: "changed", message: { ...first, text: "", is_deleted: true, change: 3 } });
  assert.equal(state.messages[0]?.text, "");
  assert.equal(state.changed_to, 1, "a change was missed between the two");
  state = reduce(state, { type: "part", chat: chat.key, messages: [], changed_to: 3 });
  assert.equal(state.changed_to, 3);
});

test("a chat that was reopened goes on in the panel", () => {
  const open = { ...chat, last_id: 2 };
  let state = reduce(START, { type: "chat", chat: open });
  state = reduce(state, { type: "chat", chat: { ...open, state: "closed", last_id: 3 } });
  state = reduce(state, { type: "chat", chat: open });
  assert.equal(state.chat?.state, "closed");
  state = reduce(state, { type: "chat", chat: { ...open, last_id: 4 } });
  assert.equal(state.chat?.state, "active");
});

test("who answers a message sends its number along once", () => {
  const quoted = message(1);
  let state = reduce(START, { type: "quoting", message: quoted });
  assert.equal(state.quoting, quoted);
  state = reduce(state, { type: "written", outgoing: { client_id: "a", text: "Yes", quote: 1, written_at: 1 } });
  assert.equal(state.quoting, null);
  assert.equal(state.pending[0]?.quote, 1);
});
