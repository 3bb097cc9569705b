import assert from "node:assert/strict";
import { test } from "node:test";
import { lastInRow } from "../../../src/console/desk/messages";
import { reduce } from "../../../src/console/desk/reducer";
import { EMPTY, type DeskEvent, type Outgoing, type State } from "../../../src/console/desk/state";
import { chat, chatPage, deskState, ME, message, visitor } from "./documents";

const NOTHING = { chat: null, visitor: null };

function after(...events: DeskEvent[]): State {
  return events.reduce(reduce, reduce(EMPTY, { type: "line", state: "connected" }));
}

function page(key: string, ids: readonly number[], more = false): DeskEvent {
  const messages = ids.map((id) => message(id, { chat: key }));
  return { type: "chat_page", page: chatPage(chat(key, { last_id: ids.at(-1) ?? 0 }), messages, { more }) };
}

function outgoing(clientId: string, fields: Partial<Outgoing> = {}): Outgoing {
  return { client_id: clientId, chat: "c", text: "Hi", quote: null, at: "2026-11-02T12:00:05Z", state: "sending", code: null, ...fields };
}

const texts = (state: State, key = "c"): readonly string[] => state.conversations.get(key)?.messages.map((one) => one.text) ?? [];

test("messages that arrive out of order and twice stand once and in the order of their numbers", () => {
  const state = after(page("c", [1]), { type: "message", message: message(3) }, { type: "message", message: message(2) }, { type: "message", message: message(3) });
  assert.deepEqual(texts(state), ["text 1", "text 2", "text 3"]);
});

test("a gap is known by the last number before it", () => {
  assert.equal(lastInRow([message(1), message(2), message(5)]), 2);
  assert.equal(lastInRow([]), 0);
  assert.equal(lastInRow([message(4)]), 0);
});

test("a conversation with a gap does not count as loaded", () => {
  const state = after(page("c", [1, 2]), { type: "message", message: message(5) });
  assert.equal(state.conversations.get("c")?.isLoaded, false);
  assert.equal(reduce(state, page("c", [3, 4, 5])).conversations.get("c")?.isLoaded, true);
});

test("a message of a chat that nobody opened is not kept", () => {
  assert.equal(after({ type: "message", message: message(1) }).conversations.size, 0);
});

test("an older picture of a chat does not undo a later one", () => {
  const accepted = chat("c", { state: "active", operator: ME, last_id: 4 });
  const state = after({ type: "chat", chat: accepted }, { type: "chat", chat: chat("c", { last_id: 2 }) });
  assert.equal(state.chats.get("c")?.state, "active");
  assert.equal(state.chats.get("c")?.last_id, 4);
});

test("marks of what was read never go back", () => {
  const read = chat("c", { last_id: 4, seen_by_operator: 4, unread: 0 });
  const state = after({ type: "chat", chat: read }, { type: "chat", chat: chat("c", { last_id: 4, seen_by_operator: 2, unread: 2 }) });
  assert.equal(state.chats.get("c")?.seen_by_operator, 4);
  assert.equal(state.chats.get("c")?.unread, 0);
});

test("what was pushed while the state was asked for survives the answer", () => {
  const state = after(
    { type: "state", state: deskState({ visitors: [visitor("old")] }) },
    { type: "asked_for_state" },
    { type: "chat", chat: chat("new") },
    { type: "visitors", rows: [visitor("came")] },
    { type: "visitors_left", keys: ["old"] },
    { type: "state", state: deskState({ visitors: [visitor("old"), visitor("other")] }) },
  );
  assert.deepEqual([...state.chats.keys()], ["new"]);
  assert.deepEqual([...state.visitors.keys()].sort(), ["came", "other"]);
});

test("a chat that ended while the line was cut leaves the list, unless it is open on the desk", () => {
  const before = deskState({ chats: { waiting: [chat("gone"), chat("shown")], mine: [], active: [] } });
  const state = after(
    { type: "state", state: before },
    { type: "opened", open: { chat: "shown", visitor: null } },
    { type: "asked_for_state" },
    { type: "state", state: deskState() },
  );
  assert.deepEqual([...state.chats.keys()], ["shown"]);
});

