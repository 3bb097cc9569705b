/** Reads the options of the embed code: known ones are checked, others are named once in the console and ignored. */

import { isRecord } from "../shared/json_text";

/** How much the widget may remember on the visitor's device. */
export type Storage = "full" | "session" | "none";
/** Where the launcher stands. */
export type Position = "bottom-right" | "bottom-left" | "middle-right" | "middle-left" | "none";

/** A named thing with an optional value: a visitor event or a conversion. */
export interface NamedValue {
  readonly id: string;
  readonly value?: string | number;
  readonly currency?: string;
}

/** The checked options of one embed code. */
export interface Options {
  readonly identifier: string | null;
  readonly department: readonly string[];
  readonly language: string | null;
  readonly theme: string | null;
  readonly position: Position;
  readonly mode: "widget" | "inline" | "popup";
  readonly target: string | null;
  readonly proactive: boolean;
  readonly storage: Storage;
  readonly visitor: Readonly<Record<string, unknown>> | null;
  readonly tags: readonly string[];
  readonly events: readonly NamedValue[];
  readonly conversion: readonly NamedValue[];
  readonly router: "history" | "hash";
  readonly offset_x: number;
  readonly offset_y: number;
  readonly width: number;
  readonly height: number;
  readonly z_index: number;
}

/** What holds when the embed code says nothing. */
export const DEFAULT_OPTIONS: Options = {
  identifier: null,
  department: [],
  language: null,
  theme: null,
  position: "bottom-right",
  mode: "widget",
  target: null,
  proactive: true,
  storage: "full",
  visitor: null,
  tags: [],
  events: [],
  conversion: [],
  router: "history",
  offset_x: 20,
  offset_y: 20,
  width: 384,
  height: 620,
  z_index: 2147483000,
};

type Reader = (value: unknown) => unknown;
const WRONG = undefined;

function text(limit: number): Reader {
  return (value) => (typeof value === "string" && value.length <= limit ? value.trim() || null : value === null ? null : WRONG);
}

function choice(...words: readonly string[]): Reader {
  return (value) => (typeof value === "string" && words.indexOf(value) >= 0 ? value : WRONG);
}

function yesOrNo(value: unknown): unknown {
  return typeof value === "boolean" ? value : WRONG;
}

function whole(lowest: number, highest: number): Reader {
  return (value) => (typeof value === "number" && value >= lowest && value <= highest ? Math.round(value) : WRONG);
}

/** A list of texts; a single text counts as a list of one. */
export function textList(value: unknown): string[] | undefined {
  if (value === null) return [];
  if (typeof value === "string") return value.trim() ? [value.trim()] : [];
  if (!Array.isArray(value)) return WRONG;
  const items: string[] = [];
  for (const item of value) {
    if (typeof item === "number") items.push(String(item));
    else if (typeof item === "string") items.push(item);
    else return WRONG;
  }
  return items.slice(0, 50);
}

/** One event or conversion, written as its id or as `{id, value, currency}`. */
export function namedValue(value: unknown): NamedValue | undefined {
  if (typeof value === "string" && value) return { id: value };
  if (!isRecord(value) || typeof value.id !== "string" || !value.id) return WRONG;
  const named: { id: string; value?: string | number; currency?: string } = { id: value.id };
  if (typeof value.value === "string" || typeof value.value === "number") named.value = value.value;
  if (typeof value.currency === "string") named.currency = value.currency;
  return named;
}

function namedValues(value: unknown): unknown {
  const items = Array.isArray(value) ? value : [value];
  const named = items.slice(0, 50).map(namedValue);
  return named.every((item) => item !== WRONG) ? named : WRONG;
}

/** Who the visitor is: an id may be a number, the words are texts, the attributes an object. */
export function readVisitor(value: unknown): Record<string, unknown> | undefined {
  if (!isRecord(value)) return WRONG;
  const visitor: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const given = value[name];
    if (given === null || given === undefined) continue;
    const fits = name === "attributes" ? isRecord(given)
      : name === "id" ? typeof given === "string" || (typeof given === "number" && Math.floor(given) === given)
      : (name === "signature" || name === "name" || name === "email") && typeof given === "string";
    if (!fits) return WRONG;
    visitor[name] = typeof given === "string" ? given.slice(0, 300) : given;
  }
  return visitor;
}

const READERS: { readonly [Name in keyof Options]: Reader } = {
  identifier: text(50),
  department: textList,
  language: text(35),
  theme: text(100),
  position: choice("bottom-right", "bottom-left", "middle-right", "middle-left", "none"),
  mode: choice("widget", "inline", "popup"),
  target: text(200),
  proactive: yesOrNo,
  storage: choice("full", "session", "none"),
  visitor: readVisitor,
  tags: textList,
  events: namedValues,
  conversion: namedValues,
  router: choice("history", "hash"),
  offset_x: whole(0, 2000),
  offset_y: whole(0, 2000),
  width: whole(240, 1200),
  height: whole(240, 1600),
  z_index: whole(0, 2147483647),
};

/** Checks what the page wrote; `complain` is told one sentence per option that is unknown or of the wrong kind. */
export function readOptions(written: unknown, complain: (sentence: string) => void): Options {
  if (written === undefined || written === null) return DEFAULT_OPTIONS;
  if (!isRecord(written)) {
    complain("the options are not an object; the defaults are used.");
    return DEFAULT_OPTIONS;
  }
  const options: Record<string, unknown> = { ...DEFAULT_OPTIONS };
  for (const name of Object.keys(written)) {
    const reader = Object.prototype.hasOwnProperty.call(READERS, name) ? READERS[name as keyof Options] : undefined;
    if (!reader) {
      complain(`unknown option "${name}" is ignored.`);
      continue;
    }
    const value = reader(written[name]);
    if (value === WRONG) complain(`option "${name}" has a value that does not fit; the default is used.`);
    else options[name] = value;
  }
  return options as unknown as Options;
}
