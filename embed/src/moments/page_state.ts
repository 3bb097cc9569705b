/** What is noted about the present page while it is open; page_facts.ts makes facts of it when rules are judged. */

import { Activity } from "../tracking/activity";
import { cleanUrl } from "../tracking/urls";

/** A record of an event as the server tells it: its identifier, and how many seconds ago it happened. */
export type RecordedEvent = readonly [id: string, seconds_ago: number];

/** Reads the server's list of records; null is no list. */
export function readRecorded(value: unknown): RecordedEvent[] | null {
  return Array.isArray(value) ? value.filter(Array.isArray) as unknown as RecordedEvent[] : null;
}

/** What the server said about the visit when this page began. */
export interface VisitStart {
  readonly number: number | null;
  readonly page_views: number | null;
  readonly seconds: number | null;
}

/** Of the clocks that the server starts, the one that the page itself may start anew. */
export const CLOSED = "widget.closed_seconds";

/** Clocks of the server: seconds by the name of the fact, null where there is no such clock. */
export type Clocks = Readonly<Record<string, number | null>>;

/** The state of one page; time is always an argument and monotonic, in milliseconds. */
export class PageState {
  activity: Activity;
  began_at: number;
  scroll_percent = 0;
  is_open = false;
  closed_at: number | null = null;
  team_online: boolean | null = null;
  /** What somebody who tries an invitation wants to be true instead. */
  pretended: Readonly<Record<string, unknown>> = {};
  visit: VisitStart = { number: null, page_views: null, seconds: null };
  visit_known_at: number;
  private visible_ms = 0;
  private visible_since: number | null;
  /** Clocks that the server started, by the fact: their seconds at an instant; null where there is no such clock. */
  readonly running = new Map<string, { readonly seconds: number | null; readonly at_ms: number }>();
  recorded: readonly RecordedEvent[] | null = null;
  recorded_at = 0;

  constructor(
    private readonly view: Window,
    private readonly router: "history" | "hash",
    now_ms: number,
  ) {
    this.began_at = now_ms;
    this.visit_known_at = now_ms;
    this.activity = new Activity(now_ms);
    this.visible_since = this.isVisible ? now_ms : null;
  }

  /** A new page begins: page clocks and scroll depth start again, events of the visit stay. */
  begin(now_ms: number): void {
    this.began_at = now_ms;
    this.scroll_percent = 0;
    this.visible_ms = 0;
    this.visible_since = this.isVisible ? now_ms : null;
  }

  /** The page came to the front or went behind. */
  noteVisibility(now_ms: number): void {
    if (this.isVisible === (this.visible_since !== null)) return;
    this.visible_ms = this.visibleFor(now_ms);
    this.visible_since = this.isVisible ? now_ms : null;
  }

  /** Takes clocks that only the server could start; of the closing, the latest counts, in whichever tab it was. */
  knowClocks(clocks: Clocks | undefined, now_ms: number): void {
    for (const name of Object.keys(clocks || {})) {
      const seconds = clocks?.[name] ?? null;
      const at_ms = now_ms - (seconds || 0) * 1000;
      if (name !== CLOSED) this.running.set(name, { seconds, at_ms: now_ms });
      else if (this.closed_at === null || this.closed_at < at_ms) this.closed_at = at_ms;
    }
  }

  /** True where some rule on this page asks for a clock that the server started. */
  watches(clock: string): boolean {
    return this.running.has(clock);
  }

  /** Takes the server's count of the visit. */
  know(visit: VisitStart, now_ms: number): void {
    this.visit = visit;
    this.visit_known_at = now_ms;
  }

  /** Takes what the server has recorded of the visitor's events, on this page and before. */
  knowEvents(recorded: readonly RecordedEvent[], now_ms: number): void {
    this.recorded = recorded;
    this.recorded_at = now_ms;
  }

  /** The address as it may be sent. */
  get url(): string {
    return cleanUrl(this.view.location.href, this.router);
  }

  /** The language that the page says it is written in. */
  get language(): string {
    return String(this.view.document.documentElement.lang || "").slice(0, 35);
  }

  /** The page's title, shortened. */
  get title(): string {
    return String(this.view.document.title || "").slice(0, 500);
  }

  /** Looks at how far the page, or the large scrolling part of it, has been read. */
  noteScroll(target: EventTarget | null): void {
    const document = this.view.document;
    const page = document.scrollingElement || document.documentElement;
    let area: Element = page;
    if (target && target !== document && target !== this.view && "scrollHeight" in target) {
      const element = target as Element;
      if (element.clientHeight * 2 < this.view.innerHeight) return;
      area = element;
    }
    const room = area.scrollHeight - area.clientHeight;
    if (room <= 0) return;
    this.scroll_percent = Math.max(this.scroll_percent, Math.min(100, Math.round((area.scrollTop / room) * 1000) / 10));
  }

  private get isVisible(): boolean {
    return this.view.document.visibilityState !== "hidden";
  }

  /** Milliseconds for which this page has been in front. */
  visibleFor(now_ms: number): number {
    return this.visible_ms + (this.visible_since === null ? 0 : Math.max(0, now_ms - this.visible_since));
  }
}
