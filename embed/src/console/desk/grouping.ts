/** Cuts a conversation into days and runs of one writer, so that names and times are said once. */

import type { Message } from "./documents";

const RUN_MILLISECONDS = 5 * 60_000;

export interface Line {
  readonly message: Message;
  readonly startsDay: boolean;
  readonly isFollowUp: boolean;
  readonly startsNew: boolean;
}

/** The lines of a conversation; `readBefore` is the last message that had been read when it was opened. */
export function lines(messages: readonly Message[], readBefore: number): readonly Line[] {
  const firstNew = readBefore > 0 ? messages.find((one) => one.id > readBefore && one.from === "visitor") : undefined;
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const startsDay = before === undefined || !isSameDay(before.at, message.at);
    const startsNew = message === firstNew;
    const isRun = before !== undefined && before.from === message.from && before.name === message.name;
    const isSoon = before !== undefined && Date.parse(message.at) - Date.parse(before.at) < RUN_MILLISECONDS;
    const isSpoken = message.from === "visitor" || message.from === "operator";
    return { message, startsDay, startsNew, isFollowUp: isRun && isSoon && isSpoken && !startsDay && !startsNew };
  });
}

function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
