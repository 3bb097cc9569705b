/** Speaks with the server about the present page: announces it, signals what happens on it, claims invitations. */

import type { Armed } from "../moments/armed";
import type { PageState } from "../moments/page_state";
import { randomId } from "../shared/random_id";
import { cleanUrl } from "../tracking/urls";
import type { PageReason } from "../tracking/page_views";
import type { Identity } from "./identity";
import type { Guard, Natives } from "./natives";
import type { Options } from "./options";
import { browserPart, embedOf, readHints, readPageAnswer, type PageAnswer } from "./page_call";
import type { Home } from "./script";
import { CallFailed, type Server } from "./server";

const ASK_AFTER_MS = 150;
const RETRY_MS = [1500, 6000, 20000, 60000];

/** What the talk needs. */
export interface TalkNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly home: Home;
  readonly options: Options;
  readonly server: Server;
  readonly identity: Identity;
  readonly state: PageState;
  /** True while the browser's privacy signal holds and the visitor has not opened the chat. */
  readonly isAnonymous: () => boolean;
}

/** The conversation about pages; only the latest page's answer counts. */
export class PageTalk {
  private round = 0;
  private asking = 0;
  private asks = 0;
  private heard = 0;
  private referrer: string;
  /** Who the page says the visitor is, for as long as the page lasts. */
  visitor: unknown;
  private hints: Promise<Record<string, unknown> | null> | null = null;

  constructor(private readonly needs: TalkNeeds) {
    this.visitor = needs.options.visitor;
    this.referrer = cleanUrl(needs.view.document.referrer || "");
  }

  /** Announces a page, again and again while the server cannot be reached; null when a newer page has taken its place. */
  async announce(reason: PageReason, failed: (problem: unknown, tries: number) => void): Promise<PageAnswer | null> {
    const { identity, server, natives, home } = this.needs;
    this.round += 1;
    const round = this.round;
    identity.page_id = randomId();
    const body = await this.body(reason);
    for (let tries = 0; round === this.round; tries += 1) {
      try {
        const answer = readPageAnswer(await server.post("/embed/v1/page", body), home.origin);
        return round === this.round ? answer : null;
      } catch (problem) {
        failed(problem, tries + 1);
        const wait = RETRY_MS[tries];
        const isFinal = problem instanceof CallFailed && problem.status >= 400 && problem.status < 500 && problem.status !== 429;
        if (wait === undefined || isFinal) return null;
        // A thenable, because the page's own Promise may be a replacement.
        await { then: (resume: () => void) => void natives.setTimer(resume, wait) };
      }
    }
    return null;
  }

  /** Asks once more for the present page, because something happened that rules look at; it stays the same page view. */
  askSoon(answered: (answer: PageAnswer) => void): void {
    const { natives, guard, server, home } = this.needs;
    natives.clearTimer(this.asking);
    const round = this.round;
    this.asking = natives.setTimer(guard(async () => {
      this.asks += 1;
      const ask = this.asks;
      const answer = readPageAnswer(await server.post("/embed/v1/page", await this.body("route")), home.origin);
      // Of two answers that overtook each other the later question's counts.
      if (round !== this.round || ask < this.heard) return;
      this.heard = ask;
      guard(answered)(answer);
    }), ASK_AFTER_MS);
  }

  /** Nothing that is still under way counts any more. */
  abandon(): void {
    this.round += 1;
  }

  /** Asks the server for an armed invitation's words, with the facts that made its test hold. */
  claim(armed: Armed, facts: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const { identity, state, server } = this.needs;
    return server.post("/embed/v1/claim", {
      token: identity.token, page_id: identity.page_id, tab_id: identity.tab_id,
      key: armed.key, version: armed.version, url: state.url, title: state.title,
      moment: armed.moment && armed.moment.on,
      facts: { ...facts, "event.count": undefined }, // the server has recorded them itself
    });
  }

  private async body(reason: PageReason): Promise<Record<string, unknown>> {
    const { view, options, identity, state } = this.needs;
    const isAnonymous = this.needs.isAnonymous();
    const body: Record<string, unknown> = {
      token: isAnonymous ? null : identity.token,
      page_id: identity.page_id,
      tab_id: identity.tab_id,
      url: state.url,
      title: state.title,
      referrer: reason === "load" ? this.referrer : "",
      ...browserPart(view),
      embed: embedOf(options),
      storage: identity.level,
      keeps: identity.keeps,
      page_language: state.language,
      theme: options.theme,
      route: reason === "route",
    };
    if (isAnonymous) return body;
    if (options.tags.length) body.tags = options.tags;
    if (this.visitor) body.visitor = this.visitor;
    this.hints = this.hints || readHints(view.navigator);
    const hints = await this.hints;
    if (hints) body.hints = hints;
    return body;
  }
}
