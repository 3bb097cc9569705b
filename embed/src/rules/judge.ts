/**
 * The rule engine in the visitor's browser: whether a test that the server sent holds, and if not, when time alone will make
 * it hold, so that one timer suffices and nothing is polled.
 *
 * A test is `true` (nothing to test), `false`, `null` (unknown), `["&", …]` all, `["|", …]` any, `["!", x]` not, or
 * `[fact, "kind.comparison", wanted]`, for recorded events followed by `[event, within]`. Facts that are missing are unknown,
 * `null` is absent. Twin of app/domain/rules/tree.py;
 * tests/vectors holds both to the same answers.
 */

import { FAST_KINDS, type Kind, type Kinds } from "./kinds";
import { clockChange, milliseconds } from "./numbers";

/** True, false, or null for what cannot be known. */
export type Verdict = boolean | null;
/** What is known at this instant, by the names of the facts. */
export type Facts = Readonly<Record<string, unknown>>;

/** The answer to a test. */
export interface Judgement {
  readonly holds: boolean;
  /** Milliseconds until time alone makes the test hold; null if only a fact can. */
  readonly wake_ms: number | null;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const MOST_CHANGES = 1000;

function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.prototype.hasOwnProperty.call(record, name) ? record[name] : undefined;
}

/** The kind of a leaf with the name of its comparison. */
function kindOf(leaf: readonly unknown[], kinds: Kinds): [Kind | undefined, string] {
  const [name = "", comparison = ""] = String(leaf[1]).split(".");
  return [own(kinds, name) as Kind | undefined, comparison];
}

/** Kleene's "and" (`decisive` false) and "or" (`decisive` true). */
export function joined(verdicts: readonly Verdict[], decisive: boolean): Verdict {
  if (verdicts.includes(decisive)) return decisive;
  return verdicts.includes(null) ? null : !decisive;
}

/** In how many milliseconds each record of an event grows too old to count, of those that still count `later_ms` from now. */
function departures(records: readonly unknown[], wanted: readonly unknown[], later_ms: number): readonly number[] {
  const [event, within] = wanted;
  return records.flatMap((record) => {
    const [id, seconds_ago] = Array.isArray(record) ? (record as unknown[]) : [];
    const gone = milliseconds(Number(within)) - milliseconds(Number(seconds_ago)) + 1;
    return id === event && gone > later_ms ? [gone] : [];
  });
}

/** What a test says `later_ms` from now if nothing but the time changes. */
export function verdictOf(test: unknown, facts: Facts, later_ms = 0, kinds: Kinds = FAST_KINDS): Verdict {
  if (!Array.isArray(test)) return typeof test === "boolean" ? test : null;
  const [head, ...parts] = test as unknown[];
  if (head === "&" || head === "|") {
    return joined(parts.map((part) => verdictOf(part, facts, later_ms, kinds)), head === "|");
  }
  if (head === "!") {
    const verdict = verdictOf(parts[0], facts, later_ms, kinds);
    return verdict === null ? null : !verdict;
  }
  const [kind, comparison] = kindOf(test, kinds);
  let actual = own(facts, String(head));
  if (Array.isArray(actual) && Array.isArray(test[3])) actual = departures(actual, test[3], later_ms).length;
  if (!kind || actual === undefined) return null;
  if (actual === null) actual = kind.absent;
  if (actual === undefined) return false;
  if (kind.runs) actual = Number(actual) + later_ms / 1000;
  return kind.test(comparison, test[2], actual);
}

/** Milliseconds from now to the first change of any part after `later_ms`; null if there is none. */
function nextChange(test: unknown, facts: Facts, later_ms: number, kinds: Kinds): number | null {
  if (!Array.isArray(test)) return null;
  if (test[0] === "&" || test[0] === "|" || test[0] === "!") {
    const changes = test.slice(1).map((part) => nextChange(part, facts, later_ms, kinds));
    const known = changes.filter((change) => change !== null);
    return known.length ? Math.min(...known) : null;
  }
  const [kind, comparison] = kindOf(test, kinds);
  const actual = own(facts, String(test[0]));
  if (Array.isArray(actual) && Array.isArray(test[3])) {
    const gone = departures(actual, test[3], later_ms);
    return gone.length ? Math.min(...gone) : null;
  }
  if (!kind?.runs || typeof actual !== "number") return null;
  const change = clockChange(comparison, milliseconds(Number(test[2])), milliseconds(actual) + later_ms);
  return change === null ? null : later_ms + change;
}

/** Whether a test holds now, and when it will if nothing but the time changes. Never throws. */
export function judge(test: unknown, facts: Facts, kinds: Kinds = FAST_KINDS): Judgement {
  if (verdictOf(test, facts, 0, kinds) === true) return { holds: true, wake_ms: null };
  let later: number | null = 0;
  for (let turn = 0; turn < MOST_CHANGES; turn++) {
    later = nextChange(test, facts, later, kinds);
    if (later === null || later > LONGEST_TIMER_MS) break;
    if (verdictOf(test, facts, later, kinds) === true) return { holds: false, wake_ms: later };
  }
  return { holds: false, wake_ms: null };
}
