import assert from "node:assert/strict";
import { test } from "node:test";
import { earlyCalls, makeCommand } from "../../src/loader/commands";
import type { Core } from "../../src/loader/core";
import { makeGuard, type Natives } from "../../src/loader/natives";
import { Notifications } from "../../src/loader/notifications";
import { homeOf } from "../../src/loader/script";

function widget() {
  const warnings: string[] = [];
  const signals: unknown[] = [];
  const natives = { warn: (sentence: string) => warnings.push(sentence), debug: () => undefined } as unknown as Natives;
  const guard = makeGuard(natives);
  const core = { notifications: new Notifications(guard), signal: (signal: unknown) => signals.push(signal) } as unknown as Core;
  return { warnings, signals, core, command: makeCommand(core, natives, guard) };
}

test("an unknown command is one console line, however often it is called", () => {
  const { command, warnings } = widget();
  command("fly");
  command("fly");
  command("toString");
  assert.deepEqual(warnings, ['unknown command "fly" is ignored.', 'unknown command "toString" is ignored.']);
});

test("events and conversions carry their values", () => {
  const { command, signals } = widget();
  command("event", "login_failed", "user-7");
  command("conversion", "ordered", { value: 49.5, currency: "EUR" });
  command("conversion", "signed_up");
  assert.deepEqual(signals, [
    { kind: "event", id: "login_failed", value: "user-7" },
    { kind: "conversion", id: "ordered", value: 49.5, currency: "EUR" },
    { kind: "conversion", id: "signed_up" },
  ]);
});

test("a listener that throws disturbs neither the page nor the other listeners", () => {
  const { command, core } = widget();
  const heard: unknown[] = [];
  command("on", "unread", () => { throw new Error("page's own mistake"); });
  command("on", "unread", (count: unknown) => heard.push(count));
  core.notifications.announce("unread", 2);
  assert.deepEqual(heard, [2]);
});

test("who listens for ready after it happened hears it at once", () => {
  const { command, core } = widget();
  core.notifications.announce("ready", { online: true });
  const heard: unknown[] = [];
  command("on", "ready", (detail: unknown) => heard.push(detail));
  assert.deepEqual(heard, [{ online: true }]);
});

test("calls made before the loader came are found in a stub's queue and in a plain array", () => {
  const stub = Object.assign(() => undefined, { q: [["open"], ["event", "a"]] });
  assert.deepEqual(earlyCalls(stub), [["open"], ["event", "a"]]);
  assert.deepEqual(earlyCalls([["tag", "vip"], "noise"]), [["tag", "vip"]]);
  assert.deepEqual(earlyCalls(undefined), []);
});

test("the script's own address says where Beckon lives, also below a path", () => {
  assert.deepEqual(homeOf("https://help.test/embed/beckon.js?v=1", "https://shop.test/"), { origin: "https://help.test", base: "https://help.test" });
  assert.deepEqual(homeOf("/live/embed/beckon.js", "https://shop.test/x"), { origin: "https://shop.test", base: "https://shop.test/live" });
  assert.equal(homeOf("https://shop.test/app.js", "https://shop.test/"), null);
});
