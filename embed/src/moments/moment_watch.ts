/** Starts the moments that the armed invitations of a page wait for, and ends them with the page. */

import type { Guard, Natives } from "../loader/natives";
import { ACTIVITIES } from "../tracking/activity";
import { watchExit } from "../tracking/exit_watch";
import type { PageState } from "./page_state";
import { PluginModules } from "./plugin_modules";
import type { WantedMoment, Watcher } from "./watcher";
import type { MomentKind, MomentPage } from "./widget_module";

/** What the watch needs of the rest of the loader. */
export interface MomentNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly state: PageState;
  readonly now: () => number;
  readonly modules: PluginModules;
}

type Leaving = (seconds_on_page: number) => void;

/** The moments of the present page. */
export class MomentWatch {
  private readonly undo = new Set<() => void>();
  private leaving: Leaving[] = [];
  private changed: (() => void)[] = [];
  private round = 0;
  private isWatching = false;

  constructor(private readonly needs: MomentNeeds) {}

  /** Watches for what the watcher's list newly waits for, and for the visitor who leaves, which is also a fact. */
  start(watcher: Watcher): void {
    const { round } = this;
    if (!this.isWatching) {
      this.isWatching = true;
      watchExit(this.page((run) => this.needs.guard(run)), (seconds) => {
        watcher.instant({ "page.exit_seconds": seconds }, () => this.leaving.forEach((run) => run(seconds)));
      });
    }
    for (const wanted of watcher.moments()) {
      const name = String(wanted.settings.on);
      this.needs.modules.use(name, wanted.module, (kind) => {
        if (round === this.round) this.begin(name, kind, wanted);
      });
    }
  }

  /** Something changed that rules look at. */
  look(): void {
    for (const run of this.changed) run();
  }

  /** Ends all moments of the page. */
  stop(): void {
    this.round += 1;
    this.isWatching = false;
    this.leaving = [];
    this.changed = [];
    this.undo.forEach((undo) => undo());
    this.undo.clear();
  }

  private begin(name: string, kind: MomentKind, wanted: WantedMoment): void {
    const { modules } = this.needs;
    let isOff = false;
    const fail = (problem: unknown): void => {
      isOff = true;
      wanted.ended();
      modules.fail(name, problem);
    };
    const contained = <Args extends unknown[]>(run: (...args: Args) => unknown) => (...args: Args): void => {
      if (isOff) return;
      try {
        const result = run(...args);
        if (result instanceof Object && typeof (result as Promise<unknown>).then === "function") {
          (result as Promise<unknown>).then(undefined, fail);
        }
      } catch (problem) {
        fail(problem);
      }
    };
    contained(() => kind.watch(wanted.settings, this.page(contained), wanted))();
  }

  /** What a moment may use; `contain` keeps the errors of its callbacks away from the page. */
  private page(contain: <Args extends unknown[]>(run: (...args: Args) => unknown) => (...args: Args) => void): MomentPage {
    const { view, natives, state, now } = this.needs;
    const { undo } = this;
    const { round } = this;
    const isOver = (): boolean => round !== this.round;
    const listen: MomentPage["listen"] = (target, type, run) => {
      if (isOver()) return;
      const safe = contain(run);
      natives.listen(target, type, safe, { passive: true, capture: true });
      undo.add(() => natives.unlisten(target, type, safe, { capture: true }));
    };
    return {
      view, listen, now,
      later(run, milliseconds) {
        if (isOver()) return;
        const safe = contain(run);
        const forget = (): void => natives.clearTimer(timer);
        const timer = natives.setTimer(() => {
          undo.delete(forget);
          safe();
        }, milliseconds);
        undo.add(forget);
      },
      leaving: (run) => void (isOver() || this.leaving.push(contain(run))),
      active: (run) => {
        for (const type of ACTIVITIES) listen(view, type, run);
      },
      changed: (run) => void (isOver() || this.changed.push(contain(run))),
      began_at: state.began_at,
      activity_at: () => state.activity.at,
      scroll_percent: () => state.scroll_percent,
    };
  }
}
