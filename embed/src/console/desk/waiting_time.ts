/** How long a visitor has waited for an answer, and whether that is still all right. */

import type { DeskChat } from "./documents";

/** calm: within the target · amber: soon too long · red: too long. */
export type Patience = "calm" | "amber" | "red";

const SECOND = 1000;

/** Since when somebody waits for us in this chat; null when nobody does. */
export function waitsSince(chat: DeskChat): string | null {
  if (chat.state === "closed") {
    return null;
  }
  return chat.awaiting_since ?? (chat.state === "waiting" ? (chat.waiting_since ?? chat.started_at) : null);
}

/** Whether the wait is within the targets, which are seconds; `now` in milliseconds. A chat on hold waits by agreement. */
export function patienceOf(chat: DeskChat, targets: { readonly amber: number; readonly red: number }, now: number): Patience {
  const since = waitsSince(chat);
  if (since === null || chat.held_since !== null) {
    return "calm";
  }
  const seconds = (now - Date.parse(since)) / SECOND;
  return seconds >= targets.red ? "red" : seconds >= targets.amber ? "amber" : "calm";
}
