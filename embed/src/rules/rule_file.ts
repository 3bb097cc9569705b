/** Reads a rule in its file form and explains it, part by part; only `evaluate` and the tests need this, not the loader. */

import catalogue from "./catalogue.json";
import type { Facts, Verdict } from "./judge";
import { joined } from "./judge";
import type { Kind, Kinds } from "./kinds";
import { clockChange, compare, milliseconds } from "./numbers";

/** A recorded event of the visitor. */
export interface RecordedEvent {
  readonly id: string;
  readonly seconds_ago: number;
}

/** Everything that a rule is judged by. */
export interface Situation {
  readonly facts: Facts;
  readonly events: readonly RecordedEvent[];
  readonly now_ms: number;
  readonly kinds: Kinds;
}

/** What one part of a rule says; the same shape as the server's. */
export interface Finding {
  readonly kind: string;
  readonly verdict: string;
  readonly fact?: string;
  readonly is?: string | null;
  readonly wanted: unknown;
  readonly actual: unknown;
  readonly reason: string;
  readonly explanation: string;
  readonly changes_at: string | null;
  readonly children?: readonly Finding[];
}

interface CatalogueFact {
  readonly label: string;
  readonly kind: string;
  readonly comparisons: Readonly<Record<string, string>>;
  /** For a fact that is followed by a key: the length of its own name. */
  readonly stem_length?: number;
  readonly default?: { readonly is: string; readonly value: unknown };
  readonly parameters?: readonly string[];
  readonly server_only?: readonly string[];
}

type Document = Readonly<Record<string, unknown>>;

const FACTS = new Map<string, CatalogueFact>(Object.entries(catalogue.facts as Record<string, CatalogueFact>));
const REASONS = catalogue.reasons as Readonly<Record<string, string>>;
const UNAVAILABLE = { unavailable: true } as const;
const MAX_DEPTH = 12;
const MAX_NODES = 500;

