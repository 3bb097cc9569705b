/** Who this page belongs to: the visitor's token, the tab, and what may be kept about them. */

import { randomId } from "../shared/random_id";
import { Memory, type ShelfSource } from "./memory";
import type { Storage } from "./options";

const TOKEN = "token";
const TAB = "tab";
const OPEN = "open";
const KEYS = [TOKEN, TAB] as const;

/** Keeps token and tab name under the level that embed code, consent and the browser's privacy signal allow. */
export class Identity {
  private readonly memory: Memory;
  private readonly tab: string;
  private tokenHere: string | null;
  /** The panel was open in this tab when its last page went away. */
  readonly was_open: boolean;
  page_id = randomId();

  constructor(level: Storage, home: string, local: ShelfSource, session: ShelfSource) {
    this.memory = new Memory(level, `beckon:${home}:`, local, session);
    this.tokenHere = this.memory.read(TOKEN);
    this.tab = this.takeTab();
    this.was_open = this.memory.readForTab(OPEN) !== null;
    this.memory.forget(OPEN);
  }

  /** The level in force. */
  get level(): Storage {
    return this.memory.level;
  }

  /** The visitor's token, if there is one. */
  get token(): string | null {
    return this.tokenHere;
  }

  /** The visitor's id, which the page may pass to its own server; the signature behind it stays here. */
  get visitor(): string | null {
    return this.tokenHere ? this.tokenHere.split(".")[0] as string : null;
  }

  /** The name of this tab. */
  get tab_id(): string {
    return this.tab;
  }

  /** Takes a token that the server or the panel gave. */
  setToken(token: string): void {
    this.tokenHere = token;
    this.memory.write(TOKEN, token);
  }

  /** Whether the browser really keeps what the level allows. */
  get keeps(): boolean {
    return this.memory.keeps;
  }

  /** Changes what may be kept; "none" forgets the visitor at once. */
  consent(level: Storage): void {
    this.memory.change(level, KEYS);
    if (level === "none") this.tokenHere = null;
  }

  /** A page goes away: what the tab's next page has to know waits in the tab, and only while no page is there, so a duplicated tab gets its own. */
  leave(isOpen: boolean): void {
    if (!this.tokenHere) return;
    this.memory.writeForTab(TAB, this.tab);
    if (isOpen) this.memory.writeForTab(OPEN, "1");
  }

  /** The page is used again (after the back/forward cache). */
  comeBack(): void {
    this.memory.forget(TAB);
    this.memory.forget(OPEN);
  }

  private takeTab(): string {
    const kept = this.memory.readForTab(TAB);
    this.memory.forget(TAB);
    return kept && /^[\w-]{8,64}$/.test(kept) ? kept : randomId();
  }
}
