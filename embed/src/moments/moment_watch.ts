/** Starts the moments that the armed invitations of a page ask for, and ends them with the page. */

import { PLUGIN_MODULES } from "virtual:plugin-modules";
import type { Guard, Natives } from "../loader/natives";
import { BUILTIN_MOMENTS, watchExit } from "./builtin";
import type { PageState } from "./page_state";
import type { Watcher } from "./watcher";
import type { MomentKind, MomentPage } from "./widget_module";

/** All moments by name; a plugin's own name never replaces a built-in one. */
export function allMoments(): Readonly<Record<string, MomentKind>> {
  const known: Record<string, MomentKind> = {};
  for (const module of PLUGIN_MODULES) Object.assign(known, module.moments || {});
  return Object.assign(known, BUILTIN_MOMENTS);
}

/** The moments of the present page. */
export class MomentWatch {
  private readonly undo: (() => void)[] = [];
  private readonly kinds = allMoments();

  constructor(
    private readonly view: Window & typeof globalThis,
    private readonly natives: Natives,
    private readonly guard: Guard,
    private readonly state: PageState,
    private readonly now: () => number,
  ) {}

  /** Watches for everything the watcher's list needs, and for exit intent, which is also a fact. */
  start(watcher: Watcher): void {
    this.stop();
    const page = this.page();
    let watchesExit = false;
    for (const wanted of watcher.moments()) {
      const name = String(wanted.settings.on);
      const kind = Object.prototype.hasOwnProperty.call(this.kinds, name) ? this.kinds[name] : undefined;
      if (!kind) this.natives.debug(`this page does not know the moment "${name}".`);
      else this.guard(() => kind.watch(wanted.settings, page, wanted))();
      watchesExit = watchesExit || name === "exit_intent";
    }
    if (!watchesExit) watchExit(page, (seconds) => watcher.review({ "page.exit_seconds": seconds }));
  }

  /** Ends all moments of the page. */
  stop(): void {
    for (const undo of this.undo.splice(0)) undo();
  }

  private page(): MomentPage {
    const { natives, guard, state, undo } = this;
    return {
      view: this.view,
      listen(target, type, run) {
        const safe = guard(run);
        natives.listen(target, type, safe, { passive: true, capture: true });
        undo.push(() => natives.unlisten(target, type, safe, { capture: true }));
      },
      later(run, milliseconds) {
        const timer = natives.setTimer(guard(run), milliseconds);
        undo.push(() => natives.clearTimer(timer));
      },
      now: this.now,
      began_at: state.began_at,
      activity_at: () => state.activity.at,
      scroll_percent: () => state.scroll_percent,
    };
  }
}
