import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, verdictOf } from "../../src/rules/judge";

const afterTen = ["page.seconds", "clock.greater", 10];
const isOpen = ["widget.open", "yes_no.is", true];

test("nothing to test holds at once", () => {
  assert.deepEqual(judge(true, {}), { holds: true, wake_ms: null });
});

test("a clock says when time alone will make the test hold", () => {
  assert.deepEqual(judge(afterTen, { "page.seconds": 3 }), { holds: false, wake_ms: 7001 });
  assert.deepEqual(judge(afterTen, { "page.seconds": 10.001 }), { holds: true, wake_ms: null });
});

test("at that very instant the test does hold", () => {
  const { wake_ms } = judge(afterTen, { "page.seconds": 3.217 });
  assert.equal(judge(afterTen, { "page.seconds": 3.217 + (wake_ms ?? 0) / 1000 }).holds, true);
  assert.equal(judge(afterTen, { "page.seconds": 3.217 + ((wake_ms ?? 0) - 1) / 1000 }).holds, false);
});

test("changes that do not make the test hold are passed over, so that one timer suffices", () => {
  const spans = ["&", ["page.seconds", "clock.at_least", 5], ["visit.seconds", "clock.at_least", 60]];
  assert.deepEqual(judge(spans, { "page.seconds": 0, "visit.seconds": 20 }), { holds: false, wake_ms: 40000 });
});

test("where a fact is in the way, time alone does nothing", () => {
  assert.deepEqual(judge(["&", afterTen, isOpen], { "page.seconds": 0, "widget.open": false }), { holds: false, wake_ms: null });
  assert.deepEqual(judge(["|", afterTen, isOpen], { "page.seconds": 0, "widget.open": false }), { holds: false, wake_ms: 10001 });
});

test("a window that opens and closes is met when it opens", () => {
  const second = ["page.seconds", "clock.equals", 5];
  assert.deepEqual(judge(second, { "page.seconds": 1 }), { holds: false, wake_ms: 4000 });
  assert.deepEqual(judge(second, { "page.seconds": 5.9 }), { holds: true, wake_ms: null });
  assert.deepEqual(judge(second, { "page.seconds": 6 }), { holds: false, wake_ms: null });
  assert.deepEqual(judge(["!", ["page.seconds", "clock.less", 5]], { "page.seconds": 1 }), { holds: false, wake_ms: 4000 });
});

test("what never happened was infinitely long ago", () => {
  assert.equal(verdictOf(["widget.closed_seconds", "since.greater", 60], { "widget.closed_seconds": null }), true);
  assert.equal(verdictOf(["widget.closed_seconds", "since.less", 60], { "widget.closed_seconds": null }), false);
});

test("what is not known stays unknown, also when it is negated", () => {
  assert.equal(verdictOf(isOpen, {}), null);
  assert.equal(verdictOf(["!", isOpen], {}), null);
  assert.equal(verdictOf(["&", null, isOpen], { "widget.open": true }), null);
  assert.equal(verdictOf(["|", null, isOpen], { "widget.open": true }), true);
});

test("a test that cannot be read never holds and never throws", () => {
  const broken: unknown[] = [
    undefined, "x", 7, {}, [], ["&", "x"], ["!"], ["constructor", "constructor.x", 1], ["page.seconds", 3], [null, null, null],
    ["page.seconds", "clock.rhymes", 1], ["page.seconds", "toString.equals", 1], ["page.seconds", "clock.greater", {}],
  ];
  for (const one of broken) {
    assert.deepEqual(judge(one, { "page.seconds": 5 }), { holds: false, wake_ms: null }, JSON.stringify(one));
  }
  assert.equal(verdictOf(["page.title", "text.contains", ["a", 7]], { "page.title": 7 }), true);
});

test("a wait longer than a timer can hold is no wait", () => {
  assert.deepEqual(judge(["page.seconds", "clock.greater", 999999999], { "page.seconds": 0 }), { holds: false, wake_ms: null });
});

const fiveFailures = ["event.count", "number.at_least", 5, ["login_failed", 1800]];
const failedAgo = (...ages: number[]): Record<string, unknown> => ({ "event.count": [...ages.map((age) => ["login_failed", age]), ["birthday", 1]] });

test("recorded events are counted by name and by age, and no other event counts", () => {
  assert.equal(verdictOf(fiveFailures, failedAgo(1, 2, 3, 4, 5)), true);
  assert.equal(verdictOf(fiveFailures, failedAgo(1, 2, 3, 4)), false);
  assert.equal(verdictOf(fiveFailures, failedAgo(1, 2, 3, 4, 1800)), true);
  assert.equal(verdictOf(fiveFailures, failedAgo(1, 2, 3, 4, 1800.001)), false);
  assert.equal(verdictOf(fiveFailures, {}), null);
});

test("when a record grows too old is an instant that one timer waits for", () => {
  const none = ["event.count", "number.at_most", 0, ["login_failed", 60]];
  assert.deepEqual(judge(none, failedAgo(50, 10)), { holds: false, wake_ms: 50001 });
  assert.deepEqual(judge(none, failedAgo(61)), { holds: true, wake_ms: null });
  assert.deepEqual(judge(["event.count", "number.equals", 1, ["login_failed", 60]], failedAgo(50, 10)), { holds: false, wake_ms: 10001 });
  assert.deepEqual(judge(fiveFailures, failedAgo(1)), { holds: false, wake_ms: null });
});
