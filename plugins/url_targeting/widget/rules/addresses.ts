/** Addresses compared the way people write them; the twin of this plugin's conditions.py, except for regular expressions. */

import type { Kinds } from "../../../../embed/src/rules/kinds";
import { fitsGlob } from "../../../../embed/src/rules/glob";
import { unicodeHost } from "../../../../embed/src/rules/punycode";
import { fold, several } from "../../../../embed/src/rules/text";
import {
  bareForm, decoded, foldPattern, hostWithoutWww, openForms, parse, spellingOf, wholeForm, type Address,
} from "../../../../embed/src/rules/url";

type AddressTest = (pattern: string, address: Address) => boolean;

function withoutStar(pattern: string): string {
  return pattern.replace(/\*+$/, "");
}

function starts(pattern: string, address: Address): boolean {
  const wanted = withoutStar(foldPattern(pattern));
  return openForms(spellingOf(pattern), address).some((form) => form.startsWith(wanted));
}

function equals(pattern: string, address: Address): boolean {
  if (pattern.endsWith("*")) return starts(pattern, address);
  const spelling = spellingOf(pattern);
  return bareForm(spelling, address) === bareForm(spelling, parse(pattern));
}

function contains(pattern: string, address: Address): boolean {
  return wholeForm(spellingOf(pattern), address).includes(fold(unicodeHost(decoded(withoutStar(pattern)))));
}

function glob(pattern: string, address: Address): boolean {
  return openForms(spellingOf(pattern), address).some((form) => fitsGlob(foldPattern(pattern), form));
}

function domain(pattern: string, address: Address): boolean {
  const given = parse(pattern);
  const wanted = hostWithoutWww(given.host) || given.path.replace(/^\/+|\/+$/g, "");
  const host = hostWithoutWww(address.host);
  return wanted.includes(".") ? host === wanted || host.endsWith(`.${wanted}`) : host.split(".").includes(wanted);
}

const TESTS: Readonly<Record<string, AddressTest>> = {
  equals, is_not: equals, contains, not_contains: contains, starts, glob, domain,
};

/** The kind that this plugin brings. */
export const kinds: Kinds = {
  address: {
    absent: "",
    test(comparison, wanted, actual) {
      const address = parse(String(actual));
      const holds = several(wanted).some((pattern) => TESTS[comparison]?.(pattern, address) ?? false);
      return holds !== (comparison === "is_not" || comparison === "not_contains");
    },
  },
};

