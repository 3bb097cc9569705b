/** The server as a try-it's page sees it: calls carry the made-up visitor, and what would be recorded stays in the tab. */

import { Server } from "../loader/server";
import type { Natives } from "../loader/natives";
import { isRecord } from "../shared/json_text";
import type { Trial } from "./trial";

/** What happened to the invitation on the screen. */
export type Answered = "shown" | "opened" | "dismissed" | "expired";

/** Who wants to hear of what happens. */
export interface TrialListener {
  /** Something that rules look at may have changed. */
  changed(): void;
  answered(how: Answered): void;
  /** Facts that are supposed, as the browser's own evaluator reads them. */
  pretended(values: Readonly<Record<string, unknown>>): void;
}

const PAGE = "/embed/v1/page";
const CLAIM = "/embed/v1/claim";
const SIGNAL = "/embed/v1/signal";
/** The parts of a page's document that a try-it sends too. */
const OF_THE_PAGE = ["url", "title", "page_language", "languages", "time_zone", "screen", "hints", "embed", "theme", "visitor"] as const;

/** Stands where the loader's server stands. */
export class TrialServer extends Server {
  listener: TrialListener | null = null;
  private page: Record<string, unknown> = {};
  private page_id: unknown = null;
  private team: unknown = null;

  /** The server could not be asked about the present page; it has to be asked again. */
  isBehind = false;

  constructor(natives: Natives, private readonly home: string, private readonly trial: Trial) {
    super(natives, home, null);
  }

  /** Answers the loader; only pages and claims reach Beckon, under the addresses of try-its. */
  override async post(path: string, body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    if (path === PAGE) return this.open(body);
    if (path === CLAIM) {
      this.notePage(body);
      const answer = await super.post("/embed/v1/try/claim", { ...this.visitor(), facts: body.facts });
      this.tell();
      return answer;
    }
    if (path === SIGNAL) return this.signals(body.signals);
    return {};
  }

  /** Nothing is said when a page goes away. */
  override beacon(): void {
    this.trial.keep();
  }

  /** Asks why the invitation shows or what it waits for; null before the first page was announced. */
  async explain(facts: Readonly<Record<string, unknown>>): Promise<Record<string, unknown> | null> {
    if (this.page_id === null) return null;
    const answer = await super.post("/embed/v1/try/explain", { ...this.visitor(), url: facts["page.url"], title: facts["page.title"], facts });
    this.team = answer.team;
    return answer;
  }

  private async open(body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    this.notePage(body);
    if (body.page_id !== this.page_id) {
      this.page_id = body.page_id;
      this.trial.notePage(String(body.url), String(body.referrer || ""));
      if (Array.isArray(body.tags)) body.tags.forEach((tag) => this.tag(String(tag)));
    }
    const answer = await this.ask();
    if (answer.team) this.team = answer.team;
    if (this.listener && isRecord(answer.pretended)) this.listener.pretended(answer.pretended);
    this.tell();
    return { ...answer, token: "try-it", tracking: true, ...this.counted() };
  }

  /** The server's word on the page. Without one nothing is armed, and even then no real chat opens on this page. */
  private async ask(): Promise<Record<string, unknown>> {
    try {
      const answer = await super.post("/embed/v1/try/page", this.visitor());
      this.isBehind = false;
      return answer;
    } catch {
      this.isBehind = true;
      return { armed: [], widget: { panel_url: this.home + "/embed/try/panel" } };
    }
  }

  private notePage(body: Readonly<Record<string, unknown>>): void {
    for (const name of OF_THE_PAGE) if (body[name] !== undefined) this.page[name] = body[name];
  }

  /** Keeps what a visitor's server would record. */
  private signals(signals: unknown): Record<string, unknown> {
    const list: unknown[] = Array.isArray(signals) ? signals : [];
    const results = list.map((signal) => {
      if (isRecord(signal)) this.take(signal);
      return { ok: true };
    });
    this.trial.noteLife();
    return { results, team: this.team, ...this.counted() };
  }

  /** What a visitor's server counts and the browser judges by. */
  private counted(): Record<string, unknown> {
    const { visits, page_views, closed_ms } = this.trial.said;
    const closed = closed_ms ? { "widget.closed_seconds": Math.max(0, (this.trial.now() - closed_ms) / 1000) } : {};
    return {
      visit: { number: visits, page_views, seconds: this.trial.visit_seconds },
      events: this.events().map(({ id, seconds_ago }) => [id, seconds_ago]),
      facts: closed,
    };
  }

  private events(): { id: string; seconds_ago: number }[] {
    const now = this.trial.now();
    return this.trial.said.events.map(({ id, at_ms }) => ({ id, seconds_ago: Math.max(0, (now - at_ms) / 1000) }));
  }

  private take(signal: Readonly<Record<string, unknown>>): void {
    const { said } = this.trial;
    const { kind } = signal;
    if (kind === "heartbeat") return;
    if (kind === "event") this.trial.noteEvent(String(signal.id));
    if (kind === "tag") this.tag(String(signal.name));
    if (kind === "untag") said.tags = said.tags.filter((tag) => tag !== signal.name);
    if (kind === "attributes" || kind === "identify") this.describe(signal);
    if (kind === "shown") said.times_shown += 1;
    if (kind === "dismissed") said.has_dismissed = true;
    if (kind === "closed") said.closed_ms = this.trial.now();
    this.tell();
    if (this.listener && (kind === "shown" || kind === "opened" || kind === "dismissed" || kind === "expired")) this.listener.answered(kind);
  }

  private tag(name: string): void {
    const { tags } = this.trial.said;
    if (tags.indexOf(name) < 0 && tags.length < 50) tags.push(name);
  }

  private describe(signal: Readonly<Record<string, unknown>>): void {
    const { kind, ...given } = signal;
    const known = isRecord(this.page.visitor) ? this.page.visitor : {};
    const before = isRecord(known.attributes) ? known.attributes : {};
    if (kind === "attributes") this.page.visitor = { ...known, attributes: { ...before, ...given } };
    else this.page.visitor = { ...known, ...given, attributes: { ...before, ...(isRecord(given.attributes) ? given.attributes : {}) } };
  }

  /** The made-up visitor at this moment. */
  private visitor(): Record<string, unknown> {
    const { said, token } = this.trial;
    return {
      ...this.page, trial: token, referrer: said.referrer, landing_url: said.landing_url, visits: Math.max(1, said.visits),
      page_views: Math.max(1, said.page_views), visit_seconds: this.trial.visit_seconds, tags: said.tags,
      events: this.events(),
      times_shown: said.times_shown, has_dismissed: said.has_dismissed, pretend: said.pretend, shift_ms: Math.round(said.forward_ms),
    };
  }

  private tell(): void {
    if (this.listener) this.listener.changed();
  }
}
