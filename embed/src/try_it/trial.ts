/** One try-it in one tab: a throw-away visitor whose whole history is kept here, in the tab, and nowhere else. */

import { isRecord, toJson } from "../shared/json_text";
import type { Natives } from "../loader/natives";
import { TRIAL_KEY } from "../loader/trial_link";
import { VISIT_PAUSE_MS } from "../tracking/activity";

/** A visitor event that was sent while trying; `at_ms` is on the try-it's own clock. */
export interface TriedEvent {
  readonly id: string;
  readonly at_ms: number;
}

/** What a try-it remembers from page to page. */
export interface Remembered {
  began_ms: number;
  /** How far the clock was put forward in all. */
  forward_ms: number;
  heard_ms: number;
  visits: number;
  page_views: number;
  visit_began_ms: number;
  landing_url: string;
  referrer: string;
  tags: string[];
  events: TriedEvent[];
  times_shown: number;
  has_dismissed: boolean;
  /** When the panel or an invitation was last closed; 0 for never. */
  closed_ms: number;
  /** Facts to be supposed, as typed. */
  pretend: Record<string, string>;
  is_folded: boolean;
}

const MOST_EVENTS = 200;

/** The try-it of this tab; every change is kept at once. */
export class Trial {
  readonly said: Remembered;
  private readonly key: string;
  private isOver = false;

  constructor(
    private readonly view: Window,
    private readonly natives: Natives,
    readonly token: string,
    base: string,
    isFolded: boolean,
  ) {
    this.key = TRIAL_KEY + base;
    this.said = this.recall({ ...nobody(Date.now()), is_folded: isFolded });
  }

  /** The try-it's own clock, in milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.said.forward_ms;
  }

  /** Milliseconds that this page's clocks are ahead of the browser's. */
  ahead_ms = 0;

  /** Puts every clock forward. */
  forward(milliseconds: number): void {
    this.ahead_ms += milliseconds;
    this.said.forward_ms += milliseconds;
    this.keep();
  }

  /** A page begins, in the present visit. */
  notePage(url: string, referrer: string): void {
    const { said } = this;
    this.noteLife();
    if (said.page_views === 0) {
      said.landing_url = url;
      said.referrer = referrer;
    }
    said.page_views += 1;
    this.keep();
  }

  /** A sign of life; after a long pause it begins the next visit, whose first page the loader then announces. */
  noteLife(): void {
    const { said } = this;
    const now = this.now();
    if (said.visits === 0 || now - said.heard_ms > VISIT_PAUSE_MS) {
      said.visits += 1;
      said.page_views = 0;
      said.visit_began_ms = now;
      said.has_dismissed = false;
    }
    said.heard_ms = now;
    this.keep();
  }

  /** An event was sent. */
  noteEvent(id: string): void {
    this.said.events.push({ id, at_ms: this.now() });
    if (this.said.events.length > MOST_EVENTS) this.said.events.shift();
    this.keep();
  }

  /** Seconds since the present visit began. */
  get visit_seconds(): number {
    return Math.max(0, (this.now() - this.said.visit_began_ms) / 1000);
  }

  /** Forgets the visitor; the next page load is somebody new with the same link. What is pretended stays. */
  startOver(): void {
    Object.assign(this.said, nobody(Date.now()), { pretend: this.said.pretend, is_folded: this.said.is_folded });
    this.keep();
  }

  /** Ends the try-it in this tab; nothing is kept any more. */
  end(): void {
    this.isOver = true;
    this.natives.debug("the try-it has ended.");
    this.shelf((shelf) => {
      shelf.removeItem(this.key);
      shelf.removeItem(this.key + ":visitor");
    });
  }

  /** Keeps what is remembered for the tab's next page. */
  keep(): void {
    if (this.isOver) return;
    this.shelf((shelf) => shelf.setItem(this.key + ":visitor", toJson({ token: this.token, ...this.said })));
  }

  /** What the tab remembers of this link; another link begins anew. */
  private recall(fresh: Remembered): Remembered {
    let kept: unknown = null;
    this.shelf((shelf) => {
      kept = this.natives.parse(shelf.getItem(this.key + ":visitor") || "null");
    });
    if (!isRecord(kept) || kept.token !== this.token) return fresh;
    const known: Record<string, unknown> = { ...fresh };
    for (const name of Object.keys(fresh)) {
      const value = kept[name];
      if (typeof value === typeof known[name] && Array.isArray(value) === Array.isArray(known[name])) known[name] = value;
    }
    return known as unknown as Remembered;
  }

  private shelf(run: (shelf: globalThis.Storage) => void): void {
    try {
      run(this.view.sessionStorage);
    } catch {
      // Where storage is refused the try-it lasts for one page.
    }
  }
}

function nobody(now: number): Remembered {
  return {
    began_ms: now, forward_ms: 0, heard_ms: now, visits: 0, page_views: 0, visit_began_ms: now, landing_url: "", referrer: "",
    tags: [], events: [], times_shown: 0, has_dismissed: false, closed_ms: 0, pretend: {}, is_folded: false,
  };
}
