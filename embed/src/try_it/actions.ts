/** What whoever tries an invitation lets the visitor do: leave the window, scroll, and nothing for a while. */

import type { Core } from "../loader/core";

/** Lets the pointer leave through the top of the window, as browsers tell it. */
export function leaveWindow(view: Window & typeof globalThis): void {
  const { document } = view;
  const middle = Math.round(view.innerWidth / 2);
  const root = document.documentElement;
  root.dispatchEvent(new view.MouseEvent("mousemove", { bubbles: true, clientX: middle, clientY: 30 }));
  root.dispatchEvent(new view.MouseEvent("mouseout", { bubbles: true, clientX: middle, clientY: -5, relatedTarget: null }));
}

/** Scrolls the page so that this much of it has been read; false where the page is too short for that. */
export function scrollTo(view: Window, core: Core, percent: number): boolean {
  const page = view.document.scrollingElement || view.document.documentElement;
  const room = page.scrollHeight - page.clientHeight;
  if (room <= 0) return core.state.scroll_percent >= percent;
  page.scrollTo({ top: Math.ceil((room * percent) / 100), behavior: "instant" });
  return true;
}
