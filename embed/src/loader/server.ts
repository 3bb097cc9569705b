/** Calls Beckon from the customer's page: simple cross-origin posts without cookies, which need no preflight. */

import { isRecord, toJson } from "../shared/json_text";
import type { Natives } from "./natives";

const TIME_LIMIT_MS = 15000;

/** A call that brought no usable answer. */
export class CallFailed extends Error {
  /** @param status HTTP status, 0 when nothing was heard at all */
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/** The server as the loader sees it. */
export class Server {
  constructor(
    private readonly natives: Natives,
    private readonly base: string,
    private readonly beaconOf: Navigator | null,
  ) {}

  /** Posts a document and gives the answer's document; throws CallFailed otherwise. */
  async post(path: string, body: Readonly<Record<string, unknown>>, keepalive = false): Promise<Record<string, unknown>> {
    const abort = typeof AbortController === "function" ? new AbortController() : null;
    const timer = this.natives.setTimer(() => abort && abort.abort(), TIME_LIMIT_MS);
    try {
      const response = await this.natives.fetch(this.base + path, {
        method: "POST",
        body: toJson(body),
        headers: { "Content-Type": "text/plain;charset=UTF-8" },
        mode: "cors",
        // Only Beckon's own pages send their cookie: there, operators are known and not counted as visitors.
        credentials: "same-origin",
        cache: "no-store",
        keepalive,
        ...(abort ? { signal: abort.signal } : {}),
      });
      const answer = this.read(await response.text());
      if (!response.ok || !answer) {
        const problem = answer && isRecord(answer.error) ? answer.error : {};
        throw new CallFailed(response.status, String(problem.code || "failed"), String(problem.message || `status ${response.status}`));
      }
      return answer;
    } finally {
      this.natives.clearTimer(timer);
    }
  }

  /** Sends a last word while the page goes away; nobody waits for an answer. */
  beacon(path: string, body: Readonly<Record<string, unknown>>): void {
    const text = toJson(body);
    try {
      if (this.beaconOf && this.beaconOf.sendBeacon(this.base + path, text)) return;
    } catch {
      // Refused: the post below is the second try.
    }
    void this.post(path, body, true).catch(() => undefined);
  }

  private read(text: string): Record<string, unknown> | null {
    try {
      const value = this.natives.parse(text);
      return isRecord(value) ? value : null;
    } catch {
      return null;
    }
  }
}
