/** The moments that every installation has: exit intent, idle, scroll depth and a recorded event. */

import type { MomentKind, MomentPage } from "./widget_module";

/** Pages younger than this have no exit intent: the pointer is still where the last click left it. */
const FIRST_SECOND_MS = 1000;

function numberIn(settings: Readonly<Record<string, unknown>>, name: string, fallback: number): number {
  const value = settings[name];
  return typeof value === "number" && isFinite(value) ? value : fallback;
}

/** True when the pointer left the window through its top edge, moving upwards. */
export function leavesThroughTop(event: Pick<MouseEvent, "clientY" | "clientX" | "relatedTarget">, movement_y: number, width: number): boolean {
  if (event.relatedTarget !== null && event.relatedTarget !== undefined) return false;
  return event.clientY <= 0 && event.clientX >= 0 && event.clientX <= width && movement_y <= 0;
}

/** Calls back each time the visitor is about to leave through the top of the window. */
export function watchExit(page: MomentPage, leaving: (seconds_on_page: number) => void): void {
  const document = page.view.document;
  let lastY = Number.POSITIVE_INFINITY;
  page.listen(document, "mousemove", (event) => {
    lastY = (event as MouseEvent).clientY;
  });
  page.listen(document, "mouseout", (event) => {
    const mouse = event as MouseEvent;
    const target = mouse.target as Element | null;
    if (target && (target.tagName === "SELECT" || target.tagName === "OPTION" || target.tagName === "IFRAME")) return;
    const on_page = page.now() - page.began_at;
    const movement = Number.isFinite(lastY) ? mouse.clientY - lastY : -1;
    lastY = Number.POSITIVE_INFINITY;
    if (on_page >= FIRST_SECOND_MS && leavesThroughTop(mouse, movement, page.view.innerWidth)) leaving(on_page / 1000);
  });
}

const exitIntent: MomentKind = {
  watch(_settings, page, report) {
    watchExit(page, (seconds) => report.happened({ "page.exit_seconds": seconds }));
  },
};

const idle: MomentKind = {
  watch(settings, page, report) {
    const wanted = Math.max(1, numberIn(settings, "seconds", 30)) * 1000;
    let isIdle = false;
    const look = (): void => {
      const rest = page.activity_at() + wanted - page.now();
      if (rest <= 0 && !isIdle) {
        isIdle = true;
        report.began();
      }
      if (rest > 0 && isIdle) {
        isIdle = false;
        report.ended();
      }
      if (rest > 0) page.later(look, rest + 5);
    };
    const woken = (): void => {
      if (isIdle) look();
    };
    for (const type of ["pointermove", "pointerdown", "keydown", "scroll", "touchstart", "wheel"]) page.listen(page.view, type, woken);
    look();
  },
};

const scroll: MomentKind = {
  watch(settings, page, report) {
    const wanted = Math.min(100, Math.max(1, numberIn(settings, "percent", 50)));
    let isReached = false;
    const look = (): void => {
      if (isReached || page.scroll_percent() < wanted) return;
      isReached = true;
      report.began();
    };
    page.listen(page.view, "scroll", () => page.later(look, 0));
    look();
  },
};

/** The built-in moments by name. */
export const BUILTIN_MOMENTS: Readonly<Record<string, MomentKind>> = { exit_intent: exitIntent, idle, scroll };
