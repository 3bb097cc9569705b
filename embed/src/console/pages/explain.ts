/** The explanation, kept fresh while its visitor is here: what is said anew changes in place, what is open stays open. */

import { freshPart } from "../page_parts";
import { refreshTimes } from "../time";

const REFRESH_MILLISECONDS = 5000;
const PART = "explained";

function pieces(part: ParentNode): Map<string, HTMLElement> {
  const found = Array.from(part.querySelectorAll<HTMLElement>("[data-fresh]"));
  return new Map(found.map((piece) => [piece.dataset["fresh"] ?? "", piece]));
}

/** What a piece says and how it looks, without the times, which go on by themselves. */
function look(piece: HTMLElement): string {
  const copy = piece.cloneNode(true) as HTMLElement;
  copy.querySelectorAll("time").forEach((time) => time.remove());
  copy.querySelectorAll("details").forEach((details) => details.removeAttribute("open"));
  return `${copy.textContent} ${Array.from(copy.querySelectorAll("[class]"), (one) => one.className.toString()).join(" ")}`;
}

/** Folds what the reader has folded, where the parts are still the same. */
function keepFolds(own: ParentNode, fresh: ParentNode): void {
  const [before, after] = [own.querySelectorAll("details"), fresh.querySelectorAll("details")];
  if (before.length !== after.length) return;
  before.forEach((details, place) => {
    const copy = after[place];
    if (copy !== undefined) copy.open = details.open;
  });
}

function renew(part: HTMLElement, fresh: Element): void {
  const [own, copies] = [pieces(part), pieces(fresh)];
  const isSame = own.size === copies.size && Array.from(own.keys()).every((name) => copies.has(name));
  if (!isSame) {
    if (part.contains(document.activeElement)) return;
    keepFolds(part, fresh);
    part.replaceChildren(...Array.from(fresh.childNodes));
    return;
  }
  for (const [name, piece] of own) {
    const copy = copies.get(name);
    if (copy === undefined || piece.contains(document.activeElement) || look(piece) === look(copy)) continue;
    keepFolds(piece, copy);
    piece.replaceChildren(...Array.from(copy.childNodes));
  }
}

function start(part: HTMLElement): void {
  const tick = async (): Promise<void> => {
    if (!document.hidden) {
      const fresh = await freshPart(location.href, PART);
      if (fresh !== null) renew(part, fresh);
      refreshTimes(part);
    }
    setTimeout(() => void tick(), REFRESH_MILLISECONDS);
  };
  setTimeout(() => void tick(), REFRESH_MILLISECONDS);
}

const part = document.getElementById(PART);
if (part !== null && part.dataset["isHere"] !== undefined) start(part);