test("a closed chat stays while it is open on the desk and goes when another is opened", () => {
  const closed = chat("c", { state: "closed", operator: ME });
  const open = after({ type: "chat", chat: chat("c") }, { type: "opened", open: { chat: "c", visitor: null } }, { type: "chat", chat: closed });
  assert.equal(open.chats.get("c")?.state, "closed");
  assert.equal(reduce(open, { type: "opened", open: NOTHING }).chats.has("c"), false);
});

test("without a line nobody is online, whatever they chose", () => {
  const state = after({ type: "state", state: deskState() });
  assert.equal(state.me.presence, "online");
  assert.equal(reduce(state, { type: "line", state: "lost" }).me.presence, "offline");
});

test("my presence that was pushed is newer than the answer that was on its way", () => {
  const [away, mine] = [deskState(), deskState().me];
  const late = { ...away, me: { ...mine, state: "away" as const, is_idle: true } };
  const pushed = { type: "presence", operators: [{ id: mine.id, state: "online" }] } as const;
  for (const before of [[], [{ type: "state", state: late } as const]]) {
    const state = after({ type: "line", state: "connected" }, ...before, { type: "asked_for_state" }, pushed, { type: "state", state: late });
    assert.deepEqual([state.me.presence, state.me.isIdle], ["online", false]);
    assert.equal(reduce(reduce(state, { type: "asked_for_state" }), { type: "state", state: late }).me.presence, "away");
  }
});

test("the presence of others does not change mine", () => {
  const state = after({ type: "state", state: deskState() }, { type: "presence", operators: [{ id: 99, state: "away" }] });
  assert.equal(state.me.presence, "online");
});

test("a confirmed message stands in the conversation before its echo, and once after it", () => {
  const sent = after(page("c", [1]), { type: "sending", outgoing: outgoing("a") }, { type: "sent", client_id: "a", id: 2, at: "2026-11-02T12:00:06Z" });
  assert.deepEqual(texts(sent), ["text 1", "Hi"]);
  assert.equal(sent.outgoing.length, 0);
  const echo = message(2, { client_id: "a", from: "operator", text: "Hi" });
  assert.deepEqual(texts(reduce(sent, { type: "message", message: echo })), ["text 1", "Hi"]);
});

test("the echo alone confirms a message whose answer was lost", () => {
  const echo = message(2, { client_id: "a", from: "operator", text: "Hi" });
  const state = after(page("c", [1]), { type: "sending", outgoing: outgoing("a") }, { type: "unsent", client_id: "a" }, { type: "message", message: echo });
  assert.equal(state.outgoing.length, 0);
});

test("a message that was tried again keeps its place among the others", () => {
  const state = after(
    { type: "sending", outgoing: outgoing("a") },
    { type: "sending", outgoing: outgoing("b") },
    { type: "refused", client_id: "a", code: "chat_closed" },
    { type: "sending", outgoing: outgoing("a") },
  );
  assert.deepEqual(state.outgoing.map((one) => [one.client_id, one.state]), [["a", "sending"], ["b", "sending"]]);
});

test("a message of the visitor ends their typing", () => {
  const state = after(page("c", [1]), { type: "typing", chat: "c", until: 5000 }, { type: "message", message: message(2) });
  assert.equal(state.conversations.get("c")?.typingUntil, 0);
});

test("a page that a visitor opens is added to the trail on the desk", () => {
  const details = { ...visitor("v"), landing_url: null, time_zone: null, page_began_at: null, utm: {}, trail: [] };
  const row = visitor("v", { page_views: 2, page: { url: "https://shop.test/cart", title: "Cart" } });
  const state = after({ type: "visitor_page", visitor: details }, { type: "visitors", rows: [row] });
  assert.deepEqual(state.details.get("v")?.trail.map((one) => one.title), ["Cart"]);
});
