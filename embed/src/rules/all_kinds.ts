/** The kinds that only the server judges for real pages; the browser side knows them for `evaluate` and for tests. */

import { FAST_KINDS, type Kinds } from "./kinds";
import { speaks } from "./languages";
import { compare } from "./numbers";
import { containsAny, equalsAny, several } from "./text";

const WIDER: ReadonlyMap<string, readonly string[]> = new Map([["mobile", ["phone", "tablet"]]]);

/** Turns the answer round for the comparisons that mean "none of them". */
function unlessNegative(comparison: string, holds: boolean): boolean {
  return comparison === "is_not" || comparison === "not_contains" ? !holds : holds;
}

/** An attribute as texts, as a person would write them. */
function members(value: unknown): readonly string[] {
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  return texts.length ? texts : [""];
}

function anyMember(comparison: string, wanted: unknown, texts: readonly string[]): boolean {
  const compareAny = comparison === "equals" || comparison === "is_not" ? equalsAny : containsAny;
  return unlessNegative(comparison, texts.some((text) => compareAny(wanted, text)));
}

function wordTest(comparison: string, wanted: unknown, actual: unknown): boolean {
  const words = several(wanted).flatMap((word) => WIDER.get(word) ?? [word]);
  return unlessNegative(comparison, equalsAny(words, String(actual)));
}

/** All kinds that come with Beckon; a plugin adds its own from its `widget` folder. */
export const ALL_KINDS: Kinds = {
  ...FAST_KINDS,
  list: {
    absent: [],
    test: (comparison, wanted, actual) =>
      unlessNegative(comparison, (actual as string[]).some((member) => equalsAny(wanted, member))),
  },
  labelled: { absent: [], test: (comparison, wanted, actual) => anyMember(comparison, wanted, members(actual)) },
  attribute: {
    absent: "",
    test(comparison, wanted, actual) {
      const isNumeric = ["greater", "less", "at_least", "at_most"].includes(comparison);
      if (!isNumeric) return anyMember(comparison, wanted, members(actual));
      return typeof actual === "number" && compare(comparison, Number(wanted), actual);
    },
  },
  existence: { absent: false, test: (comparison, _wanted, actual) => (comparison === "exists") === actual },
  language: {
    absent: "",
    test: (comparison, wanted, actual) =>
      unlessNegative(comparison, several(wanted).some((one) => speaks(one, String(actual)))),
  },
  platform: { absent: "", test: wordTest },
  word: { absent: "", test: wordTest },
};
