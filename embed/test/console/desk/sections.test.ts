import assert from "node:assert/strict";
import { test } from "node:test";
import { chosen, EVERYTHING } from "../../../src/console/desk/list_choice";
import { entriesOf } from "../../../src/console/desk/list_sections";
import { listOf, listsOf } from "../../../src/console/desk/lists";
import { reduce } from "../../../src/console/desk/reducer";
import { waitingCount } from "../../../src/console/desk/selectors";
import { EMPTY, type DeskEvent, type State } from "../../../src/console/desk/state";
import { patienceOf, waitsSince } from "../../../src/console/desk/waiting_time";
import { chat, deskState, ME, visitor } from "./documents";

const BEN = { id: 8, name: "Ben" };
const named = (key: string, name: string, fields = {}) => chat(key, { visitor: { ...chat(key).visitor, name }, ...fields });
const offer = (fields = {}) => ({ operator: null, department: null, by: BEN, note: "", at: "2026-11-02T12:00:00Z", ...fields });
const desk = (fields: Parameters<typeof deskState>[0], ...events: DeskEvent[]): State =>
  events.reduce(reduce, reduce(EMPTY, { type: "state", state: deskState(fields) }));
const keys = (state: State, name: Parameters<typeof entriesOf>[0]) => entriesOf(name, state, EVERYTHING).entries.map((one) => one.chat?.key);

test("every chat is in the one list where somebody looks for it", () => {
  const state = desk({});
  const where = (fields: Parameters<typeof chat>[1]) => listOf(chat("c", fields), state);
  assert.equal(where({}), "waiting");
  assert.equal(where({ state: "active", operator: ME }), "mine");
  assert.equal(where({ state: "active", operator: BEN }), "active");
  assert.equal(where({ state: "active", operator: BEN, transfer: offer({ operator: ME }) }), "offered");
  assert.equal(where({ state: "active", operator: ME, transfer: offer({ operator: BEN }) }), "mine");
  assert.equal(where({ state: "closed", operator: BEN, closed_at: "2026-11-02T11:00:00Z" }), "closed");
  assert.equal(where({ state: "closed", operator: BEN, closed_at: "2026-11-01T23:59:59Z" }), null);
});

test("a chat offered to a department is offered to those who serve it", () => {
  const toSales = chat("c", { state: "active", operator: BEN, transfer: offer({ department: { id: 5, name: "Sales" } }) });
  const serving = (departments: number[]) => listOf(toSales, desk({ me: { ...deskState().me, departments } }));
  assert.deepEqual([serving([]), serving([5]), serving([6])], ["offered", "offered", "active"]);
});

test("a chat moves from list to list with what is pushed", () => {
  const state = desk({ chats: { waiting: [chat("c")] } });
  const accepted = reduce(state, { type: "chat", chat: chat("c", { state: "active", operator: ME }) });
  const closed = reduce(accepted, { type: "chat", chat: chat("c", { state: "closed", operator: ME, closed_at: "2026-11-02T12:10:00Z" }) });
  assert.deepEqual([state, accepted, closed].map((one) => [keys(one, "waiting").length, keys(one, "mine").length, keys(one, "closed").length]), [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});

test("chats on hold are folded inside mine", () => {
  const held = chat("held", { state: "active", operator: ME, held_since: "2026-11-02T12:00:00Z" });
  const state = desk({ chats: { mine: [chat("m", { state: "active", operator: ME }), held] } });
  assert.deepEqual([keys(state, "mine"), keys(state, "held")], [["m"], ["held"]]);
});

test("the numbers of the lists count what was not sent, and what comes later is not counted twice", () => {
  const totals = { ...deskState().totals, waiting: 300 };
  const state = desk({ chats: { waiting: [chat("a"), chat("b")] }, totals });
  assert.equal(waitingCount(state), 300);
  const more = reduce(state, { type: "listed", list: "waiting", chats: [chat("c"), chat("d")], more: true });
  assert.equal(waitingCount(more), 300);
  assert.equal(waitingCount(reduce(more, { type: "listed", list: "waiting", chats: [], more: false })), 4);
  const counted = reduce(more, { type: "totals", totals: { now: "2026-11-02T12:30:00Z", totals: { ...totals, waiting: 290 }, visitors_online: 0 } });
  assert.equal(waitingCount(counted), 290);
});

test("visitors beyond the listed ones are counted down when they show up or leave", () => {
  const state = desk({ visitors: [visitor("v")], visitors_online: 700, now: "2026-11-02T12:30:00Z" });
  assert.equal(reduce(state, { type: "visitors", rows: [visitor("unlisted")] }).unlisted, 698);
  assert.equal(reduce(state, { type: "visitors", rows: [visitor("new", { visit_started_at: "2026-11-02T12:31:00Z" })] }).unlisted, 699);
  assert.equal(reduce(state, { type: "visitors_left", keys: ["unlisted"] }).unlisted, 698);
  assert.equal(reduce(state, { type: "visitors_left", keys: ["v"] }).unlisted, 699);
});

test("waiting turns amber and red at its targets, for the oldest message that nobody has answered", () => {
  const targets = { amber: 40, red: 120 };
  const asked = chat("c", { state: "active", operator: ME, awaiting_since: "2026-11-02T12:00:00Z" });
  const after = (seconds: number, one = asked) => patienceOf(one, targets, Date.parse("2026-11-02T12:00:00Z") + seconds * 1000);
  assert.deepEqual([after(39), after(40), after(119), after(120)], ["calm", "amber", "amber", "red"]);
  assert.equal(after(500, { ...asked, awaiting_since: null }), "calm");
  assert.equal(after(500, { ...asked, held_since: "2026-11-02T12:00:00Z" }), "calm");
  assert.equal(waitsSince(chat("w", { awaiting_since: null })), "2026-11-02T12:00:00Z");
});

test("the list can be put in order by who waits longest or by the latest message", () => {
  const chats = [
    chat("answered", { last_activity_at: "2026-11-02T12:50:00Z", state: "active" }),
    chat("late", { last_activity_at: "2026-11-02T12:40:00Z", awaiting_since: "2026-11-02T12:30:00Z" }),
    chat("early", { last_activity_at: "2026-11-02T12:45:00Z", awaiting_since: "2026-11-02T12:10:00Z" }),
  ];
  const by = (sort: "waiting" | "activity" | "oldest") => chosen("mine", chats, { ...EVERYTHING, sort }).map((one) => one.key);
  assert.deepEqual(by("waiting"), ["early", "late", "answered"]);
  assert.deepEqual(by("activity"), ["answered", "early", "late"]);
  assert.deepEqual(by("oldest"), ["answered", "late", "early"]);
});

test("a search finds names, pages, tags and last lines, and a department leaves the others out", () => {
  const chats = [
    named("a", "Jürgen Groß", { department_id: 5 }),
    named("b", "Ana", { page: { url: "https://shop.test/chairs", title: "Green chairs" } }),
    named("c", "Li", { tags: ["refund"], last_line: "Where is it?" }),
  ];
  const found = (words: string, department: number | null = null) => chosen("mine", chats, { ...EVERYTHING, words, department }).map((one) => one.key);
  assert.deepEqual(found("jurgen"), ["a"]);
  assert.deepEqual(found("chairs green"), ["b"]);
  assert.deepEqual(found("REFUND where"), ["c"]);
  assert.deepEqual(found("", 5), ["a"]);
  assert.deepEqual(found("nobody"), []);
});

test("what is known of a chat is sorted into lists once, however often it is drawn", () => {
  const state = desk({ chats: { waiting: [chat("c")] } });
  assert.equal(listsOf(state), listsOf(state));
});
