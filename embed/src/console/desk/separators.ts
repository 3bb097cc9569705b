/** The lines between the panes, which can be moved: by pointer, by arrows, and back to the usual place by Enter. */

import { BOUNDS, keepWidth, showWidth, widthAfter, widthOf, within, type Pane } from "./pane_widths";

/** Makes the separators of the page work. */
export function startSeparators(root: HTMLElement): void {
  for (const separator of root.querySelectorAll<HTMLElement>("[data-separator]")) {
    const pane = separator.dataset["separator"] as Pane;
    const set = (width: number): void => {
      showWidth(pane, width);
      separator.setAttribute("aria-valuenow", String(width));
    };
    separator.setAttribute("aria-valuemin", String(BOUNDS[pane].least));
    separator.setAttribute("aria-valuemax", String(BOUNDS[pane].most));
    separator.setAttribute("aria-valuenow", String(widthOf(pane)));
    separator.addEventListener("keydown", (event) => {
      const width = event.altKey || event.ctrlKey || event.metaKey ? null : widthAfter(pane, widthOf(pane), event.key, widerKey(pane));
      if (width !== null) {
        event.preventDefault();
        set(width);
        keepWidth(pane, width);
      }
    });
    separator.addEventListener("dblclick", () => {
      set(BOUNDS[pane].usual);
      keepWidth(pane, BOUNDS[pane].usual);
    });
    followPointer(separator, pane, set);
  }
}

function followPointer(separator: HTMLElement, pane: Pane, set: (width: number) => void): void {
  let from: { readonly x: number; readonly width: number } | null = null;
  let width = 0;
  separator.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) {
      return;
    }
    width = widthOf(pane);
    from = { x: event.clientX, width };
    separator.setPointerCapture(event.pointerId);
  });
  separator.addEventListener("pointermove", (event) => {
    if (from === null) {
      return;
    }
    const moved = (event.clientX - from.x) * (widerKey(pane) === "ArrowRight" ? 1 : -1);
    width = within(pane, from.width + moved);
    set(width);
  });
  const end = (): void => {
    if (from !== null) {
      from = null;
      keepWidth(pane, width);
    }
  };
  separator.addEventListener("pointerup", end);
  separator.addEventListener("pointercancel", end);
}

/** The list lies at the beginning of the line, the context at its end; both change sides with the direction of writing. */
function widerKey(pane: Pane): "ArrowRight" | "ArrowLeft" {
  const isLeftToRight = getComputedStyle(document.documentElement).direction !== "rtl";
  return (pane === "list") === isLeftToRight ? "ArrowRight" : "ArrowLeft";
}
