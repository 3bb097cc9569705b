/** The kinds of values that the browser itself judges on a page; the others are in all_kinds.ts and not in the loader. */

import { compare, compareClock, milliseconds } from "./numbers";
import { containsAny, equalsAny } from "./text";

/** A family of values that are compared alike. `Actual` is never absent or unavailable. */
export interface Kind {
  /** What "truly nothing there" stands for; undefined: nothing can be compared with nothing, every comparison is false. */
  readonly absent?: unknown;
  /** The value is seconds on a clock that runs on by itself. */
  readonly runs?: boolean;
  /** Whether the comparison holds. */
  test(comparison: string, wanted: unknown, actual: unknown): boolean;
}

/** Kinds by name, as in the second part of a test. */
export type Kinds = Readonly<Record<string, Kind>>;

function clock(runs: boolean, absent?: number): Kind {
  return {
    absent,
    runs,
    test: (comparison, wanted, actual) =>
      compareClock(comparison, milliseconds(Number(wanted)), milliseconds(Number(actual))),
  };
}

/** The kinds of the facts that can change while a visitor stays on a page. */
export const FAST_KINDS: Kinds = {
  text: {
    absent: "",
    test(comparison, wanted, actual) {
      const isNegative = comparison === "is_not" || comparison === "not_contains";
      const compareAny = comparison === "equals" || comparison === "is_not" ? equalsAny : containsAny;
      return compareAny(wanted, String(actual)) !== isNegative;
    },
  },
  yes_no: { absent: false, test: (_comparison, wanted, actual) => wanted === actual },
  number: { test: (comparison, wanted, actual) => compare(comparison, Number(wanted), Number(actual)) },
  clock: clock(true),
  since: clock(true, Infinity),
  stopped: clock(false),
};
