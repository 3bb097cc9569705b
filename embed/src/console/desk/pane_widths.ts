/** How wide the panes of the desk are: changed by pointer and keys, kept in this browser, known before the first paint. */

export type Pane = "list" | "context";

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
}

export const BOUNDS: Readonly<Record<Pane, Bounds>> = {
  list: { least: 240, most: 480, usual: 300 },
  context: { least: 260, most: 560, usual: 320 },
};
const SETTING = "beckon.desk.panes";
const STEP = 16;

interface Kept {
  readonly list?: number;
  readonly context?: number;
  readonly isContextHidden?: boolean;
}

/** A width within the bounds of its pane, in whole pixels. */
export function within(pane: Pane, width: number): number {
  const { least, most } = BOUNDS[pane];
  return Math.round(Math.min(most, Math.max(least, width)));
}

/** The width after a key; null for a key that does nothing here. `isWider` is the arrow that makes the pane wider. */
export function widthAfter(pane: Pane, width: number, key: string, wider: "ArrowRight" | "ArrowLeft"): number | null {
  const narrower = wider === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
  const widths: Readonly<Record<string, number>> = {
    [wider]: width + STEP,
    [narrower]: width - STEP,
    Home: BOUNDS[pane].least,
    End: BOUNDS[pane].most,
    Enter: BOUNDS[pane].usual,
  };
  const wanted = widths[key];
  return wanted === undefined ? null : within(pane, wanted);
}

/** The width that was kept, or the usual one. */
export function widthOf(pane: Pane): number {
  return within(pane, read()[pane] ?? BOUNDS[pane].usual);
}

/** Whether the operator has put the context away. */
export function isContextHidden(): boolean {
  return read().isContextHidden === true;
}

/** Makes a pane so wide. */
export function showWidth(pane: Pane, width: number): void {
  document.documentElement.style.setProperty(`--desk-${pane}`, `${width}px`);
}

/** Keeps a width in this browser. */
export function keepWidth(pane: Pane, width: number): void {
  keep({ [pane]: width });
}

/** Shows or hides the context, and keeps that in this browser. */
export function hideContext(isHidden: boolean): void {
  keep({ isContextHidden: isHidden });
  document.documentElement.dataset["deskContext"] = isHidden ? "hidden" : "shown";
}

/** Shows the panes as they were left; runs before the first paint. */
export function applyPanes(): void {
  const kept = read();
  for (const pane of ["list", "context"] as const) {
    if (kept[pane] !== undefined) {
      showWidth(pane, widthOf(pane));
    }
  }
  if (kept.isContextHidden === true) {
    document.documentElement.dataset["deskContext"] = "hidden";
  }
}

function read(): Kept {
  try {
    return (JSON.parse(localStorage.getItem(SETTING) ?? "{}") as Kept | null) ?? {};
  } catch {
    return {};
  }
}

function keep(part: Kept): void {
  try {
    localStorage.setItem(SETTING, JSON.stringify({ ...read(), ...part }));
  } catch {
    // A browser that keeps nothing shows the panes in their usual width next time.
  }
}
