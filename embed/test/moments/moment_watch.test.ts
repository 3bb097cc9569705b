import assert from "node:assert/strict";
import { test } from "node:test";
import { makeGuard, type Natives } from "../../src/loader/natives";
import type { Armed } from "../../src/moments/armed";
import { MomentWatch } from "../../src/moments/moment_watch";
import type { PageState } from "../../src/moments/page_state";
import { PluginModules } from "../../src/moments/plugin_modules";
import { Watcher, type Judgement } from "../../src/moments/watcher";
import type { MomentKind } from "../../src/moments/widget_module";

const READY: Judgement = { holds: true, wake_ms: null };

/** Everything between a moment and a claim, on a page made of plain event targets. */
function page(kinds: Record<string, MomentKind>, judge: (test: unknown, facts: Readonly<Record<string, unknown>>) => Judgement = () => READY) {
  const view = new EventTarget() as EventTarget & { document: EventTarget; innerWidth: number };
  view.document = new EventTarget();
  view.innerWidth = 1280;
  const state = { now: 5000, may_show: true };
  const claims: string[] = [];
  const failed: string[] = [];
  const natives = {
    listen: (target: EventTarget, type: string, run: (event: Event) => void) => target.addEventListener(type, run),
    unlisten: (target: EventTarget, type: string, run: (event: Event) => void) => target.removeEventListener(type, run),
    setTimer: () => 0, clearTimer: () => undefined, debug: () => undefined,
  } as unknown as Natives;
  const guard = makeGuard(natives);
  const watcher = new Watcher({
    judge,
    claim: async (armed: Armed) => {
      claims.push(armed.key);
      state.may_show = false;
      return { granted: true, impression: "i", invitation: { key: armed.key, text: "Hello" } };
    },
    granted: () => undefined, refused: () => undefined, outdated: () => undefined,
    may_show: () => state.may_show, now: () => state.now, setTimer: () => 0, clearTimer: () => undefined,
  });
  const modules = new PluginModules({
    base: "", load: () => Promise.resolve({ default: { moments: kinds } }), setTimer: () => 0, clearTimer: () => undefined,
    failed: (moment, problem) => failed.push(`${moment}: ${problem}`),
  });
  const pageState = { began_at: 0, scroll_percent: 0, activity: { at: 0 } } as unknown as PageState;
  const watch = new MomentWatch({ view: view as never, natives, guard, state: pageState, now: () => state.now, modules });
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
  const armed = (key: string, on: string | null): Armed => ({
    key, version: 1, test: key, moment: on ? { on } : null, module: `/embed/plugins/p/${on}.js?v=1`,
  });
  const arm = async (...list: Armed[]): Promise<void> => {
    watch.stop();
    watcher.arm(list);
    watch.start(watcher);
    await settle();
  };
  const leave = (): void => {
    const event = new Event("mouseout");
    Object.defineProperty(event, "target", { value: { tagName: "DIV" } });
    view.document.dispatchEvent(Object.assign(event, { clientX: 9, clientY: -1, relatedTarget: null, buttons: 0 }));
  };
  const copy = (): boolean => view.document.dispatchEvent(new Event("copy"));
  return { watcher, watch, state, claims, failed, armed, arm, leave, copy, settle };
}

const copied: MomentKind = {
  watch(_settings, { listen, view }, report) {
    listen(view.document, "copy", () => report.happened());
  },
};
const leaving: MomentKind = {
  watch(_settings, moments, report) {
    moments.leaving((seconds) => report.happened({ "page.exit_seconds": seconds }));
  },
};

test("a moment is watched as long as its page lasts, and anew on the next", async () => {
  const { watcher, watch, claims, arm, armed, copy, settle } = page({ copied });
  await arm(armed("a", "copied"));
  watch.stop();
  watcher.rest();
  copy();
  await settle();
  assert.deepEqual(claims, []);
  await arm(armed("a", "copied"));
  copy();
  await settle();
  assert.deepEqual(claims, ["a"]);
});

test("no moment survives its page: the loser that waited in the queue is gone with it", async () => {
  const { watcher, state, claims, arm, armed, leave, settle } = page({ leaving });
  await arm(armed("first", "leaving"), armed("second", "leaving"));
  leave();
  await settle();
  assert.deepEqual(claims, ["first"]);
  watcher.rest();
  state.may_show = true;
  watcher.review();
  await settle();
  assert.deepEqual(claims, ["first"]);
});

test("the loser of a moment is looked at again as soon as there is room", async () => {
  const { watcher, state, claims, arm, armed, leave, settle } = page({ leaving });
  await arm(armed("first", "leaving"), armed("second", "leaving"));
  leave();
  await settle();
  state.may_show = true;
  watcher.review();
  await settle();
  assert.deepEqual(claims, ["first", "second"]);
});

test("one that waits for its moment stands in nobody's way", async () => {
  const { claims, arm, armed, settle } = page({ leaving });
  await arm(armed("patient", "leaving"), armed("plain", null));
  await settle();
  assert.deepEqual(claims, ["plain"]);
});

test("leaving is a fact for rules without a moment too, at the same instant and only then", async () => {
  const judge = (_test: unknown, facts: Readonly<Record<string, unknown>>): Judgement => ({ holds: facts["page.exit_seconds"] === 5, wake_ms: null });
  const { watcher, claims, arm, armed, leave, settle } = page({ leaving }, (test, facts) => (test === "dynamic" ? { holds: false, wake_ms: null } : judge(test, facts)));
  await arm(armed("dynamic", "leaving"), armed("plain", null));
  watcher.review();
  assert.deepEqual(claims, []);
  leave();
  await settle();
  assert.deepEqual(claims, ["plain"]);
});

test("a fresh list for the same page keeps what is being watched and adds what is new", async () => {
  const begun: string[] = [];
  const counted: MomentKind = {
    watch(settings, moments, report) {
      begun.push(String(settings.on));
      copied.watch(settings, moments, report);
    },
  };
  const { watcher, watch, claims, arm, armed, copy, settle } = page({ copied: counted, other: counted });
  await arm(armed("a", "copied"));
  watcher.rearm([armed("a", "copied"), armed("b", "other")]);
  watch.start(watcher);
  await settle();
  assert.deepEqual(begun, ["copied", "other"]);
  copy();
  await settle();
  assert.deepEqual(claims, ["a"]);
});

test("a moment that throws is off from then on, said once, and the others go on", async () => {
  let turns = 0;
  const clumsy: MomentKind = {
    watch(_settings, { listen, view }) {
      listen(view.document, "copy", () => {
        turns += 1;
        throw new Error("clumsy");
      });
    },
  };
  const { claims, failed, arm, armed, copy, settle } = page({ clumsy, copied });
  await arm(armed("bad", "clumsy"), armed("good", "copied"));
  copy();
  copy();
  await settle();
  assert.deepEqual([turns, failed, claims], [1, ["clumsy: Error: clumsy"], ["good"]]);
});

test("a moment that breaks its promise is off like one that throws", async () => {
  const late: MomentKind = { watch: (async () => { throw new Error("late"); }) as MomentKind["watch"] };
  const { failed, arm, armed, settle } = page({ late });
  await arm(armed("a", "late"));
  await settle();
  assert.deepEqual(failed, ["late: Error: late"]);
});
