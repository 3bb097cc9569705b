/** A page for tests of moments: its clock, its timers and its visitor do what the test says. */

import type { MomentPage, MomentReport } from "../../src/moments/widget_module";

export interface TestPage {
  readonly page: MomentPage;
  readonly report: MomentReport;
  /** What was reported, in order. */
  readonly reached: string[];
  /** How many timers wait. */
  readonly timers: () => number;
  /** Time goes on; timers ring late when `tick` is large, as in a hidden tab or after a laptop has slept. */
  readonly pass: (milliseconds: number, tick?: number) => void;
  /** The visitor moves. */
  readonly act: () => void;
  readonly scroll: (percent: number) => void;
  readonly leave: (seconds_on_page: number) => void;
}

export function testPage(): TestPage {
  const state = { now: 0, active: 0, scrolled: 0 };
  const waiting: { at: number; run: () => void }[] = [];
  const heard: Record<string, ((value: number) => void)[]> = { leaving: [], active: [], changed: [] };
  const reached: string[] = [];
  const tell = (what: string, value = 0): void => (heard[what] || []).forEach((run) => run(value));
  const ring = (): void => {
    const due = waiting.filter((timer) => timer.at <= state.now);
    for (const timer of due) {
      waiting.splice(waiting.indexOf(timer), 1);
      timer.run();
    }
  };
  return {
    reached,
    page: {
      view: new EventTarget() as Window & typeof globalThis,
      began_at: 0,
      listen: (target, type, run) => target.addEventListener(type, run),
      later: (run, milliseconds) => void waiting.push({ at: state.now + milliseconds, run }),
      leaving: (run) => void heard.leaving?.push(run),
      active: (run) => void heard.active?.push(run),
      changed: (run) => void heard.changed?.push(run),
      now: () => state.now,
      activity_at: () => state.active,
      scroll_percent: () => state.scrolled,
    },
    report: {
      happened: (facts) => void reached.push(`happened ${JSON.stringify(facts ?? {})}`),
      began: () => void reached.push(`began at ${Math.round(state.now / 1000)} s`),
      ended: () => void reached.push(`ended at ${Math.round(state.now / 1000)} s`),
    },
    timers: () => waiting.length,
    pass(milliseconds, tick = 100) {
      for (const end = state.now + milliseconds; state.now < end; ring()) state.now = Math.min(end, state.now + tick);
    },
    act() {
      state.active = state.now;
      tell("active");
    },
    scroll(percent) {
      state.scrolled = percent;
      tell("changed");
    },
    leave: (seconds) => tell("leaving", seconds),
  };
}
