import assert from "node:assert/strict";
import { test } from "node:test";
import { readArmed, type Armed } from "../../src/moments/armed";
import { waitAfter, Watcher, type Judgement } from "../../src/moments/watcher";
import type { Invitation } from "../../src/shared/wire";

const GRANT = { granted: true, impression: "i1", invitation: { key: "help", text: "Hello", sender: { name: "Anna" } } };

function page(judgements: Record<string, () => Judgement>, answers: Record<string, unknown>[] = [GRANT]) {
  const state = { now: 0, may_show: true };
  const timers: number[] = [];
  const asked: number[] = [];
  const claims: string[] = [];
  const shown: Invitation[] = [];
  const refused: string[] = [];
  let run: () => void = () => undefined;
  const watcher = new Watcher({
    judge: (test) => (judgements[String(test)] as () => Judgement)(),
    claim: async (armed) => { claims.push(armed.key); return answers.shift() || GRANT; },
    granted: (invitation) => { shown.push(invitation); state.may_show = false; },
    refused: (key, reason) => refused.push(`${key}: ${reason}`),
    outdated: () => void asked.push(state.now),
    may_show: () => state.may_show,
    now: () => state.now,
    setTimer: (wake, milliseconds) => { run = wake; return timers.push(milliseconds); },
    clearTimer: () => undefined,
  });
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
  return { watcher, state, timers, asked, claims, shown, refused, settle, wake: () => run() };
}

const armed = (key: string, moment: Armed["moment"] = null): Armed => ({ key, version: 1, test: key, moment });

test("one timer is set, for the earliest instant at which any test can become true", () => {
  const { watcher, timers } = page({ a: () => ({ holds: false, wake_ms: 9000 }), b: () => ({ holds: false, wake_ms: 4000 }) });
  watcher.arm([armed("a"), armed("b")]);
  assert.deepEqual(timers, [4000]);
});

test("a test that time alone cannot make true sets no timer", () => {
  const { watcher, timers } = page({ a: () => ({ holds: false, wake_ms: null }) });
  watcher.arm([armed("a")]);
  assert.deepEqual(timers, []);
});

test("the first invitation whose test holds is claimed, and only one is shown", async () => {
  const { watcher, claims, shown, settle } = page({ a: () => ({ holds: false, wake_ms: null }), b: () => ({ holds: true, wake_ms: null }), c: () => ({ holds: true, wake_ms: null }) });
  watcher.arm([armed("a"), armed("b"), armed("c")]);
  await settle();
  assert.deepEqual(claims, ["b"]);
  assert.equal(shown[0]?.sender, "Anna");
});

test("a refused invitation makes room for the next one", async () => {
  const yes = (): Judgement => ({ holds: true, wake_ms: null });
  const { watcher, claims, refused, settle } = page({ a: yes, b: yes }, [{ granted: false, reason: "max_shows" }, GRANT]);
  watcher.arm([armed("a"), armed("b")]);
  await settle();
  assert.deepEqual([claims, refused], [["a", "b"], ["a: max_shows"]]);
});

test("what is withheld is not asked for again on the page, and the next invitation gets its turn", async () => {
  const yes = (): Judgement => ({ holds: true, wake_ms: null });
  const { watcher, state, claims, shown, settle } = page({ a: yes, b: yes }, [{ granted: false, reason: "holdout" }, GRANT]);
  watcher.arm([armed("a"), armed("b")]);
  await settle();
  state.may_show = true;
  watcher.rearm([armed("a"), armed("b")]);
  watcher.release("team");
  await settle();
  assert.deepEqual([claims, shown.length], [["a", "b"], 1]);
});

test("an invitation refused because the team went offline is tried again when it is back", async () => {
  const { watcher, claims, settle } = page({ a: () => ({ holds: true, wake_ms: null }) }, [{ granted: false, reason: "team_offline" }, GRANT]);
  watcher.arm([armed("a")]);
  await settle();
  watcher.review();
  assert.equal(claims.length, 1);
  watcher.release("team");
  await settle();
  assert.equal(claims.length, 2);
});

test("what the server judges differently is not asked in a tight circle", () => {
  assert.equal(waitAfter("conditions", 0, 1000), 3000);
  assert.equal(waitAfter("conditions", 5, 0), 60000);
  assert.equal(waitAfter("conditions", 6, 0), "next_page");
  assert.equal(waitAfter("failed", 9, 0), 60000);
  assert.equal(waitAfter("already_shown", 0, 0), "next_page");
});

test("an invitation with a moment waits for it, and the moment counts for its instant only", async () => {
  let holds = false;
  const { watcher, claims, settle } = page({ a: () => ({ holds, wake_ms: null }) });
  watcher.arm([armed("a", { on: "exit_intent" })]);
  const moment = watcher.moments()[0];
  moment?.happened();
  holds = true;
  watcher.review();
  assert.deepEqual(claims, []);
  moment?.happened();
  await settle();
  assert.deepEqual(claims, ["a"]);
});

test("a moment that lasts counts until it ends", async () => {
  let holds = false;
  const { watcher, claims, settle } = page({ a: () => ({ holds, wake_ms: null }) });
  watcher.arm([armed("a", { on: "idle", seconds: 30 })]);
  watcher.moments()[0]?.began();
  holds = true;
  watcher.review();
  await settle();
  assert.deepEqual(claims, ["a"]);
});

test("nothing is claimed while something forbids showing", () => {
  const { watcher, state, claims } = page({ a: () => ({ holds: true, wake_ms: null }) });
  state.may_show = false;
  watcher.arm([armed("a")]);
  assert.deepEqual(claims, []);
});

test("a fresh list for the same page does not bring back what was refused for it", async () => {
  const { watcher, claims, settle } = page({ a: () => ({ holds: true, wake_ms: null }) }, [{ granted: false, reason: "closed_in_visit" }]);
  watcher.arm([armed("a")]);
  await settle();
  watcher.rearm([armed("a")]);
  await settle();
  assert.equal(claims.length, 1);
});

test("a list that is not understood arms nothing", () => {
  assert.deepEqual(readArmed("nonsense"), []);
  assert.deepEqual(readArmed([null, 7, { version: 1 }]), []);
});

test("a refusal that the clock undoes asks for a new list; what comes back with a later one is tried afresh", async () => {
  const { watcher, asked, claims, settle } = page({ a: () => ({ holds: true, wake_ms: null }) }, [{ granted: false, reason: "budget_gap" }, GRANT]);
  watcher.arm([armed("a")]);
  await settle();
  assert.equal(asked.length, 1);
  watcher.rearm([]);
  watcher.rearm([armed("a")]);
  await settle();
  assert.equal(claims.length, 2);
});
