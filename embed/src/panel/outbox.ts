/** Keeps messages that are not yet acknowledged, so that neither a lost line nor a reload loses what was written. */

/** A message on its way. */
export interface Outgoing {
  readonly client_id: string;
  readonly text: string;
  /** The id of the message that it answers. */
  readonly quote?: number | null;
  /** Milliseconds since the epoch when it was written; used for its age and its place, never as its time. */
  readonly written_at: number;
}

/** The part of localStorage that the outbox uses. */
export interface Drawer {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const PREFIX = "beckon-panel:outbox:";
/** At most this many messages are kept … */
export const MOST_KEPT = 200;
/** … for at most this long. */
export const KEPT_FOR_MS = 7 * 24 * 3600 * 1000;

function readOne(raw: string | null): Outgoing | null {
  try {
    const value: unknown = JSON.parse(raw || "null");
    if (typeof value !== "object" || value === null) return null;
    const { client_id, text, quote, written_at } = value as Record<string, unknown>;
    if (typeof client_id !== "string" || typeof text !== "string" || typeof written_at !== "number") return null;
    return { client_id, text, quote: typeof quote === "number" ? quote : null, written_at };
  } catch {
    return null;
  }
}

/** Every message has a place of its own, so two tabs never overwrite each other's. */
export class Outbox {
  constructor(private readonly drawer: Drawer | null) {}

  /** What is still to be sent, oldest first; what is too old is thrown away. */
  load(now_ms: number): Outgoing[] {
    const found: Outgoing[] = [];
    for (const key of this.keys()) {
      const one = readOne(this.attempt((drawer) => drawer.getItem(key)));
      if (one && now_ms - one.written_at <= KEPT_FOR_MS) found.push(one);
      else this.attempt((drawer) => drawer.removeItem(key));
    }
    found.sort((a, b) => a.written_at - b.written_at || (a.client_id < b.client_id ? -1 : 1));
    return found.slice(-MOST_KEPT);
  }

  /** Keeps a message; false when the browser does not let us. */
  keep(message: Outgoing): boolean {
    if (!this.drawer || this.keys().length >= MOST_KEPT) return false;
    try {
      this.drawer.setItem(PREFIX + message.client_id, JSON.stringify(message));
      return true;
    } catch {
      return false;
    }
  }

  /** Forgets a message: it is acknowledged. */
  done(client_id: string): void {
    this.attempt((drawer) => drawer.removeItem(PREFIX + client_id));
  }

  private keys(): string[] {
    return this.attempt((drawer) => {
      const keys: string[] = [];
      for (let index = 0; index < drawer.length; index += 1) {
        const key = drawer.key(index);
        if (key && key.slice(0, PREFIX.length) === PREFIX) keys.push(key);
      }
      return keys;
    }) || [];
  }

  private attempt<Value>(run: (drawer: Drawer) => Value): Value | null {
    if (!this.drawer) return null;
    try {
      return run(this.drawer);
    } catch {
      return null;
    }
  }
}
