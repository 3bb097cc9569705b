/** Listens to what every page needs to know: activity, scrolling, hiding, leaving, coming back, and a steady heartbeat. */

import type { Guard, Natives } from "../loader/natives";
import { ACTIVITIES } from "./activity";

/** What somebody wants to hear about a page. */
export interface PageNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly active: () => void;
  readonly scrolled: (target: EventTarget | null) => void;
  readonly visibility: (isVisible: boolean) => void;
  readonly left: () => void;
  readonly restored: () => void;
  readonly beat: (isVisible: boolean) => void;
}

/** The distance of two heartbeats of a visible page. */
export const HEARTBEAT_MS = 30000;

/** Begins to listen, passively; gives the function that ends it. */
export function watchPage(needs: PageNeeds): () => void {
  const { view, natives, guard } = needs;
  const undo: (() => void)[] = [];
  const listen = (target: EventTarget, type: string, run: (event: Event) => void): void => {
    const safe = guard(run);
    natives.listen(target, type, safe, { passive: true, capture: true });
    undo.push(() => natives.unlisten(target, type, safe, { capture: true }));
  };
  const isVisible = (): boolean => view.document.visibilityState !== "hidden";
  for (const type of ACTIVITIES) listen(view, type, () => needs.active());
  listen(view, "scroll", (event) => needs.scrolled(event.target));
  listen(view.document, "visibilitychange", () => needs.visibility(isVisible()));
  listen(view, "pagehide", () => needs.left());
  listen(view, "pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) needs.restored();
  });
  let timer = 0;
  const beat = guard(() => {
    timer = natives.setTimer(beat, HEARTBEAT_MS);
    if (isVisible()) needs.beat(true);
  });
  timer = natives.setTimer(beat, HEARTBEAT_MS);
  undo.push(() => natives.clearTimer(timer));
  return () => {
    for (const one of undo.splice(0)) one();
  };
}
