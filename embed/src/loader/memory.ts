/** What the widget remembers on the visitor's device, as far as the embed code and the visitor allow it. */

import type { Storage } from "./options";

/** The part of the browser's storage that we use. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Gives a shelf, or throws or answers null where the browser refuses one. */
export type ShelfSource = () => Shelf | null | undefined;

/** Keeps small texts under the strictest of: the embed code, the visitor's consent, and what the browser permits. */
export class Memory {
  private readonly kept = new Map<string, string>();
  private mode: Storage;

  constructor(
    mode: Storage,
    private readonly prefix: string,
    private readonly local: ShelfSource,
    private readonly session: ShelfSource,
  ) {
    this.mode = mode;
  }

  /** The level in force. */
  get level(): Storage {
    return this.mode;
  }

  /** Whether the browser really keeps what the level allows; private windows and policies may refuse it. */
  get keeps(): boolean {
    const key = this.prefix + "kept";
    try {
      const shelf = this.shelf();
      shelf?.setItem(key, "1");
      const isKept = shelf?.getItem(key) === "1";
      shelf?.removeItem(key);
      return isKept;
    } catch {
      return false;
    }
  }

  /** Reads a text; storage that throws reads as empty. */
  read(key: string): string | null {
    const here = this.kept.get(key);
    if (here !== undefined) return here;
    const shelf = this.shelf();
    if (!shelf) return null;
    try {
      return shelf.getItem(this.prefix + key);
    } catch {
      return null;
    }
  }

  /** Keeps a text for this page, and longer where that is allowed and possible. */
  write(key: string, value: string): void {
    this.kept.set(key, value);
    this.store(this.shelf(), key, value);
  }

  /** Keeps a text for this tab only, never longer than the level allows. */
  writeForTab(key: string, value: string): void {
    this.kept.set(key, value);
    if (this.mode !== "none") this.store(opened(this.session), key, value);
  }

  /** Reads a text that was kept for this tab. */
  readForTab(key: string): string | null {
    const here = this.kept.get(key);
    if (here !== undefined || this.mode === "none") return here ?? null;
    try {
      return opened(this.session)?.getItem(this.prefix + key) ?? null;
    } catch {
      return null;
    }
  }

  /** Forgets a text everywhere. */
  forget(key: string): void {
    this.kept.delete(key);
    for (const source of [this.local, this.session]) {
      try {
        opened(source)?.removeItem(this.prefix + key);
      } catch {
        // Nothing is kept where storage is refused.
      }
    }
  }

  /** Changes the level; a lower one wipes what the higher one had stored, and what is known now moves along. */
  change(mode: Storage, keys: readonly string[]): void {
    const order: Storage[] = ["none", "session", "full"];
    const lower = order.indexOf(mode) < order.indexOf(this.mode);
    const known = keys.map((key) => [key, this.read(key)] as const);
    if (lower) for (const key of keys) this.forget(key);
    this.mode = mode;
    for (const [key, value] of known) {
      if (value === null || mode === "none") continue;
      this.write(key, value);
    }
  }

  private shelf(): Shelf | null {
    if (this.mode === "none") return null;
    return opened(this.mode === "full" ? this.local : this.session);
  }

  private store(shelf: Shelf | null, key: string, value: string): void {
    try {
      shelf?.setItem(this.prefix + key, value);
    } catch {
      // A full or forbidden storage leaves the text in memory.
    }
  }
}

function opened(source: ShelfSource): Shelf | null {
  try {
    return source() ?? null;
  } catch {
    return null;
  }
}
