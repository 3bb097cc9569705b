/** `node embed/dist/evaluate.js FILE.json`: the browser's opinion of a rule, in the same form as `beckon evaluate`. */

import { readFileSync } from "node:fs";
import { kinds } from "../../plugins/url_targeting/widget/rules/addresses";
import { ALL_KINDS } from "./rules/all_kinds";
import { explain, InvalidRule, type RecordedEvent } from "./rules/rule_file";

/** The answer to one case. */
interface Answer {
  readonly verdict: string;
  readonly tree: readonly unknown[];
}

const FIELDS = ["conditions", "facts", "events", "now", "time_zone", "name", "note"];
const ALL = { ...ALL_KINDS, ...kinds };

function evaluateCase(document: unknown, at: string): Answer {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    const where = at.replace(/\.$/, "");
    throw new InvalidRule(`${where || "The file"} must be an object.`, where);
  }
  const one = document as Readonly<Record<string, unknown>>;
  const surplus = Object.keys(one).find((name) => !FIELDS.includes(name));
  if (surplus) throw new InvalidRule(`${at}${surplus} is not known here.`, `${at}${surplus}`);
  const now = one.now === undefined || one.now === null ? 0 : Date.parse(String(one.now));
  if (Number.isNaN(now)) throw new InvalidRule(`${at}now must be a time such as 2026-11-21T10:00:00Z.`, `${at}now`);
  const finding = explain(one.conditions, {
    facts: (one.facts ?? {}) as Readonly<Record<string, unknown>>,
    events: (one.events ?? []) as readonly RecordedEvent[],
    now_ms: now,
    kinds: ALL,
  }, `${at}conditions`);
  return { verdict: finding.verdict, tree: [finding] };
}

/** The answer to a case, or a list of answers to a list of cases; throws `InvalidRule`. */
export function evaluateDocument(document: unknown): Answer | readonly Answer[] {
  if (!Array.isArray(document)) return evaluateCase(document, "");
  return document.map((one, place) => evaluateCase(one, `[${place}].`));
}

function main(file: string | undefined): number {
  if (file === undefined) {
    process.stderr.write("Usage: node evaluate.js FILE.json\n");
    return 2;
  }
  try {
    process.stdout.write(`${JSON.stringify(evaluateDocument(JSON.parse(readFileSync(file, "utf8"))), null, 2)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exitCode = main(process.argv[2]);
