/** Notices that the visitor is about to leave: the pointer goes out of the window through its top. */

/** Pages younger than this have no exit intent: the pointer is still where the last click left it. */
export const FIRST_SECOND_MS = 1000;

/** What the watch needs of a page. Times are monotonic milliseconds. */
export interface ExitNeeds {
  readonly view: Window;
  readonly listen: (target: EventTarget, type: string, run: (event: Event) => void) => void;
  readonly now: () => number;
  readonly began_at: number;
}

const NOT_THE_WINDOW = ["SELECT", "OPTION", "OPTGROUP", "IFRAME"];

/** True when the pointer left the window through its top edge, moving upwards, and no button was held. */
export function leavesThroughTop(
  event: Pick<MouseEvent, "clientY" | "clientX" | "relatedTarget" | "buttons">, movement_y: number, width: number,
): boolean {
  if (event.relatedTarget || event.buttons) return false;
  return event.clientY <= 0 && event.clientX >= 0 && event.clientX <= width && movement_y < 0;
}

/** Calls back, with the seconds on the page, each time the visitor is about to leave through the top of the window. */
export function watchExit(needs: ExitNeeds, leaving: (seconds_on_page: number) => void): void {
  const { view, listen } = needs;
  let last_y: number | null = null;
  let heading = -1;
  const follow = (y: number): number => {
    if (last_y !== null && y !== last_y) heading = y - last_y;
    last_y = y;
    return heading;
  };
  listen(view.document, "mousemove", (event) => void follow((event as MouseEvent).clientY));
  listen(view.document, "mouseout", (event) => {
    const mouse = event as MouseEvent;
    if (mouse.relatedTarget) return;
    const movement = follow(mouse.clientY);
    last_y = null;
    heading = -1;
    const { tagName } = mouse.target as Element;
    if (NOT_THE_WINDOW.indexOf(tagName) >= 0) return;
    const on_page = needs.now() - needs.began_at;
    if (on_page >= FIRST_SECOND_MS && leavesThroughTop(mouse, movement, view.innerWidth)) leaving(on_page / 1000);
  });
}
