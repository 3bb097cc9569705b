/** Notices that something was really looked at: half of it on the screen for a second, in a tab that is in front. */

import type { Guard, Natives } from "../loader/natives";

/** The means of the page that are used for it. */
export interface SeenMeans {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
}

const SEEN_AFTER_MS = 1000;

/** Calls back once; the answer stops the watching. */
export function whenSeen(element: HTMLElement, means: SeenMeans, seen: () => void): () => void {
  const { view, natives, guard } = means;
  if (typeof view.IntersectionObserver !== "function") {
    const timer = natives.setTimer(seen, SEEN_AFTER_MS);
    return () => natives.clearTimer(timer);
  }
  let timer = 0;
  let isHalfVisible = false;
  const judge = guard(() => {
    natives.clearTimer(timer);
    if (isHalfVisible && view.document.visibilityState === "visible") {
      timer = natives.setTimer(guard(() => {
        stop();
        seen();
      }), SEEN_AFTER_MS);
    }
  });
  const observer = new view.IntersectionObserver(guard((entries: IntersectionObserverEntry[]) => {
    const entry = entries[entries.length - 1];
    isHalfVisible = !!entry && entry.intersectionRatio >= 0.5;
    judge();
  }), { threshold: [0, 0.5] });
  const stop = (): void => {
    natives.clearTimer(timer);
    observer.disconnect();
    natives.unlisten(view.document, "visibilitychange", judge);
  };
  natives.listen(view.document, "visibilitychange", judge);
  observer.observe(element);
  return stop;
}
