/** Watches the invitations that the server armed for this page and claims the first one whose test holds. */

import { readInvitation, type Invitation } from "../shared/wire";
import type { Armed } from "./armed";
import type { MomentReport } from "./widget_module";

/** What the rule engine says about a test: its verdict, and in how many milliseconds it could become true by itself. */
export interface Judgement {
  readonly holds: boolean;
  readonly wake_ms: number | null;
}

/** What the watcher needs of its surroundings. */
export interface WatcherNeeds {
  readonly judge: (test: unknown, moment_facts: Readonly<Record<string, unknown>>) => Judgement;
  readonly claim: (armed: Armed, moment_facts: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;
  readonly granted: (invitation: Invitation) => void;
  readonly refused: (key: string, reason: string) => void;
  /** False while something forbids showing this one: a hidden tab, an open chat, an invitation on screen. */
  readonly may_show: (armed: Armed) => boolean;
  /** The server judged otherwise than its own list said: it has to be asked for a new one. */
  readonly outdated: () => void;
  readonly now: () => number;
  readonly setTimer: (run: () => void, milliseconds: number) => number;
  readonly clearTimer: (timer: number) => void;
}

/** A moment that somebody has to watch on this page, with the way to report it. */
export interface WantedMoment extends MomentReport {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where the server says that its browser module lies. */
  readonly module: unknown;
}

/** What has to happen before a refused invitation is tried again on this page. */
type Wait = "next_page" | "team" | "chat" | number;

interface Entry {
  armed: Armed;
  wait: Wait | null;
  refusals: number;
  /** Somebody watches for its moment on this page. */
  watched: boolean;
  happened: boolean;
  lasting: boolean;
  facts: Readonly<Record<string, unknown>>;
}

function entryOf(armed: Armed): Entry {
  return { armed, wait: null, refusals: 0, watched: false, happened: false, lasting: false, facts: {} };
}

const LONGEST_TIMER_MS = 0x7fffffff;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60000;
const OTHER_TAB_MS = 30000;
/** After so many refusals of the same test the two sides disagree for good. */
const MOST_REFUSALS = 6;

/** After these the server's list is not what it was: it is asked for a new one, and says when to ask once more. */
const OUTDATED = new Set(["conditions", "changed", "schedule", "budget_gap"]);

/** What a refusal means for the rest of this page. */
export function waitAfter(reason: string, refusals: number, now_ms: number): Wait {
  switch (reason) {
    case "conditions":
    case "changed":
      if (refusals >= MOST_REFUSALS) return "next_page";
      return now_ms + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** refusals);
    case "failed":
      return now_ms + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(refusals, 6));
    case "team_offline":
      return "team";
    case "open_chat":
      return "chat";
    case "one_at_a_time":
    case "claimed_elsewhere":
      return now_ms + OTHER_TAB_MS;
    default:
      return "next_page";
  }
}

/** One watcher per page; it has a single timer, set for the next instant at which any test can become true. */
export class Watcher {
  private entries: Entry[] = [];
  private timer = 0;
  private isClaiming = false;
  private round = 0;
  private isInstant = false;
  private meanwhile: Readonly<Record<string, unknown>> = {};

  constructor(private readonly needs: WatcherNeeds) {}

  /** Takes a new page's list; everything known about the last one is forgotten. */
  arm(armed: readonly Armed[]): void {
    this.round += 1;
    this.entries = armed.map(entryOf);
    this.review();
  }

  /** Takes a fresh list for the same page; what had its answer or has to wait goes on waiting. */
  rearm(armed: readonly Armed[]): void {
    const known = new Map(this.entries.map((entry) => [entry.armed.key, entry]));
    this.entries = armed.map((one) => {
      const before = known.get(one.key);
      if (!before || before.armed.version !== one.version) return { ...entryOf(one), wait: before && before.wait === "next_page" ? before.wait : null };
      const isSame = JSON.stringify(before.armed.test) === JSON.stringify(one.test);
      if (typeof before.wait === "number" && !isSame) before.wait = null;
      return Object.assign(before, { armed: one, refusals: isSame ? before.refusals : 0 });
    });
    this.review();
  }

