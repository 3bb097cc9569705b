/** The messages of a chat in the order of their numbers, which count 1, 2, 3 … without gaps. */

import type { Message } from "./documents";

interface Numbered {
  readonly id: number;
}

/** Puts messages together by their numbers; of two pictures of a message the one with the higher change is newer. */
export function merge(known: readonly Message[], told: readonly Message[]): readonly Message[] {
  if (told.length === 0) {
    return known;
  }
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of told) {
    const before = byId.get(message.id);
    if (before === undefined || message.change >= before.change) {
      byId.set(message.id, message);
    }
  }
  return [...byId.values()].sort((one, other) => one.id - other.id);
}

/** Puts notes together by their numbers. */
export function mergeNumbered<Kind extends Numbered>(known: readonly Kind[], told: readonly Kind[]): readonly Kind[] {
  const ids = new Set(known.map((one) => one.id));
  const added = told.filter((one) => !ids.has(one.id));
  return added.length === 0 ? known : [...known, ...added].sort((one, other) => one.id - other.id);
}

/** The number of the last one before the first gap; reading goes on after it. */
export function lastInRow(numbered: readonly Numbered[]): number {
  let last = 0;
  for (const one of numbered) {
    if (one.id !== last + 1) {
      return last;
    }
    last = one.id;
  }
  return last;
}
