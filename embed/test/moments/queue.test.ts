import assert from "node:assert/strict";
import { test } from "node:test";
import type { Armed } from "../../src/moments/armed";
import { Watcher } from "../../src/moments/watcher";
import { judge } from "../../src/rules/judge";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** A page whose clocks are moved by hand, with the real judge; the server grants unless it is told otherwise. */
class Page {
  now = 0;
  timers: { at: number; run: () => void }[] = [];
  set = 0;
  readonly claims: string[] = [];
  readonly asked: number[] = [];
  answers: Record<string, Record<string, unknown>[]> = {};
  facts: Record<string, unknown> = {};
  started: Record<string, number> = {};
  isHidden = false;
  isInChat = false;
  shown: string | null = null;
  readonly watcher = new Watcher({
    judge: (rule, moment) => judge(rule, { ...this.known(), ...moment }),
    claim: async (armed) => {
      this.claims.push(armed.key);
      const answer = this.answers[armed.key]?.shift();
      return answer ?? { granted: true, impression: armed.key, invitation: { key: armed.key, text: "Hello", sender: { name: "Anna" } } };
    },
    granted: (invitation) => { this.shown = invitation.key; },
    refused: () => undefined,
    outdated: () => { this.asked.push(this.now); },
    may_show: (armed) => !this.isHidden && this.shown === null && this.isInChat === (armed.in_chat === true),
    now: () => this.now,
    setTimer: (run, milliseconds) => { this.set += 1; this.timers.push({ at: this.now + milliseconds, run }); return this.set; },
    clearTimer: () => { this.timers = []; },
  });

  known(): Record<string, unknown> {
    const clocks = Object.entries(this.started).map(([name, at]) => [name, (this.now - at) / SECOND]);
    return { "page.seconds": this.now / SECOND, ...Object.fromEntries(clocks), ...this.facts };
  }

  /** Time passes, timers ring when they are due. */
  async passes(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds;
    for (;;) {
      const due = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.now = Math.max(this.now, due.at);
      due.run();
      await settled();
    }
    this.now = until;
    await settled();
  }

  /** A laptop that sleeps: the clock jumps, and timers ring late. */
  async sleeps(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    await this.passes(0);
  }

