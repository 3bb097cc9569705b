/** What the desk alerts to, what goes on ringing, and what its pulse finds out. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { handedToMe, happenings, lateChats, waitingForMe } from "../../../src/console/desk/alert_watch";
import { missedToday } from "../../../src/console/desk/missed";
import { hasMissed } from "../../../src/console/desk/pulse";
import { reduce } from "../../../src/console/desk/reducer";
import { EMPTY, type DeskEvent, type State } from "../../../src/console/desk/state";
import { chat, deskState, ME } from "./documents";

const START = "2026-11-02T12:00:00Z";
const mine = (key: string, fields = {}) => chat(key, { state: "active", operator: ME, seen_by_operator: 1, ...fields });

function desk(chats: NonNullable<Parameters<typeof deskState>[0]>["chats"] = {}): State {
  return reduce(EMPTY, { type: "state", state: deskState({ chats }) });
}

/** What a change of the desk alerts to: occasion and chat. */
function told(before: State, ...events: readonly DeskEvent[]): readonly string[] {
  const state = events.reduce(reduce, before);
  return happenings(state, before, false).map((each) => `${each.occasion} ${each.chat.key}`);
}

test("a chat that begins to wait is told once, by whatever way it comes", () => {
  const before = desk();
  assert.deepEqual(told(before, { type: "chat", chat: chat("new") }), ["waiting new"]);
  assert.deepEqual(told(before, { type: "state", state: deskState({ chats: { waiting: [chat("new")] } }) }), ["waiting new"]);
  const known = reduce(before, { type: "chat", chat: chat("new") });
  assert.deepEqual(told(known, { type: "chat", chat: chat("new", { last_id: 2, unread: 2 }) }), []);
});

test("what a desk finds when it opens is no news", () => {
  assert.deepEqual(told(EMPTY, { type: "state", state: deskState({ chats: { waiting: [chat("old")] } }) }), []);
});

test("a message in my chat is told, unless I look at it", () => {
  const before = desk({ mine: [mine("m", { unread: 0 })] });
  const event = { type: "chat", chat: mine("m", { unread: 1, last_id: 2 }) } as const;
  assert.deepEqual(told(before, event), ["message m"]);
  const open = reduce(before, { type: "opened", open: { chat: "m", visitor: null } });
  assert.deepEqual(happenings(reduce(open, event), open, true), []);
});

test("a chat that is given or offered to me is told as such and not as a message too", () => {
  const given = { type: "chat", chat: chat("g", { state: "active", operator: ME, seen_by_operator: 0, unread: 1 }) } as const;
  assert.deepEqual(told(desk(), given), ["assigned g"]);
  const transfer = { operator: ME, department: null, by: { id: 9, name: "Ben" }, note: "", at: START };
  const theirs = chat("o", { state: "active", operator: { id: 9, name: "Ben" } });
  assert.deepEqual(told(desk({ active: [theirs] }), { type: "chat", chat: { ...theirs, transfer } }), ["assigned o"]);
});

test("a department that I leave alone for now does not ring", () => {
  const waiting = [chat("sales", { department_id: 1 }), chat("support", { department_id: 2 }), chat("none")];
  const state = reduce(desk({ waiting }), { type: "pauses", pauses: [1] });
  assert.deepEqual(waitingForMe(state).map((one) => one.key).sort(), ["none", "support"]);
});

test("what was handed to me rings until I have looked", () => {
  const state = desk({ mine: [chat("g", { state: "active", operator: ME, seen_by_operator: 0 })] });
  assert.deepEqual(handedToMe(state, true).map((one) => one.key), ["g"]);
  const open = reduce(state, { type: "opened", open: { chat: "g", visitor: null } });
  assert.deepEqual(handedToMe(open, true), []);
});

test("late is who waits for longer than the site wants, in the queue and in my chats, but not on hold", () => {
  const late = { awaiting_since: START };
  const state = desk({
    waiting: [chat("w", late)],
    mine: [mine("m", late), mine("answered"), mine("held", { ...late, held_since: START })],
    active: [chat("theirs", { ...late, state: "active", operator: { id: 9, name: "Ben" } })],
  });
  const after = (seconds: number): readonly string[] => lateChats(state, Date.parse(START) + seconds * 1000).map((one) => one.key).sort();
  assert.deepEqual(after(120), []);
  assert.deepEqual(after(121), ["m", "w"]);
});

test("a pulse finds a chat whose push was lost, a message that was, and a chat that is over", () => {
  const state = desk({ waiting: [chat("w")], mine: [mine("m")] });
  const known = [["w", "waiting", 1], ["m", "active", 1]] as const;
  assert.equal(hasMissed(state, { chats: known, more: false }), false);
  assert.equal(hasMissed(state, { chats: [...known, ["lost", "waiting", 1]], more: false }), true);
  assert.equal(hasMissed(state, { chats: [["w", "waiting", 2], known[1]], more: false }), true);
  assert.equal(hasMissed(state, { chats: [known[0]], more: false }), true);
});

test("where the server lists only the oldest, what is not listed is not over", () => {
  const state = desk({ waiting: [chat("w"), chat("later")] });
  assert.equal(hasMissed(state, { chats: [["w", "waiting", 1]], more: true }), false);
});

test("missed chats are those that the server counted and those that were given up since", () => {
  const state = reduce(EMPTY, { type: "state", state: deskState({ missed: 2, chats: { waiting: [chat("w")] } }) });
  const later = "2026-11-02T12:00:05Z";
  const closed = chat("w", { state: "closed", closed_at: later, missed_at: later, last_id: 2 });
  assert.equal(missedToday(state), 2);
  assert.equal(missedToday(reduce(state, { type: "chat", chat: closed })), 3);
});
