import assert from "node:assert/strict";
import { test } from "node:test";
import { lines } from "../../../src/console/desk/grouping";
import { addressOfOpen, openOfAddress } from "../../../src/console/desk/place";
import { reduce } from "../../../src/console/desk/reducer";
import { givenChats, neighbour, ownChats, ownUnread, toMarkSeen, visitorsOnline, waitingChats } from "../../../src/console/desk/selectors";
import { settle } from "../../../src/console/desk/settle";
import { EMPTY, type State } from "../../../src/console/desk/state";
import { chat, chatPage, deskState, ME, message, visitor } from "./documents";

const mine = (key: string, fields = {}) => chat(key, { state: "active", operator: ME, ...fields });

function desk(fields: Parameters<typeof deskState>[0]): State {
  return reduce(EMPTY, { type: "state", state: deskState(fields) });
}

test("a list stands still while it is read, and says what is new", () => {
  assert.deepEqual(settle(["a", "b"], ["new", "b"], true), { keys: ["a", "b"], fresh: ["new"] });
});

test("a list that nobody reads shows what is true", () => {
  assert.deepEqual(settle(["a", "b"], ["new", "b"], false), { keys: ["new", "b"], fresh: [] });
});

test("an empty list has nothing that could move", () => {
  assert.deepEqual(settle([], ["new"], true), { keys: ["new"], fresh: [] });
});

test("the longest waiting chat is the first", () => {
  const waiting = [chat("late", { started_at: "2026-11-02T12:05:00Z" }), chat("early")];
  assert.deepEqual(waitingChats(desk({ chats: { waiting, mine: [], active: [] } })).map((one) => one.key), ["early", "late"]);
});

test("chats of colleagues are not among mine", () => {
  const active = [chat("theirs", { state: "active", operator: { id: 8, name: "Ben" } })];
  assert.deepEqual(ownChats(desk({ chats: { waiting: [], mine: [mine("m")], active } })).map((one) => one.key), ["m"]);
});

test("activity moves no visitor, and who is in a chat is on the site all the same", () => {
  const early = visitor("early", { last_seen_at: "2026-11-02T13:00:00Z" });
  const late = visitor("late", { visit_started_at: "2026-11-02T12:30:00Z" });
  const inChat = visitor("visitor-of-w");
  const state = desk({ visitors: [early, late, inChat], chats: { waiting: [chat("w")], mine: [], active: [] } });
  assert.deepEqual(visitorsOnline(state).map((row) => row.key), ["late", "early", "visitor-of-w"]);
});

test("the conversation that is being looked at has no unread messages", () => {
  const state = reduce(desk({ chats: { waiting: [], mine: [mine("a", { unread: 2 }), mine("b", { unread: 3 })], active: [] } }), {
    type: "opened",
    open: { chat: "a", visitor: null },
  });
  assert.equal(ownUnread(state, true), 3);
  assert.equal(ownUnread(state, false), 5);
});

test("a chat that was given to me calls until I have looked at it", () => {
  const given = mine("given", { seen_by_operator: 0, unread: 1 });
  const state = desk({ chats: { waiting: [], mine: [given, mine("known", { seen_by_operator: 1 })], active: [] } });
  assert.deepEqual(givenChats(state, true).map((one) => one.key), ["given"]);
  const opened = reduce(state, { type: "opened", open: { chat: "given", visitor: null } });
  assert.deepEqual(givenChats(opened, true), []);
  assert.equal(givenChats(opened, false).length, 1);
});

test("only the owner of a loaded chat marks it as read", () => {
  const open = { type: "opened", open: { chat: "c", visitor: null } } as const;
  const page = (found: ReturnType<typeof chat>) =>
    ({ type: "chat_page", page: chatPage(found, [message(1), message(2)]) }) as const;
  const owner = [open, page(mine("c", { last_id: 2 }))].reduce(reduce, desk({}));
  assert.deepEqual(toMarkSeen(owner), { chat: "c", id: 2 });
  const reader = [open, page(chat("c", { last_id: 2 }))].reduce(reduce, desk({}));
  assert.equal(toMarkSeen(reader), null);
});

test("the keys go through waiting and own chats and round again", () => {
  let state = desk({ chats: { waiting: [chat("w")], mine: [mine("m")], active: [] } });
  assert.equal(neighbour(state, 1), "w");
  assert.equal(neighbour(state, -1), "m");
  state = reduce(state, { type: "opened", open: { chat: "m", visitor: null } });
  assert.equal(neighbour(state, 1), "w");
  assert.equal(neighbour(desk({}), 1), null);
});

test("visitors beyond the listed ones are counted", () => {
  assert.equal(desk({ visitors: [visitor("v")], visitors_online: 700 }).unlisted, 699);
});

test("the address says what is open, and opens it again", () => {
  for (const open of [{ chat: "a b", visitor: null }, { chat: null, visitor: "v" }, { chat: null, visitor: null }]) {
    assert.deepEqual(openOfAddress(new URL(addressOfOpen(open), "https://desk.test").search), open);
  }
});

test("messages of one writer within five minutes are one run; a new day and unread messages begin anew", () => {
  const said = [
    message(1, { at: "2026-11-01T12:00:00Z" }),
    message(2, { at: "2026-11-02T12:00:00Z" }),
    message(3, { at: "2026-11-02T12:01:00Z" }),
    message(4, { at: "2026-11-02T12:02:00Z" }),
    message(5, { at: "2026-11-02T12:30:00Z" }),
  ];
  const found = lines(said, 3);
  assert.deepEqual(found.map((line) => line.startsDay), [true, true, false, false, false]);
  assert.deepEqual(found.map((line) => line.isFollowUp), [false, false, true, false, false]);
  assert.deepEqual(found.map((line) => line.startsNew), [false, false, false, true, false]);
});
