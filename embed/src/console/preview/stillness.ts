/** The means of a page that stands still: what the bubble does later it does at once here, and nothing is observed. */

import type { Guard, Natives } from "../../loader/natives";

/** A window in which nothing is ever seen, so that a preview counts nowhere. */
export function still(view: Window & typeof globalThis): Window & typeof globalThis {
  return { document: view.document } as Window & typeof globalThis;
}

export const quietly = ((run: unknown) => run) as Guard;

export const natives: Natives = {
  parse: (text) => JSON.parse(text) as unknown,
  fetch: () => Promise.reject(new Error("a preview asks nobody")),
  listen: () => undefined,
  unlisten: () => undefined,
  setTimer: (run, milliseconds) => {
    if (milliseconds < 500) run();
    return 0;
  },
  clearTimer: () => undefined,
  debug: () => undefined,
  warn: () => undefined,
};
