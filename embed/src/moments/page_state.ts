/** Everything the browser itself knows about the present page, as the facts that rules may ask for. */

import { Activity } from "../tracking/activity";
import { cleanUrl } from "../tracking/urls";

/** A visitor event recorded on this page. */
export interface SeenEvent {
  readonly id: string;
  readonly value: string | number | null;
  readonly at_ms: number;
}

/** What the server said about the visit when this page began. */
export interface VisitStart {
  readonly number: number | null;
  readonly page_views: number | null;
  readonly seconds: number | null;
}

/** Gathers the fast facts of one page; time is always an argument and monotonic, in milliseconds. */
export class PageState {
  readonly events: SeenEvent[] = [];
  readonly tags = new Set<string>();
  activity: Activity;
  began_at: number;
  scroll_percent = 0;
  is_open = false;
  closed_at: number | null = null;
  team_online: boolean | null = null;
  visit: VisitStart = { number: null, page_views: null, seconds: null };
  private visit_known_at: number;

  constructor(
    private readonly view: Window,
    private readonly router: "history" | "hash",
    now_ms: number,
  ) {
    this.began_at = now_ms;
    this.visit_known_at = now_ms;
    this.activity = new Activity(now_ms);
  }

  /** A new page begins: page clocks and scroll depth start again, events of the visit stay. */
  begin(now_ms: number): void {
    this.began_at = now_ms;
    this.scroll_percent = 0;
  }

  /** Takes the server's count of the visit. */
  know(visit: VisitStart, now_ms: number): void {
    this.visit = visit;
    this.visit_known_at = now_ms;
  }

  /** The address as it may be sent. */
  get url(): string {
    return cleanUrl(this.view.location.href, this.router);
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
      "page.language": this.view.document.documentElement.lang || null,
      "widget.open": this.is_open,
      "widget.closed_seconds": this.closed_at === null ? null : Math.max(0, (now_ms - this.closed_at) / 1000),
      "device.scroll_percent": this.scroll_percent,
      "device.idle_seconds": this.activity.idle(now_ms) / 1000,
    };
    if (this.visit.seconds !== null) facts["visit.seconds"] = this.visit.seconds + (now_ms - this.visit_known_at) / 1000;
    if (this.visit.page_views !== null) facts["visit.page_views"] = this.visit.page_views;
    if (this.visit.number !== null) facts["visitor.visits"] = this.visit.number;
    if (this.team_online !== null) facts["team.online"] = this.team_online;
    for (const name of Object.keys(moment)) facts[name] = moment[name];
    return facts;
  }
}
