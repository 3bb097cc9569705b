/** Everything the browser itself knows about the present page, as the facts that rules may ask for. */

import { isRecord } from "../shared/json_text";
import { Activity } from "../tracking/activity";
import { cleanUrl } from "../tracking/urls";

/** A record of an event as the server tells it: its identifier, and how many seconds ago it happened. */
export type RecordedEvent = readonly [id: string, seconds_ago: number];

/** Reads the server's list of records; what is not one is left out, and null is no list. */
export function readRecorded(value: unknown): RecordedEvent[] | null {
  if (!Array.isArray(value)) return null;
  return value.flatMap((item: unknown) => {
    const [id, seconds_ago] = Array.isArray(item) ? (item as unknown[]) : [];
    return typeof id === "string" && typeof seconds_ago === "number" && seconds_ago >= 0 ? [[id, seconds_ago] as const] : [];
  });
}

/** What the server said about the visit when this page began. */
export interface VisitStart {
  readonly number: number | null;
  readonly page_views: number | null;
  readonly seconds: number | null;
}

const CLOSED = "widget.closed_seconds";

/** Reads the server's clocks: seconds by the name of the fact, null where there is no such clock. */
export function readClocks(value: unknown): Record<string, number | null> {
  const clocks: Record<string, number | null> = {};
  if (!isRecord(value)) return clocks;
  for (const name of Object.keys(value)) {
    const seconds = value[name];
    if (seconds === null || (typeof seconds === "number" && seconds >= 0)) clocks[name] = seconds;
  }
  return clocks;
}

/** Gathers the fast facts of one page; time is always an argument and monotonic, in milliseconds. */
export class PageState {
  readonly tags = new Set<string>();
  activity: Activity;
  began_at: number;
  scroll_percent = 0;
  is_open = false;
  closed_at: number | null = null;
  team_online: boolean | null = null;
  /** What somebody who tries an invitation wants to be true instead. */
  pretended: Readonly<Record<string, unknown>> = {};
  visit: VisitStart = { number: null, page_views: null, seconds: null };
  private visit_known_at: number;
  private visible_ms = 0;
  private visible_since: number | null;
  /** Clocks that the server started, by the fact: their seconds at an instant; null where there is no such clock. */
  private readonly running = new Map<string, { readonly seconds: number | null; readonly at_ms: number }>();
  private recorded: readonly RecordedEvent[] | null = null;
  private recorded_at = 0;

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
  knowClocks(clocks: Readonly<Record<string, number | null>>, now_ms: number): void {
    for (const name of Object.keys(clocks)) {
      const seconds = clocks[name] ?? null;
      if (name === CLOSED) {
        if (seconds !== null) this.closed_at = Math.max(this.closed_at ?? Number.NEGATIVE_INFINITY, now_ms - seconds * 1000);
      } else {
        this.running.set(name, { seconds, at_ms: now_ms });
      }
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

  /** The facts at one instant; what the browser cannot know is missing. */
  facts(now_ms: number, moment: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const facts: Record<string, unknown> = {
      "page.url": this.url,
      "page.title": this.title,
      "page.seconds": (now_ms - this.began_at) / 1000,
      "page.visible_seconds": this.visibleFor(now_ms) / 1000,
      "page.language": this.language || null,
      "widget.open": this.is_open,
      [CLOSED]: this.closed_at === null ? null : Math.max(0, (now_ms - this.closed_at) / 1000),
      "device.scroll_percent": this.scroll_percent,
      "device.idle_seconds": this.activity.idle(now_ms) / 1000,
    };
    if (this.visit.seconds !== null) facts["visit.seconds"] = this.visit.seconds + (now_ms - this.visit_known_at) / 1000;
    if (this.visit.page_views !== null) facts["visit.page_views"] = this.visit.page_views;
    if (this.visit.number !== null) facts["visitor.visits"] = this.visit.number;
    if (this.team_online !== null) facts["team.online"] = this.team_online;
    this.running.forEach(({ seconds, at_ms }, name) => {
      facts[name] = seconds === null ? null : seconds + Math.max(0, now_ms - at_ms) / 1000;
    });
    if (this.recorded) {
      const later = Math.max(0, now_ms - this.recorded_at) / 1000;
      facts["event.count"] = this.recorded.map(([id, seconds_ago]) => [id, seconds_ago + later]);
    }
    return { ...facts, ...moment, ...this.pretended };
  }

  private get isVisible(): boolean {
    return this.view.document.visibilityState !== "hidden";
  }

  private visibleFor(now_ms: number): number {
    return this.visible_ms + (this.visible_since === null ? 0 : Math.max(0, now_ms - this.visible_since));
  }
}
