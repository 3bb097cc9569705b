/** Remembers what the visitor has read and what the page has been told about, by the ids of messages. */

import type { Message } from "../shared/wire";

/** The marks of one chat. */
export class ReadMarks {
  private seenUpTo = 0;
  /** Up to this id messages were there when the page came, or have been announced since; null before the first look. */
  private announcedUpTo: number | null = null;
  private unreadAtStart = 0;
  private startedAt = 0;

  /** True once the first look at the chat has been taken. */
  get hasBegun(): boolean {
    return this.announcedUpTo !== null;
  }

  /** What is there up to `from` is known, `unread` of it not yet read; what comes later is news. */
  begin(from: number, unread: number): void {
    this.announcedUpTo = this.startedAt = from;
    this.unreadAtStart = from > 0 ? unread : 0;
    if (from === 0) this.seenUpTo = 0;
  }

  /** The operators' messages up to `last` that nobody has been told about, each once and in order. */
  news(messages: readonly Message[], last: number): readonly Message[] {
    const from = this.announcedUpTo;
    if (from === null || last <= from) return [];
    this.announcedUpTo = last;
    return messages.filter((message) => message.id > from && message.id <= last && message.from === "operator");
  }

  /** Notes that everything up to `last` is on the screen; true when that is new. */
  see(last: number): boolean {
    if (last <= this.seenUpTo) return false;
    this.seenUpTo = last;
    return true;
  }

  /** How many of the operators' messages have not been on the screen. */
  unread(messages: readonly Message[]): number {
    const readUpTo = Math.max(this.seenUpTo, this.startedAt);
    const fresh = messages.filter((message) => message.from === "operator" && message.id > readUpTo).length;
    return fresh + (this.seenUpTo === 0 ? this.unreadAtStart : 0);
  }
}
