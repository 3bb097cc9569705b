/** The messages of a chat in the order of their numbers, which count 1, 2, 3 … without gaps. */

import type { Message } from "./documents";

/** Puts messages together by their numbers; what the server tells later about a number replaces what was there. */
export function merge(known: readonly Message[], told: readonly Message[]): readonly Message[] {
  if (told.length === 0) {
    return known;
  }
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of told) {
    byId.set(message.id, message);
  }
  return [...byId.values()].sort((one, other) => one.id - other.id);
}

/** The number of the last message before the first gap; reading goes on after it. */
export function lastInRow(messages: readonly Message[]): number {
  let last = 0;
  for (const message of messages) {
    if (message.id !== last + 1) {
      return last;
    }
    last = message.id;
  }
  return last;
}
