import assert from "node:assert/strict";
import { test } from "node:test";
import { BUILTIN_MOMENTS, leavesThroughTop } from "../../src/moments/builtin";
import type { MomentPage } from "../../src/moments/widget_module";

test("leaving means through the top, upwards, out of the window", () => {
  const out = { clientX: 300, clientY: -2, relatedTarget: null };
  assert.ok(leavesThroughTop(out, -12, 1280));
  assert.ok(!leavesThroughTop({ ...out, clientY: 500, clientX: -3 }, 0, 1280));
  assert.ok(!leavesThroughTop(out, 5, 1280));
  assert.ok(!leavesThroughTop({ ...out, relatedTarget: new EventTarget() }, -12, 1280));
});

function page() {
  const view = new EventTarget() as Window & typeof globalThis;
  const timers: { at: number; run: () => void }[] = [];
  const state = { now: 0, active: 0, scrolled: 0 };
  const made: MomentPage = {
    view, began_at: 0,
    listen: (target, type, run) => target.addEventListener(type, run),
    later: (run, milliseconds) => void timers.push({ at: state.now + milliseconds, run }),
    now: () => state.now,
    activity_at: () => state.active,
    scroll_percent: () => state.scrolled,
  };
  const reached: string[] = [];
  const report = { happened: () => reached.push("happened"), began: () => reached.push("began"), ended: () => reached.push("ended") };
  const pass = (to: number): void => {
    state.now = to;
    for (const timer of timers.splice(0)) timer.at <= to ? timer.run() : timers.push(timer);
  };
  return { made, report: report as never, reached, pass, state, view };
}

test("idle begins after the wanted seconds without activity and ends with the next one", () => {
  const { made, report, reached, pass, state, view } = page();
  BUILTIN_MOMENTS.idle?.watch({ seconds: 30 }, made, report);
  state.active = 20_000;
  pass(30_010);
  assert.deepEqual(reached, []);
  pass(50_010);
  assert.deepEqual(reached, ["began"]);
  state.now = state.active = 51_000;
  view.dispatchEvent(new Event("keydown"));
  assert.deepEqual(reached, ["began", "ended"]);
});

test("scroll depth begins once when the percentage is reached", () => {
  const { made, report, reached, pass, state, view } = page();
  BUILTIN_MOMENTS.scroll?.watch({ percent: 60 }, made, report);
  for (const percent of [30, 59, 60, 80]) {
    state.scrolled = percent;
    view.dispatchEvent(new Event("scroll"));
    pass(state.now + 1);
  }
  assert.deepEqual(reached, ["began"]);
});
