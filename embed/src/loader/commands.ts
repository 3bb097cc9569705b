/** The public face: `window.Beckon(command, ...args)`, with the calls that came before we were here. */

import { isRecord } from "../shared/json_text";
import type { Core } from "./core";
import { isNotification, NOTIFICATIONS, type Listener } from "./notifications";
import type { Guard, Natives } from "./natives";
import { readVisitor } from "./options";

/** The one global function. */
export interface BeckonFunction {
  (command: unknown, ...args: unknown[]): void;
  /** Marks the real function; a stub has none. */
  readonly started?: true;
  /** Calls that a stub has kept. */
  q?: unknown[];
}

type Run = (core: Core, args: readonly unknown[]) => unknown;

class WrongUse extends Error {}

function text(value: unknown, what: string, limit = 200): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string" || value.trim() === "") throw new WrongUse(`${what} must be a text.`);
  return value.trim().slice(0, limit);
}

function details(value: unknown, what: string): Record<string, unknown> {
  if (!isRecord(value)) throw new WrongUse(`${what} must be an object.`);
  return value;
}

function valueOf(value: unknown): Record<string, unknown> {
  return typeof value === "string" || typeof value === "number" ? { value } : {};
}

const COMMANDS: Readonly<Record<string, Run>> = {
  open: (core) => core.open(),
  close: (core) => core.close(),
  event: (core, [id, value]) => core.signal({ kind: "event", id: text(id, "The event's id"), ...valueOf(value) }),
  tag: (core, [name]) => core.signal({ kind: "tag", name: text(name, "The tag") }),
  untag: (core, [name]) => core.signal({ kind: "untag", name: text(name, "The tag") }),
  conversion: (core, [id, more]) => {
    const given = isRecord(more) ? more : { value: more };
    const currency = typeof given.currency === "string" ? { currency: given.currency.slice(0, 3) } : {};
    core.signal({ kind: "conversion", id: text(id, "The conversion's id"), ...valueOf(given.value), ...currency });
  },
  identify: (core, [who]) => {
    const visitor = readVisitor(who);
    if (!visitor) throw new WrongUse("the visitor is an object of id, signature, name, email and attributes.");
    core.signal({ ...visitor, kind: "identify" });
  },
  attributes: (core, [what]) => core.signal({ ...details(what, "The attributes"), kind: "attributes" }),
  consent: (core, [level]) => {
    if (level !== "full" && level !== "session" && level !== "none") throw new WrongUse('consent is "full", "session" or "none".');
    core.consent(level);
  },
  invite: (core, [key]) => core.invite(text(key, "The invitation's key")),
  on: (core, [name, listener]) => {
    if (!isNotification(name)) throw new WrongUse(`there is no notification "${String(name)}"; there are ${NOTIFICATIONS.join(", ")}.`);
    if (typeof listener !== "function") throw new WrongUse(`"on" needs a function.`);
    core.notifications.on(name, listener as Listener);
  },
  off: (core, [name, listener]) => {
    if (!isNotification(name)) throw new WrongUse(`there is no notification "${String(name)}".`);
    core.notifications.off(name, typeof listener === "function" ? (listener as Listener) : undefined);
  },
  shutdown: (core) => core.shutdown(),
};

/** Runs a command by name; wrong use is one console line and nothing else. */
export function makeCommand(core: Core, natives: Natives, guard: Guard): BeckonFunction {
  const warned = new Set<string>();
  const warnOnce = (sentence: string): void => {
    if (warned.has(sentence)) return;
    warned.add(sentence);
    natives.warn(sentence);
  };
  const run = guard((command: unknown, ...args: unknown[]) => {
    const action = typeof command === "string" && Object.prototype.hasOwnProperty.call(COMMANDS, command) ? COMMANDS[command] : null;
    if (!action) {
      warnOnce(`unknown command "${String(command)}" is ignored.`);
      return undefined;
    }
    try {
      return action(core, args);
    } catch (problem) {
      if (!(problem instanceof WrongUse)) throw problem;
      warnOnce(`"${String(command)}": ${problem.message}`);
      return undefined;
    }
  });
  return Object.assign(((command: unknown, ...args: unknown[]) => run(command, ...args)) as BeckonFunction, { started: true as const });
}

/** The calls that a stub or a plain array has kept, each as a list of arguments. */
export function earlyCalls(stub: unknown): unknown[][] {
  const kept: unknown = typeof stub === "function" ? (stub as BeckonFunction).q : stub;
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((call: unknown) => {
    if (Array.isArray(call)) return [call as unknown[]];
    if (typeof call === "object" && call !== null && "length" in call) return [Array.from(call as ArrayLike<unknown>)];
    return [];
  });
}
