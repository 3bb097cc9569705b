/** The page of events: what the sites send appears at the top of the log, and the counts keep up, without a reload. */

import { freshPart } from "../page_parts";
import { refreshTimes } from "../time";

const REFRESH_MILLISECONDS = 2000;
const RETRY_MILLISECONDS = 10_000;
const PART = "events";
const PIECES = ["events-definitions", "events-unknown", "events-live"];

function idsOf(piece: ParentNode): Set<string> {
  return new Set(Array.from(piece.querySelectorAll<HTMLElement>("tr[data-id]"), (row) => row.dataset["id"] ?? ""));
}

/** True while the reader has the focus or a selection in it: it is left alone until they are done. */
function isInUse(piece: Element): boolean {
  const selection = getSelection();
  const isSelected = selection !== null && !selection.isCollapsed && selection.containsNode(piece, true);
  return isSelected || (document.activeElement !== document.body && piece.contains(document.activeElement));
}

function start(part: HTMLElement): void {
  const seen = new Map<string, Element>();
  const live = part.querySelector<HTMLElement>("[data-live]");

  const renew = (id: string, fresh: Element): void => {
    const piece = part.querySelector(`#${id}`);
    const before = seen.get(id);
    if (piece === null || (before !== undefined && before.isEqualNode(fresh)) || isInUse(piece)) return;
    const known = before === undefined ? null : idsOf(piece);
    const copy = fresh.cloneNode(true) as Element;
    if (known !== null) {
      for (const row of copy.querySelectorAll<HTMLElement>("tr[data-id]")) row.classList.toggle("is-new", !known.has(row.dataset["id"] ?? ""));
    }
    seen.set(id, fresh);
    piece.replaceChildren(...Array.from(copy.childNodes));
    refreshTimes(piece);
  };

  const refresh = async (): Promise<boolean> => {
    const fresh = await freshPart(location.href, PART);
    if (live) live.hidden = fresh === null;
    if (fresh === null) return false;
    for (const id of PIECES) {
      const piece = fresh.querySelector(`#${id}`);
      if (piece) renew(id, piece);
    }
    return true;
  };

  const tick = async (): Promise<void> => {
    const isFine = document.hidden || (await refresh());
    setTimeout(() => void tick(), isFine ? REFRESH_MILLISECONDS : RETRY_MILLISECONDS);
  };
  void tick();
}

const part = document.getElementById(PART);
if (part !== null) start(part);
