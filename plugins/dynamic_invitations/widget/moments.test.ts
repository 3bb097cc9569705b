import assert from "node:assert/strict";
import { test } from "node:test";
import type { WidgetModule } from "beckon/widget-module";
import { testPage, type TestPage } from "../../../embed/test/moments/moment_page";
import exitIntent from "./exit_intent";
import idle from "./idle";
import scroll from "./scroll";

function watched(module: WidgetModule, name: string, settings: Record<string, unknown> = {}): TestPage {
  const made = testPage();
  module.moments?.[name]?.watch(settings, made.page, made.report);
  return made;
}

test("each time the visitor is about to leave, the moment happens with the seconds on the page", () => {
  const { leave, reached } = watched(exitIntent, "exit_intent");
  leave(4.5);
  leave(9);
  assert.deepEqual(reached, ['happened {"page.exit_seconds":4.5}', 'happened {"page.exit_seconds":9}']);
});

test("idle begins after the wanted seconds without activity and ends with the next one", () => {
  const { act, pass, reached } = watched(idle, "idle", { seconds: 30 });
  pass(20_000);
  act();
  pass(29_000);
  assert.deepEqual(reached, []);
  pass(1_100);
  assert.deepEqual(reached, ["began at 50 s"]);
  pass(600_000);
  act();
  assert.deepEqual(reached, ["began at 50 s", "ended at 650 s"]);
  pass(31_000);
  assert.equal(reached.length, 3);
});

test("however much the visitor moves, a single timer waits", () => {
  const { act, pass, timers } = watched(idle, "idle", { seconds: 30 });
  for (let turn = 0; turn < 200; turn += 1) {
    pass(400);
    act();
    assert.equal(timers(), 1);
  }
});

test("a hidden tab whose timers ring once a minute says the same, only later", () => {
  const { pass, reached } = watched(idle, "idle", { seconds: 30 });
  pass(61_000, 60_000);
  assert.deepEqual(reached, ["began at 60 s"]);
});

test("a laptop that slept for two hours was idle, and whoever wakes it is not", () => {
  const { act, pass, reached, timers } = watched(idle, "idle", { seconds: 30 });
  pass(10_000);
  act();
  pass(7_200_000, 7_200_000);
  assert.deepEqual(reached, ["began at 7210 s"]);
  act();
  assert.deepEqual(reached, ["began at 7210 s", "ended at 7210 s"]);
  assert.equal(timers(), 1);
});

test("a look at the page from outside, such as when time is wound forward, tells idle at once and keeps one timer", () => {
  const { act, pass, scroll: look, reached, timers } = watched(idle, "idle", { seconds: 30 });
  pass(31_000, 40_000);
  look(0);
  act();
  pass(5_000);
  assert.deepEqual(reached, ["began at 31 s", "ended at 31 s"]);
  assert.equal(timers(), 1);
});

test("scroll depth begins once, when the percentage is reached, and needs no timer", () => {
  const { scroll: to, reached, timers } = watched(scroll, "scroll", { percent: 60 });
  for (const percent of [30, 59.9, 60, 80]) to(percent);
  assert.deepEqual(reached, ["began at 0 s"]);
  assert.equal(timers(), 0);
});
