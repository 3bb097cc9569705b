/** Sends what happens on a page to the server: in order, bundled, and with one console line for what is refused. */

import type { Natives } from "../loader/natives";
import type { Server } from "../loader/server";
import { isRecord } from "../shared/json_text";

/** One thing that happened: its kind and its fields. */
export type Signal = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** Who is speaking: the visitor's token and the page and tab. */
export interface Speaker {
  readonly token: string | null;
  readonly page_id: string;
  readonly tab_id: string;
}

/** The server's word on one signal. */
export interface SignalResult {
  readonly ok: boolean;
  readonly code: string;
  readonly message: string;
}

/** What the sender needs of its surroundings. */
export interface SignalNeeds {
  readonly server: Pick<Server, "post" | "beacon">;
  readonly speaker: () => Speaker;
  /** May be called at any time; true once the server has accepted this page and tracks it. */
  readonly isTracked: () => boolean;
  /** Runs something later; what it throws or rejects is caught there. */
  readonly later: (run: () => unknown, milliseconds: number) => unknown;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly answered: (answer: Record<string, unknown>) => void;
  readonly refused: (signal: Signal, result: SignalResult) => void;
}

/** What the page itself asked for: a refusal is worth a line in its console. */
const ASKED_FOR = ["event", "conversion", "tag", "untag", "identify", "attributes"];

/** Tells the page's author what was refused and why. */
export function tellRefusal(natives: Pick<Natives, "warn" | "debug">, signal: Signal, result: SignalResult): void {
  const say = ASKED_FOR.indexOf(signal.kind) >= 0 && result.code !== "not_tracked" ? natives.warn : natives.debug;
  say(`${signal.kind} "${String(signal.id ?? signal.name ?? "")}" was refused: ${result.message || result.code}`);
}

/** What is recorded with the time at which it happened, however long the way to the server takes. */
const TIMED = ["event", "conversion"];

interface Waiting {
  readonly signal: Signal;
  readonly at_ms: number;
}

const BUNDLE_MS = 60;
const MOST_WAITING = 100;

/** Collects signals for a moment and posts them together; only one post is under way at a time, so order is kept. */
export class Signals {
  private waiting: Waiting[] = [];
  private isSending = false;
  private isPlanned = false;

  constructor(private readonly needs: SignalNeeds) {}

  /** Queues a signal. */
  send(signal: Signal): void {
    if (this.waiting.length >= MOST_WAITING) this.waiting.shift();
    this.waiting.push({ signal, at_ms: this.needs.now() });
    this.plan(BUNDLE_MS);
  }

  /** Posts what waits, if the page may speak. */
  async flush(): Promise<void> {
    if (this.isSending || this.waiting.length === 0 || !this.needs.isTracked()) return;
    const sent = this.waiting;
    this.waiting = [];
    this.isSending = true;
    try {
      const answer = await this.needs.server.post("/embed/v1/signal", { ...this.needs.speaker(), signals: this.told(sent) });
      this.judge(sent, answer.results);
      this.needs.answered(answer);
    } catch (problem) {
      if (isTemporary(problem)) {
        this.waiting = [...sent, ...this.waiting].slice(-MOST_WAITING);
        this.plan(5000);
      }
    } finally {
      this.isSending = false;
      if (this.waiting.length > 0) this.plan(BUNDLE_MS);
    }
  }

  /** Says the last words of a page. */
  leave(): void {
    if (!this.needs.isTracked()) return;
    const signals = [...this.told(this.waiting), { kind: "left" }];
    this.waiting = [];
    this.needs.server.beacon("/embed/v1/signal", { ...this.needs.speaker(), signals });
  }

  /** Forgets what waits: the visitor withdrew consent. */
  clear(): void {
    this.waiting = [];
  }

  private plan(milliseconds: number): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    this.needs.later(() => {
      this.isPlanned = false;
      return this.flush();
    }, milliseconds);
  }

  private told(waiting: readonly Waiting[]): Signal[] {
    const now = this.needs.now();
    return waiting.map(({ signal, at_ms }) => {
      const seconds_ago = Math.round(now - at_ms) / 1000;
      return TIMED.indexOf(signal.kind) >= 0 && seconds_ago > 0 ? { ...signal, seconds_ago } : signal;
    });
  }

  private judge(sent: readonly Waiting[], results: unknown): void {
    if (!Array.isArray(results)) return;
    sent.forEach(({ signal }, index) => {
      const result: unknown = results[index];
      if (isRecord(result) && result.ok === false) {
        this.needs.refused(signal, { ok: false, code: String(result.code || ""), message: String(result.message || "") });
      }
    });
  }
}

function isTemporary(problem: unknown): boolean {
  const status = isRecord(problem) && typeof problem.status === "number" ? problem.status : 0;
  return status === 0 || status === 429 || status >= 500;
}
