/** How many chats were missed today: what the server counted, and what the desk has heard of since. */

import { setText } from "../safe_dom";
import type { State } from "./state";
import type { Store } from "./store";
import { counted } from "./words";

/** Chats given up unanswered today. */
export function missedToday(state: State): number {
  const since = Date.parse(state.listedAt);
  const fresh = [...state.chats.values()].filter((chat) => chat.missed_at !== null && Date.parse(chat.missed_at) > since);
  return state.missed + fresh.length;
}

/** Keeps the line below the lists true. */
export function followMissed(line: HTMLElement, store: Store): void {
  let shown = 0;
  store.onFrame(() => {
    const missed = missedToday(store.state);
    const words = line.querySelector<HTMLElement>("[data-part='words']");
    if (missed !== shown && words !== null) {
      shown = missed;
      line.hidden = missed === 0;
      setText(words, counted("missed_today", missed));
    }
  });
}
