/** Lengths of time that count on by the server's clock. */

import { element, setText } from "../safe_dom";
import { clockSince, exact } from "../time";
import { serverNow } from "./server_clock";
import { duration } from "./words";

/** clock: 2:05, for what waits · length: 4 min, for what lasts. */
export type Shape = "clock" | "length";

const TICK_MILLISECONDS = 1000;

/** An element that says how long ago a moment was. */
export function ticking(iso: string | null, shape: Shape): HTMLTimeElement {
  const made = element("time", { data: { ticking: shape } });
  setTicking(made, iso);
  return made;
}

/** Points it at another moment. */
export function setTicking(target: HTMLTimeElement, iso: string | null): void {
  if ((iso ?? "") !== target.dateTime) {
    target.dateTime = iso ?? "";
    target.title = iso === null ? "" : exact(new Date(iso));
  }
  refresh(target);
}

/** Lets all of them tick while the page is visible, and `after` be called with every tick. */
export function startTicking(after: () => void): void {
  const tick = (): void => {
    if (!document.hidden) {
      document.querySelectorAll<HTMLTimeElement>("time[data-ticking]").forEach(refresh);
      after();
    }
  };
  setInterval(tick, TICK_MILLISECONDS);
  document.addEventListener("visibilitychange", tick);
}

function refresh(target: HTMLTimeElement): void {
  const at = Date.parse(target.dateTime);
  if (Number.isNaN(at)) {
    setText(target, "");
    return;
  }
  const now = serverNow();
  setText(target, target.dataset["ticking"] === "clock" ? clockSince(new Date(at), new Date(now)) : duration((now - at) / 1000));
}
