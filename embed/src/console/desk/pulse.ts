/** The desk's safety net: asks now and then which chats wait and which are mine, so that a lost push hides none for long. */

import { getJson } from "../http";
import type { ChatState, DeskChat } from "./documents";
import type { State } from "./state";
import type { Store } from "./store";

export const PULSE_MILLISECONDS = 45_000;

/** Key, state and last message of each chat that waits or is mine, as the server knows them. */
export interface Pulse {
  readonly chats: readonly (readonly [key: string, state: ChatState, last: number])[];
  /** Whether there are more than the server lists. */
  readonly more: boolean;
}

const STAGE: Readonly<Record<ChatState, number>> = { waiting: 0, active: 1, closed: 2 };

/** Whether the desk has missed something that the server knows. */
export function hasMissed(state: State, pulse: Pulse): boolean {
  const isBehind = pulse.chats.some(([key, stage, last]) => {
    const known = state.chats.get(key);
    return known === undefined || STAGE[known.state] < STAGE[stage] || known.last_id < last;
  });
  if (isBehind || pulse.more) {
    return isBehind;
  }
  const told = new Set(pulse.chats.map(([key]) => key));
  const isOver = (chat: DeskChat): boolean =>
    !told.has(chat.key) && (chat.state === "waiting" || (chat.state === "active" && chat.operator?.id === state.me.id));
  return [...state.chats.values()].some(isOver);
}

/** Asks while the line is up; `catchUp` reads everything again. */
export function startPulse(store: Store, catchUp: () => void): void {
  const ask = async (): Promise<void> => {
    const asked = store.state;
    if (asked.line !== "connected") {
      return;
    }
    try {
      const pulse = await getJson<Pulse>("/desk/pulse");
      // What was pushed while the answer was on its way makes the answer old; the next pulse looks again.
      if (store.state.chats === asked.chats && hasMissed(store.state, pulse)) {
        catchUp();
      }
    } catch {
      // The line tells by itself when the server is gone.
    }
  };
  setInterval(() => void ask(), PULSE_MILLISECONDS);
}
