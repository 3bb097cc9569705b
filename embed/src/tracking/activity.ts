/** Notices when a visitor comes back to a page that was left alone: after more than 30 minutes a new visit begins. */

/** What a visitor does on a page; scrolling is one of them. */
export const ACTIVITIES = ["pointermove", "pointerdown", "keydown", "touchstart", "wheel", "scroll"];

/** The longest pause inside one visit; exactly this long is still the same visit. */
export const VISIT_PAUSE_MS = 30 * 60 * 1000;

/**
 * Remembers the last activity on this page, and says when so long a pause ends that a new visit may begin.
 *
 * A visible page is alive without any activity. Whether a new visit begins is for the server to say: it knows the other tabs.
 */
export class Activity {
  private aliveAt: number;

  /** @param lastAt monotonic milliseconds of the last activity */
  constructor(private lastAt: number) {
    this.aliveAt = lastAt;
  }

  /** Notes an activity; true when the pause before it was longer than a visit allows. */
  note(now_ms: number): boolean {
    this.lastAt = now_ms;
    return this.alive(now_ms);
  }

  /** Notes that the page is in front of somebody; true when it had not been for longer than a visit allows. */
  alive(now_ms: number): boolean {
    const isLongPause = now_ms - this.aliveAt > VISIT_PAUSE_MS;
    this.aliveAt = now_ms;
    return isLongPause;
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
