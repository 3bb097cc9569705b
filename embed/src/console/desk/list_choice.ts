/** What an operator wants to see in the lists, and in which order. */

import type { DeskChat, ListName } from "./documents";
import { fold } from "./fuzzy";
import { waitsSince } from "./waiting_time";
import { called, countryName } from "./words";

/** oldest: as they began · waiting: who has waited longest for an answer · activity: where something happened last. */
export type Sort = "oldest" | "waiting" | "activity";
export const SORTS: readonly Sort[] = ["oldest", "waiting", "activity"];

export interface Choice {
  readonly words: string;
  readonly department: number | null;
  readonly sort: Sort;
}

export const EVERYTHING: Choice = { words: "", department: null, sort: "oldest" };

/** Whether some chats are left out. */
export function isNarrow(choice: Choice): boolean {
  return choice.words.trim() !== "" || choice.department !== null;
}

/** The chats of a list that were asked for, in the order that was asked for; closed ones stay the latest first. */
export function chosen(name: ListName, chats: readonly DeskChat[], choice: Choice): readonly DeskChat[] {
  const words = fold(choice.words).split(/\s+/).filter((word) => word !== "");
  const wanted = chats.filter((chat) => {
    const isThere = choice.department === null || chat.department_id === choice.department;
    return isThere && (words.length === 0 || holds(chat, words));
  });
  if (name === "closed" || choice.sort === "oldest") {
    return wanted;
  }
  const by = choice.sort === "waiting" ? byWaiting : byActivity;
  return [...wanted].sort(by);
}

/** Whether all these words (folded) are somewhere in what the row says. */
function holds(chat: DeskChat, words: readonly string[]): boolean {
  const { visitor, page } = chat;
  const country = visitor.country === null ? "" : `${visitor.country} ${countryName(visitor.country)}`;
  const parts = [called(visitor), chat.last_line, page?.title, page?.url, chat.department, country, chat.operator?.name, ...chat.tags];
  const whole = fold(parts.filter(Boolean).join(" "));
  return words.every((word) => whole.includes(word));
}

/** Those who wait come first, the longest wait on top; then the others by their latest message. */
function byWaiting(one: DeskChat, other: DeskChat): number {
  const since = waitsSince(one);
  const otherSince = waitsSince(other);
  if (since !== null && otherSince !== null) {
    return Date.parse(since) - Date.parse(otherSince);
  }
  return since === otherSince ? byActivity(one, other) : since === null ? 1 : -1;
}

function byActivity(one: DeskChat, other: DeskChat): number {
  return Date.parse(other.last_activity_at ?? other.started_at) - Date.parse(one.last_activity_at ?? one.started_at);
}
