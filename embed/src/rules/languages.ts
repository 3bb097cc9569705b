/** Languages as people and browsers write them: "en" means every English, "fre" is "fr". Twin of app/domain/rules/kinds/languages.py. */

import { SAME_LANGUAGE } from "./language_codes";
import { trimmed } from "./text";

const CHINESE_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ["tw", "hant"], ["hk", "hant"], ["mo", "hant"], ["cn", "hans"], ["sg", "hans"], ["my", "hans"],
]);

/** A language tag in its parts, in lower case, with the code of the language in its usual form. */
export function subtags(tag: string): readonly string[] {
  const parts = trimmed(tag).replace(/_/g, "-").toLowerCase().split("-").filter(Boolean);
  const first = parts[0];
  if (first === undefined) return [];
  parts[0] = SAME_LANGUAGE.get(first) ?? first;
  if (parts[0] === "zh" && !parts.slice(1).some((part) => part.length === 4)) {
    const region = parts.slice(1).find((part) => CHINESE_SCRIPTS.has(part));
    if (region !== undefined) parts.splice(1, 0, CHINESE_SCRIPTS.get(region) ?? "");
  }
  return parts;
}

/** Whether a speaker of `actual` is meant by `wanted`. */
export function speaks(wanted: string, actual: string): boolean {
  const wantedParts = subtags(wanted);
  const actualParts = subtags(actual);
  if (wantedParts[0] !== actualParts[0]) return false;
  return wantedParts.slice(1).every((part) => actualParts.indexOf(part, 1) > 0);
}
