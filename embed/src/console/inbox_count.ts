/** The number beside the inbox in the rail: follows what the desk hears, and asks now and then on all other pages. */

import { getJson } from "./http";
import { setText } from "./safe_dom";
import { untouchedMilliseconds } from "./touched";

const CHANGED = "beckon-inbox";
const ASKED_MILLISECONDS = 30_000;
const TOGETHER_MILLISECONDS = 400;
/** Nobody looks any more, so nobody has to be asked for a number. */
const UNTOUCHED_MILLISECONDS = 30 * 60_000;
const MOST_SHOWN = 99;

/** The desk has heard that something in the inbox changed. */
export function tellInboxChanged(): void {
  document.dispatchEvent(new Event(CHANGED));
}

/** Keeps the number true. */
export function startInboxCount(): void {
  const place = document.querySelector<HTMLElement>("[data-rail-count='requests.index']");
  if (place === null) {
    return;
  }
  const ask = async (): Promise<void> => {
    try {
      draw(place, (await getJson<{ new: number }>("/requests/number")).new);
    } catch {
      // The next look tells.
    }
  };
  let soon: ReturnType<typeof setTimeout> | null = null;
  document.addEventListener(CHANGED, () => {
    soon ??= setTimeout(() => {
      soon = null;
      void ask();
    }, TOGETHER_MILLISECONDS);
  });
  const look = (): void => {
    if (!document.hidden && untouchedMilliseconds() < UNTOUCHED_MILLISECONDS) {
      void ask();
    }
  };
  setInterval(look, ASKED_MILLISECONDS);
  document.addEventListener("visibilitychange", look);
}

function draw(place: HTMLElement, number: number): void {
  place.hidden = number === 0;
  const shown = place.querySelector<HTMLElement>("[data-part='number']");
  if (shown !== null) {
    setText(shown, number > MOST_SHOWN ? `${MOST_SHOWN}+` : String(number));
  }
}
