/** The server's explanation as the panel reads it; whatever is missing has a harmless value. */

import { isRecord } from "../shared/json_text";

/** One part of the rule, in words. */
export interface Part {
  readonly is_group: boolean;
  readonly tone: string;
  readonly verdict: string;
  readonly words: string;
  readonly actual: string;
  readonly parts: readonly Part[];
}

/** One fact that can be pretended. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly present: string;
  readonly error: string | null;
  readonly options: readonly (readonly [string, string])[];
  readonly is_number: boolean;
}

/** Why the invitation shows now or what it waits for. */
export interface Explained {
  readonly name: string;
  readonly state: string;
  readonly is_ready: boolean;
  readonly tone: string;
  readonly sentence: string;
  /** Seconds until time alone may change something, when this was said. */
  readonly changes_in: number | null;
  readonly tree: Part;
  /** For what it waits besides its conditions: `{on, …}`, and the same in words. */
  readonly moment: Readonly<Record<string, unknown>> | null;
  readonly moment_words: string;
  readonly fields: readonly Field[];
  readonly more: readonly Field[];
  readonly events: readonly string[];
  readonly team_online: boolean | null;
  readonly ends_in: number;
  readonly texts: Readonly<Record<string, string>>;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number | null {
  return typeof value === "number" && isFinite(value) ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function partOf(value: unknown): Part {
  const part = isRecord(value) ? value : {};
  return {
    is_group: part.is_group === true, tone: text(part.tone), verdict: text(part.verdict), words: text(part.words),
    actual: text(part.actual), parts: list(part.parts).map(partOf),
  };
}

function fieldOf(value: unknown): Field {
  const field = isRecord(value) ? value : {};
  return {
    name: text(field.name), label: text(field.label), help: text(field.help), present: text(field.present), error: text(field.error) || null,
    options: list(field.options).map((one) => [text(list(one)[0]), text(list(one)[1])] as const), is_number: field.is_number === true,
  };
}

/** Reads an explanation. */
export function readExplained(answer: Readonly<Record<string, unknown>>): Explained {
  const invitation = isRecord(answer.invitation) ? answer.invitation : {};
  const team = isRecord(answer.team) ? answer.team : {};
  const texts: Record<string, string> = {};
  if (isRecord(answer.texts)) for (const name of Object.keys(answer.texts)) texts[name] = text(answer.texts[name]);
  return {
    name: text(invitation.name), state: text(invitation.state), is_ready: answer.is_ready === true, tone: text(answer.tone),
    sentence: text(answer.sentence), changes_in: number(answer.changes_in), tree: partOf(answer.tree),
    moment: isRecord(answer.moment) ? answer.moment : null, moment_words: text(answer.moment_words),
    fields: list(answer.fields).map(fieldOf), more: list(answer.more).map(fieldOf), events: list(answer.events).map(text),
    team_online: typeof team.online === "boolean" ? team.online : null,
    ends_in: number(answer.ends_in) || 0, texts,
  };
}
