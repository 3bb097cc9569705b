/** Notices when a visitor comes back to a page that was left alone: after more than 30 minutes a new visit begins. */

/** The longest pause inside one visit; exactly this long is still the same visit. */
export const VISIT_PAUSE_MS = 30 * 60 * 1000;

/** Remembers the last activity on this page and says whether the next one opens a new visit. */
export class Activity {
  /** @param lastAt monotonic milliseconds of the last activity */
  constructor(private lastAt: number) {}

  /** Notes an activity; true when the pause before it was longer than a visit allows. */
  note(now_ms: number): boolean {
    const isNewVisit = now_ms - this.lastAt > VISIT_PAUSE_MS;
    this.lastAt = now_ms;
    return isNewVisit;
  }

  /** Milliseconds without pointer, key, touch or scroll. */
  idle(now_ms: number): number {
    return Math.max(0, now_ms - this.lastAt);
  }

  /** The instant of the last activity, monotonic milliseconds. */
  get at(): number {
    return this.lastAt;
  }
}