/** A rule file that cannot be read; `field` is the path of the fault. */
export class InvalidRule extends Error {
  constructor(message: string, readonly field: string) {
    super(message);
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function spoken(verdict: Verdict): string {
  return verdict === null ? "unknown" : String(verdict);
}

/** A value for a sentence. */
function inWords(value: unknown): string {
  if (value === null || value === undefined || value === UNAVAILABLE) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return `“${value}”`;
  if (Array.isArray(value)) return value.map(inWords).join(", ") || "–";
  return String(value);
}

function sentence(code: string, values: Readonly<Record<string, string>>): string {
  return (REASONS[code] ?? "").replace(/%\((\w+)\)s/g, (_found, name: string) => values[name] ?? "");
}

/** The fact that a name means, with the key at its end where it has one. */
function resolve(name: string): CatalogueFact | undefined {
  const fact = FACTS.get(name);
  if (fact) return fact.stem_length ? undefined : fact;
  for (let end = name.lastIndexOf("."); end > 0; end = name.lastIndexOf(".", end - 1)) {
    const stem = FACTS.get(name.slice(0, end));
    if (stem?.stem_length) return stem;
  }
  return undefined;
}

/** Explains a rule; nothing is the rule that always holds. Throws `InvalidRule`. */
export function explain(document: unknown, situation: Situation, path = "conditions"): Finding {
  const isNothing = document === null || document === undefined || (isDocument(document) && !Object.keys(document).length);
  demandBearable(document, path, { nodes: 0 });
  return explainNode(isNothing ? { all: [] } : document, situation, path, 1);
}

/** Refuses a rule of too many parts at the first part that is too much, as the server does. */
function demandBearable(part: unknown, path: string, seen: { nodes: number }): void {
  seen.nodes += 1;
  if (seen.nodes > MAX_NODES) throw new InvalidRule(`${path}: a rule has at most ${MAX_NODES} parts.`, path);
  if (!isDocument(part)) return;
  for (const group of ["all", "any"]) {
    const inside = part[group];
    if (Array.isArray(inside)) inside.forEach((each, place) => demandBearable(each, `${path}.${group}[${place}]`, seen));
  }
  if (isDocument(part.not)) demandBearable(part.not, `${path}.not`, seen);
}

function explainNode(document: unknown, situation: Situation, path: string, depth: number): Finding {
  if (depth > MAX_DEPTH) throw new InvalidRule(`${path} is nested more than ${MAX_DEPTH} levels deep.`, path);
  if (!isDocument(document)) throw new InvalidRule(`${path} must be an object.`, path);
  const group = ["all", "any", "not"].find((name) => name in document);
  if (group) return explainGroup(group, document, situation, path, depth);
  if (!("fact" in document)) throw new InvalidRule(`${path} must have one of all, any, not or fact.`, path);
  return explainLeaf(document, situation, path);
}

function explainGroup(group: string, document: Document, situation: Situation, path: string, depth: number): Finding {
  const surplus = Object.keys(document).find((name) => name !== group);
  if (surplus) throw new InvalidRule(`${path}.${surplus} is not known next to “${group}”.`, `${path}.${surplus}`);
  const inside = document[group];
  const here = `${path}.${group}`;
  if (group === "not") {
    const child = explainNode(inside, situation, here, depth + 1);
    const verdict = child.verdict === "unknown" ? null : child.verdict === "false";
    return groupFinding(group, verdict, verdict ? "negated_holds" : "negated_fails", [child]);
  }
  if (!Array.isArray(inside)) throw new InvalidRule(`${here} must be a list.`, here);
  if (group === "any" && !inside.length) throw new InvalidRule(`${here} must have at least one condition.`, here);
  const children = inside.map((part, place) => explainNode(part, situation, `${here}[${place}]`, depth + 1));
  const verdicts = children.map((child) => (child.verdict === "unknown" ? null : child.verdict === "true"));
  const verdict = joined(verdicts, group === "any");
  const codes = group === "all" ? ["all_hold", "one_fails"] : ["one_holds", "none_holds"];
  return groupFinding(group, verdict, codes[verdict ? 0 : 1] ?? "", children);
}

function groupFinding(kind: string, verdict: Verdict, code: string, children: readonly Finding[]): Finding {
  const count = (wanted: string): number => children.filter((child) => child.verdict === wanted).length;
  const changes = children.map((child) => child.changes_at).filter((change) => change !== null);
  const reason = verdict === null ? "undecided" : code;
  return {
    kind,
    verdict: spoken(verdict),
    wanted: kind,
    actual: { true: count("true"), false: count("false"), unknown: count("unknown") },
    reason,
    explanation: sentence(reason, {}),
    changes_at: changes.sort()[0] ?? null,
    ...(children.length ? { children } : {}),
  };
}

function unknownFinding(document: Document): Finding {
  const name = String(document.fact);
  const is = document.is ?? null;
  return {
    kind: "unknown",
    verdict: "unknown",
    fact: name,
    is: typeof is === "string" ? is : null,
    wanted: "value" in document ? document.value : is,
    actual: UNAVAILABLE,
    reason: "unknown_fact",
    explanation: sentence("unknown_fact", { fact: name }),
    changes_at: null,
  };
}

function explainLeaf(document: Document, situation: Situation, path: string): Finding {
  const name = document.fact;
  if (typeof name !== "string") throw new InvalidRule(`${path}.fact must be the name of a fact.`, `${path}.fact`);
  const fact = resolve(name);
  if (!fact) return unknownFinding(document);
  const word = document.is ?? fact.default?.is;
  const isYesNo = "is" in fact.comparisons;
  const comparison = isYesNo ? "is" : String(word);
  const phrase = fact.comparisons[comparison];
  if (phrase === undefined || (isYesNo && typeof word !== "boolean")) {
    throw new InvalidRule(`${path}.is is not a comparison of ${name}.`, `${path}.is`);
  }
  const fallback = word === fact.default?.is ? fact.default?.value : null;
  const wanted = isYesNo ? word : (document.value ?? fallback ?? null);
  const actual = fact.server_only?.includes(comparison) ? undefined : actualOf(name, document, situation);
  const verdict = judgeLeaf(situation.kinds[fact.kind], comparison, wanted, actual);
  const reason = actual === undefined ? "unavailable" : actual === null ? "absent" : verdict ? "holds" : "fails";
  return {
    kind: "condition",
    verdict: spoken(verdict),
    fact: name,
    is: comparison,
    wanted,
    actual: actual === undefined ? UNAVAILABLE : actual,
    reason,
    explanation: sentence(reason, {
      label: fact.label,
      about: aboutOf(name, fact, document),
      phrase,
      wanted: wanted === null || wanted === undefined ? "" : ` ${inWords(wanted)}`,
      actual: inWords(actual),
    }),
    changes_at: changeOf(situation, fact, comparison, wanted, actual, document),
  };
}

/** What the condition says besides what it wants: the key of an attribute, the event and its seconds. */
function aboutOf(name: string, fact: CatalogueFact, document: Document): string {
  if (fact.stem_length) return ` (${name.slice(fact.stem_length + 1)})`;
  return fact.parameters ? ` (${fact.parameters.map((parameter) => String(document[parameter])).join(", ")})` : "";
}

function judgeLeaf(kind: Kind | undefined, comparison: string, wanted: unknown, actual: unknown): Verdict {
  if (!kind || actual === undefined) return null;
  const value = actual === null ? kind.absent : actual;
  return value === undefined ? false : kind.test(comparison, wanted, value);
}

/** The value of a fact, null for absent, undefined for unavailable. */
function actualOf(name: string, document: Document, situation: Situation): unknown {
  if (name === "event.count") return ages(document, situation).length;
  const value = Object.prototype.hasOwnProperty.call(situation.facts, name) ? situation.facts[name] : undefined;
  return isDocument(value) ? undefined : value;
}

/** How many milliseconds ago the wanted event was recorded within the wanted time, the oldest first. */
function ages(document: Document, situation: Situation): readonly number[] {
  const within = milliseconds(Number(document.within));
  const recorded = situation.events.filter((event) => event.id === document.event);
  return recorded.map((event) => milliseconds(event.seconds_ago)).filter((age) => age <= within).sort((a, b) => b - a);
}

function changeOf(
  situation: Situation, fact: CatalogueFact, comparison: string, wanted: unknown, actual: unknown, document: Document,
): string | null {
  const kind = situation.kinds[fact.kind];
  let change: number | null = null;
  if (document.fact === "event.count") {
    change = eventChange(ages(document, situation), milliseconds(Number(document.within)), comparison, Number(wanted));
  } else if (kind?.runs && typeof actual === "number") {
    change = clockChange(comparison, milliseconds(Number(wanted)), milliseconds(actual));
  }
  return change === null ? null : new Date(situation.now_ms + change).toISOString();
}

function eventChange(recorded: readonly number[], within: number, comparison: string, wanted: number): number | null {
  const present = compare(comparison, wanted, recorded.length);
  const place = recorded.findIndex((_age, gone) => compare(comparison, wanted, recorded.length - gone - 1) !== present);
  const age = recorded[place];
  return age === undefined ? null : within - age + 1;
}
