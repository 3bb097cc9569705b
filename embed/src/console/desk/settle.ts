/** Keeps a list still while somebody reads it: rows neither move nor vanish, and new ones are only announced. */

export interface Settled {
  /** The keys to show, in order; while reading, some may be gone already. */
  readonly keys: readonly string[];
  /** What came meanwhile and waits to be shown. */
  readonly fresh: readonly string[];
}

/** Decides which rows to show, given those on the page and those that should be there. */
export function settle(shown: readonly string[], wanted: readonly string[], isReading: boolean): Settled {
  if (!isReading || shown.length === 0) {
    return { keys: wanted, fresh: [] };
  }
  const present = new Set(shown);
  return { keys: shown, fresh: wanted.filter((key) => !present.has(key)) };
}
