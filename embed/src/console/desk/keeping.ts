/** Keeps typed words in this browser: drafts per chat, and messages that are not confirmed yet. */

import type { Outgoing } from "./state";

const KEPT_MILLISECONDS = 14 * 24 * 60 * 60 * 1000;

interface Draft {
  readonly text: string;
  readonly at: number;
}

/** The storage a page may use; null where the browser refuses one. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class Keeping {
  constructor(
    private readonly storage: Storage | null,
    private readonly operator: number,
  ) {}

  /** The words that were typed for a chat and not sent. */
  draft(chat: string): string {
    return this.read<Draft>(this.draftName(chat))?.text ?? "";
  }

  /** Remembers (or forgets, when empty) the words typed for a chat. */
  keepDraft(chat: string, text: string, now: number): void {
    if (text === "") {
      this.forget(this.draftName(chat));
    } else {
      this.write(this.draftName(chat), { text, at: now });
    }
  }

  /** The chats that lie open on the desk, by their keys. */
  openChats(): readonly string[] {
    const kept = this.read<readonly unknown[]>(`${this.prefix()}open`);
    return Array.isArray(kept) ? kept.filter((key): key is string => typeof key === "string") : [];
  }

  /** Remembers which chats lie open. */
  keepOpenChats(keys: readonly string[]): void {
    this.write(`${this.prefix()}open`, keys);
  }

  /** Remembers a message until the server has confirmed it. */
  keepOutgoing(outgoing: Outgoing): void {
    this.write(this.outgoingName(outgoing.client_id), outgoing);
  }

  /** The server has it, or the operator took it back. */
  forgetOutgoing(clientId: string): void {
    this.forget(this.outgoingName(clientId));
  }

  /** Messages of an earlier page that were not confirmed, in the order in which they were written. */
  outgoing(): readonly Outgoing[] {
    return this.names(`${this.prefix()}outgoing.`)
      .map((name) => this.read<Outgoing>(name))
      .filter((found): found is Outgoing => found !== null && typeof found.text === "string")
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  /** Forgets drafts that nobody came back to for two weeks. */
  tidy(now: number): void {
    for (const name of this.names(`${this.prefix()}draft.`)) {
      if (now - (this.read<Draft>(name)?.at ?? 0) > KEPT_MILLISECONDS) {
        this.forget(name);
      }
    }
  }

  private prefix(): string {
    return `beckon.desk.${this.operator}.`;
  }

  private draftName(chat: string): string {
    return `${this.prefix()}draft.${chat}`;
  }

  private outgoingName(clientId: string): string {
    return `${this.prefix()}outgoing.${clientId}`;
  }

  private names(prefix: string): readonly string[] {
    const found: string[] = [];
    for (let index = 0; index < (this.storage?.length ?? 0); index += 1) {
      const name = this.storage?.key(index) ?? "";
      if (name.startsWith(prefix)) {
        found.push(name);
      }
    }
    return found;
  }

  private read<Value>(name: string): Value | null {
    try {
      return JSON.parse(this.storage?.getItem(name) ?? "null") as Value | null;
    } catch {
      return null;
    }
  }

  private write(name: string, value: unknown): void {
    try {
      this.storage?.setItem(name, JSON.stringify(value));
    } catch {
      // Full or forbidden: the words are still on the page.
    }
  }

  private forget(name: string): void {
    try {
      this.storage?.removeItem(name);
    } catch {
      // Forbidden: nothing was kept either.
    }
  }
}
