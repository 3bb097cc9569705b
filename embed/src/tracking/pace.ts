/** Keeps page views to one per second: of several route changes in a row, the last one counts. */

/** Answers how long the next page view has to wait. */
export class Pace {
  private lastAt: number | null = null;

  /** @param gap_ms the smallest distance of two page views, in milliseconds */
  constructor(private readonly gap_ms: number) {}

  /** Milliseconds until a page view may be sent at `now_ms`. */
  wait(now_ms: number): number {
    if (this.lastAt === null) return 0;
    return Math.max(0, this.lastAt + this.gap_ms - now_ms);
  }

  /** Notes that a page view was sent. */
  sent(now_ms: number): void {
    this.lastAt = now_ms;
  }
}
