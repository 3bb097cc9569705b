/** Notices when a page begins: a load, a return from the back/forward cache, or a route change of a single-page application. */

import type { Guard, Natives } from "../loader/natives";
import { Pace } from "./pace";
import { routeOf } from "./urls";

/** Why a page began. */
export type PageReason = "load" | "restore" | "route" | "visit";

interface NavigationTarget extends EventTarget {
  readonly currentEntry?: unknown;
}

/** What the watcher of routes needs. */
export interface RouteNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly router: "history" | "hash";
  readonly now: () => number;
  readonly begun: (reason: PageReason) => void;
}

const ONE_SECOND = 1000;
/** Frameworks set the title just after the address: a short wait catches it. */
const SETTLE_MS = 60;

/** Watches the address of the page and announces each new page, at most one a second. */
export class PageViews {
  private route: string;
  private planned = 0;
  private readonly pace = new Pace(ONE_SECOND);
  private readonly undo: (() => void)[] = [];

  constructor(private readonly needs: RouteNeeds) {
    this.route = routeOf(needs.view.location.href, needs.router);
  }

  /** Announces the present page and begins to watch. */
  start(): void {
    this.begin("load");
    const { view, natives, guard } = this.needs;
    const listen = (target: EventTarget, type: string, run: (event: Event) => void): void => {
      const safe = guard(run);
      natives.listen(target, type, safe);
      this.undo.push(() => natives.unlisten(target, type, safe));
    };
    listen(view, "pageshow", (event) => {
      if ((event as PageTransitionEvent).persisted) this.begin("restore");
    });
    listen(view, "popstate", () => this.look());
    if (this.needs.router === "hash") listen(view, "hashchange", () => this.look());
    const navigation = (view as unknown as { navigation?: NavigationTarget }).navigation;
    if (navigation && typeof navigation.addEventListener === "function") {
      listen(navigation, "currententrychange", () => this.look());
    } else {
      this.wrapHistory();
    }
  }

  /** Begins a page now, whatever the address: the visitor came back after a long pause, or consent changed. */
  begin(reason: PageReason): void {
    this.route = routeOf(this.needs.view.location.href, this.needs.router);
    this.pace.sent(this.needs.now());
    this.needs.begun(reason);
  }

  /** Stops watching. */
  stop(): void {
    this.needs.natives.clearTimer(this.planned);
    for (const undo of this.undo.splice(0)) undo();
  }

  private look(): void {
    if (this.planned || routeOf(this.needs.view.location.href, this.needs.router) === this.route) return;
    const wait = Math.max(SETTLE_MS, this.pace.wait(this.needs.now()));
    this.planned = this.needs.natives.setTimer(
      this.needs.guard(() => {
        this.planned = 0;
        const changed = routeOf(this.needs.view.location.href, this.needs.router) !== this.route;
        if (changed) this.begin("route");
      }),
      wait,
    );
  }

  /** Browsers without the Navigation API: the page's own history object gets two thin wrappers, prototypes stay as they are. */
  private wrapHistory(): void {
    const history = this.needs.view.history as unknown as Record<string, unknown>;
    const look = this.needs.guard(() => this.look());
    for (const name of ["pushState", "replaceState"]) {
      const original = history[name];
      if (typeof original !== "function") continue;
      const wrapper = function (this: unknown, ...args: unknown[]): unknown {
        const result: unknown = original.apply(this, args);
        look();
        return result;
      };
      try {
        history[name] = wrapper;
        this.undo.push(() => {
          if (history[name] === wrapper) delete history[name];
        });
      } catch {
        // A frozen history object: popstate alone has to do.
      }
    }
  }
}