  /** The moments that nobody watches yet; the caller does from now on, until the page ends. */
  moments(): WantedMoment[] {
    const wanted = this.entries.filter((entry) => entry.armed.moment && !entry.watched);
    return wanted.map((entry) => ({
      settings: Object.assign(entry, { watched: true }).armed.moment || {},
      module: entry.armed.module,
      happened: (facts: Readonly<Record<string, unknown>> = {}) => {
        entry.happened = true;
        entry.facts = facts;
        if (!this.isInstant) this.instant({}, () => undefined);
      },
      began: () => {
        entry.lasting = true;
        this.review();
      },
      ended: () => {
        entry.lasting = false;
      },
    }));
  }

  /** Something is so at this instant only: `during` may report moments, and everybody is judged with `facts` once. */
  instant(facts: Readonly<Record<string, unknown>>, during: () => void): void {
    this.isInstant = true;
    try {
      during();
    } finally {
      this.isInstant = false;
    }
    this.review(facts);
    // One that would have shown but came second stays in the queue; for all others the instant is over.
    for (const entry of this.entries) if (entry.happened && !this.isReady(entry)) entry.happened = false;
  }

  /** The page ends: no moment of it counts any more. */
  rest(): void {
    for (const entry of this.entries) {
      entry.happened = false;
      entry.lasting = false;
    }
  }

  /** Looks again because a fact changed; `facts` hold for this instant only. */
  review(facts: Readonly<Record<string, unknown>> = {}): void {
    this.needs.clearTimer(this.timer);
    this.timer = 0;
    if (this.isClaiming) {
      // What happens while the server is asked counts when it has answered, if it says no.
      this.meanwhile = { ...this.meanwhile, ...facts };
      return;
    }
    const now = this.needs.now();
    let wake = Number.POSITIVE_INFINITY;
    for (const entry of this.entries) {
      if (typeof entry.wait === "number" && entry.wait <= now) entry.wait = null;
      if (entry.wait !== null) {
        if (typeof entry.wait === "number") wake = Math.min(wake, entry.wait - now);
        continue;
      }
      if ((entry.armed.moment && !entry.happened && !entry.lasting) || !this.needs.may_show(entry.armed)) continue;
      const known = { ...entry.facts, ...facts };
      const judgement = this.needs.judge(entry.armed.test, known);
      if (judgement.holds) {
        this.meanwhile = facts;
        void this.claim(entry, known);
        return;
      }
      if (judgement.wake_ms !== null) wake = Math.min(wake, judgement.wake_ms);
    }
    if (wake < Number.POSITIVE_INFINITY) {
      this.timer = this.needs.setTimer(() => this.review(), Math.min(LONGEST_TIMER_MS, Math.max(1, Math.ceil(wake))));
    }
  }

  /** Something that a refusal waited for has changed. */
  release(what: "team" | "chat"): void {
    for (const entry of this.entries) if (entry.wait === what) entry.wait = null;
    this.review();
  }

  /** This invitation has had its answer on this page. */
  settle(key: string): void {
    for (const entry of this.entries) if (entry.armed.key === key) entry.wait = "next_page";
  }

  /** Stops for good. */
  stop(): void {
    this.needs.clearTimer(this.timer);
    this.entries = [];
    this.round += 1;
  }

  private isReady(entry: Entry): boolean {
    return entry.happened && entry.wait === null && this.needs.judge(entry.armed.test, entry.facts).holds;
  }

  private async claim(entry: Entry, facts: Readonly<Record<string, unknown>>): Promise<void> {
    const round = this.round;
    this.isClaiming = true;
    let answer: Record<string, unknown> = {};
    try {
      answer = await this.needs.claim(entry.armed, facts);
    } catch {
      answer = { granted: false, reason: "failed" };
    }
    this.isClaiming = false;
    const invitation = answer.granted === true ? readInvitation(answer.impression, answer.invitation) : null;
    if (invitation) {
      entry.wait = "next_page";
      this.needs.granted(invitation);
    } else if (round === this.round) {
      const reason = typeof answer.reason === "string" ? answer.reason : "failed";
      entry.wait = waitAfter(reason, entry.refusals, this.needs.now());
      entry.refusals += 1;
      entry.happened = false;
      this.needs.refused(entry.armed.key, reason);
      if (OUTDATED.has(reason)) this.needs.outdated();
    }
    const instant = invitation ? {} : this.meanwhile;
    this.meanwhile = {};
    this.review(instant);
  }
}
