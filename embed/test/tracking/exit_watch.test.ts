import assert from "node:assert/strict";
import { test } from "node:test";
import { leavesThroughTop, watchExit } from "../../src/tracking/exit_watch";

const OUT = { clientX: 300, clientY: -2, relatedTarget: null, buttons: 0 };

test("leaving means through the top, upwards, out of the window, with no button held", () => {
  assert.ok(leavesThroughTop(OUT, -12, 1280));
  assert.ok(!leavesThroughTop({ ...OUT, clientY: 500, clientX: -3 }, -12, 1280));
  assert.ok(!leavesThroughTop({ ...OUT, clientX: 1281 }, -12, 1280));
  assert.ok(!leavesThroughTop({ ...OUT, clientY: 730 }, 12, 1280));
  assert.ok(!leavesThroughTop(OUT, 5, 1280));
  assert.ok(!leavesThroughTop({ ...OUT, relatedTarget: new EventTarget() }, -12, 1280));
  assert.ok(!leavesThroughTop({ ...OUT, buttons: 1 }, -12, 1280));
});

function page() {
  const state = { now: 5000 };
  const heard: Record<string, (event: Event) => void> = {};
  const left: number[] = [];
  const view = { document: {}, innerWidth: 1280 } as Window;
  watchExit({ view, began_at: 0, now: () => state.now, listen: (_target, type, run) => { heard[type] = run; } }, (seconds) => left.push(seconds));
  const move = (clientY: number): void => heard.mousemove?.({ clientY } as unknown as Event);
  const out = (changes: object = {}, tagName = "DIV"): void => heard.mouseout?.({ ...OUT, target: { tagName }, ...changes } as unknown as Event);
  return { state, left, move, out };
}

test("the seconds on the page are told each time", () => {
  const { state, left, move, out } = page();
  move(40);
  out();
  state.now = 8500;
  move(60);
  out();
  assert.deepEqual(left, [5, 8.5]);
});

test("the first second of a page has no exit intent", () => {
  const { state, left, move, out } = page();
  state.now = 999;
  move(40);
  out();
  assert.deepEqual(left, []);
  state.now = 1000;
  out();
  assert.deepEqual(left, [1]);
});

test("a list of choices that opens over the edge and a framed page are not the way out", () => {
  const { left, move, out } = page();
  for (const tagName of ["SELECT", "OPTION", "IFRAME"]) {
    move(40);
    out({}, tagName);
  }
  assert.deepEqual(left, []);
});

test("a pointer that stands on the upper edge and came from below is on its way out", () => {
  const { left, move, out } = page();
  move(30);
  move(0);
  out({ clientY: 0 });
  assert.deepEqual(left, [5]);
});

test("a pointer that only looked in from above and moved down does not leave when the window loses it", () => {
  const { left, move, out } = page();
  move(-3);
  move(-1);
  out({ clientY: -1 });
  assert.deepEqual(left, []);
});

test("crossing from one element to another is no exit", () => {
  const { left, move, out } = page();
  move(10);
  out({ relatedTarget: {} });
  assert.deepEqual(left, []);
});