  /** The visitor closes what is on the screen. */
  async dismisses(): Promise<void> {
    const key = this.shown ?? "";
    this.shown = null;
    this.watcher.settle(key);
    this.watcher.review();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((done) => setImmediate(done));
const after = (seconds: number, fact = "page.seconds"): unknown => [fact, "clock.greater", seconds];
const armed = (key: string, rule: unknown, more: Partial<Armed> = {}): Armed => ({ key, version: 1, test: rule, moment: null, ...more });

test("position 0 that needs 300 s does not hold up position 1 that needs 5 s, and gets its turn", async () => {
  const page = new Page();
  page.watcher.arm([armed("first", after(300)), armed("second", after(5))]);
  await page.passes(6 * SECOND);
  assert.deepEqual([page.claims, page.now], [["second"], 6 * SECOND]);
  await page.dismisses();
  await page.passes(295 * SECOND);
  assert.equal(page.shown, "first");
});

test("one timer at a time wakes the page, however many invitations wait, and none when nothing can come by itself", async () => {
  const page = new Page();
  page.watcher.arm([armed("a", after(300)), armed("b", after(5)), armed("c", after(60)), armed("d", ["device.scroll_percent", "number.at_least", 50])]);
  assert.deepEqual(page.timers.map((timer) => timer.at), [5001]);
  await page.passes(5 * SECOND);
  assert.equal(page.set, 1);
  page.watcher.arm([armed("d", ["device.scroll_percent", "number.at_least", 50])]);
  assert.deepEqual(page.timers, []);
});

test("all conditions hold at the same moment: what was true before and is not any more does not count", async () => {
  const page = new Page();
  page.facts = { "widget.open": false };
  page.watcher.arm([armed("a", ["&", after(10), ["widget.open", "yes_no.is", false]])]);
  page.facts = { "widget.open": true };
  page.watcher.review();
  await page.passes(20 * SECOND);
  assert.deepEqual(page.claims, []);
  page.facts = { "widget.open": false };
  page.watcher.review();
  await settled();
  assert.equal(page.shown, "a");
});

test("a window that closed while the tab was hidden has passed", async () => {
  const page = new Page();
  page.isHidden = true;
  page.watcher.arm([armed("early", ["page.seconds", "clock.less", 30]), armed("late", after(100))]);
  await page.passes(60 * SECOND);
  page.isHidden = false;
  page.watcher.review();
  await settled();
  assert.deepEqual(page.claims, []);
  await page.passes(41 * SECOND);
  assert.deepEqual(page.claims, ["late"]);
});

test("a laptop that slept finds what its clock says now", async () => {
  const page = new Page();
  page.watcher.arm([armed("window", ["&", after(60), ["page.seconds", "clock.less", 120]]), armed("long", after(4000))]);
  await page.sleeps(2 * HOUR);
  assert.deepEqual(page.claims, ["long"]);
});

test("a timer that rings too early is set again", async () => {
  const page = new Page();
  page.watcher.arm([armed("a", after(10))]);
  page.now = 9.999 * SECOND;
  page.timers[0]?.run();
  await settled();
  assert.deepEqual(page.claims, []);
  await page.passes(SECOND);
  assert.equal(page.shown, "a");
});

test("who leaves while the first invitation is refused still gets the second", async () => {
  const leaving = ["page.exit_seconds", "stopped.greater", 5];
  const page = new Page();
  page.facts = { "page.exit_seconds": null };
  page.answers = { first: [{ granted: false, reason: "max_shows" }] };
  page.watcher.arm([armed("first", leaving), armed("second", leaving)]);
  page.facts = {};
  page.watcher.review({ "page.exit_seconds": 12 });
  page.facts = { "page.exit_seconds": null };
  await settled();
  assert.deepEqual([page.claims, page.shown], [["first", "second"], "second"]);
});

test("an instant that nobody used is over", async () => {
  const page = new Page();
  page.facts = { "page.exit_seconds": null };
  page.watcher.arm([armed("a", ["&", after(10), ["page.exit_seconds", "stopped.greater", 5]])]);
  page.watcher.review({ "page.exit_seconds": 6 });
  await page.passes(60 * SECOND);
  assert.deepEqual(page.claims, []);
});

test("where the server judges otherwise, it is asked for a new list at once and claims come ever more seldom", async () => {
  const refused = { granted: false, reason: "conditions" };
  const page = new Page();
  page.answers = { a: Array<Record<string, unknown>>(10).fill(refused) };
  page.watcher.arm([armed("a", true)]);
  await settled();
  assert.deepEqual(page.asked, [0]);
  page.watcher.rearm([armed("a", true)]);
  await settled();
  assert.equal(page.claims.length, 1);
  await page.passes(HOUR);
  assert.equal(page.claims.length, 7);
});

test("a new list with another test for the invitation is tried without waiting", async () => {
  const page = new Page();
  page.answers = { a: [{ granted: false, reason: "conditions" }] };
  page.watcher.arm([armed("a", true)]);
  await settled();
  page.watcher.rearm([armed("a", after(1))]);
  await page.passes(2 * SECOND);
  assert.equal(page.shown, "a");
});

test("inside an open chat only what is about waiting shows, and outside everything else", async () => {
  const page = new Page();
  page.isInChat = true;
  page.started = { "chat.unanswered_seconds": 0 };
  page.watcher.arm([armed("help", true), armed("waiting", after(60, "chat.unanswered_seconds"), { in_chat: true })]);
  await page.passes(59 * SECOND);
  assert.deepEqual(page.claims, []);
  await page.passes(2 * SECOND);
  assert.deepEqual(page.claims, ["waiting"]);
});
