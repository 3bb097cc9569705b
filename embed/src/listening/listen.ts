/**
 * Waits, while its page is in front of the visitor, for an invitation that an operator sends by hand; a file of its own.
 *
 * One request stays open until there is news or half a minute has passed. It needs no more of a page's content policy
 * than page views do, and it ends when the page is hidden or left, so that no tab in the background holds a connection.
 */

import type { ChatSide } from "../loader/chat_side";
import type { CoreNeeds } from "../loader/core";
import type { Identity } from "../loader/identity";
import type { InvitationDoor } from "../loader/invitation_door";
import type { PageState } from "../moments/page_state";
import { isRecord, toJson } from "../shared/json_text";

/** A page comes to rest first: whoever waits until its network is quiet, such as the site's own tests, is not kept waiting. */
const FIRST_MS = 1200;
const PAUSE_MS = 250;
const RETRY_MS = 5000;
const LONGEST_RETRY_MS = 120000;

/** What the listener uses of the running widget. */
export interface Listened {
  readonly needs: CoreNeeds;
  readonly identity: Pick<Identity, "token" | "page_id" | "tab_id">;
  readonly state: Pick<PageState, "url" | "team_online">;
  readonly invitations: Pick<InvitationDoor, "byHand">;
  readonly chat: Pick<ChatSide, "knowTeam">;
  readonly isTracked: boolean;
}

type Answer = Readonly<Record<string, unknown>>;

/** The ear of one page. */
export class Listener {
  /** The key that was heard last. */
  private known: string | null = null;
  /** The key of what was claimed for this page. */
  private held: string | null = null;
  private isClaiming = false;
  private asking: AbortController | null = null;
  private timer = 0;
  private failures = 0;
  private hasAsked = false;

  constructor(private readonly listened: Listened) {
    const { view, natives, guard } = listened.needs;
    natives.listen(view.document, "visibilitychange", guard(() => (this.isVisible() ? this.comeBack() : this.rest())));
    natives.listen(view, "pagehide", guard(() => this.rest()));
    natives.listen(view, "pageshow", guard((event) => {
      if ((event as PageTransitionEvent).persisted) this.comeBack();
    }));
  }

  /**
   * Takes what any answer of the server says: the key of what waits for this visitor. That nothing waits is only said
   * by answers to this ear's own questions: others may have been on their way since before it was sent.
   */
  hear(manual: unknown): void {
    if (typeof manual === "string" && manual) this.take(manual);
    else if (this.listened.needs.options.proactive) this.wait(this.hasAsked ? 0 : FIRST_MS);
  }

  private take(key: string | null): void {
    if (!this.listened.needs.options.proactive) return;
    if (!key && this.known) {
      this.held = null;
      this.listened.invitations.byHand(null, false);
    }
    this.known = key;
    if (key && key !== this.held) this.listened.needs.guard(() => this.claim(key))();
    this.wait(this.hasAsked ? 0 : FIRST_MS);
  }

  private isVisible(): boolean {
    return this.listened.needs.view.document.visibilityState !== "hidden";
  }

  /** The visitor is back: what waits may be shown here now. */
  private comeBack(): void {
    this.known = this.held = null;
    this.failures = 0;
    this.wait(0);
  }

  /** The page is out of sight; another tab may show what this one did. */
  private rest(): void {
    const { natives } = this.listened.needs;
    natives.clearTimer(this.timer);
    this.timer = 0;
    if (this.asking) this.asking.abort();
    this.asking = null;
    if (this.held && this.mayAsk()) void this.post("/embed/v1/listen", { seconds: 0, leaving: true }).catch(() => undefined);
  }

  private mayAsk(): boolean {
    return this.listened.isTracked && this.listened.identity.token !== null;
  }

  private wait(milliseconds: number): void {
    const { natives, guard } = this.listened.needs;
    if (this.asking || this.timer || !this.isVisible()) return;
    this.timer = natives.setTimer(guard(() => this.ask()), milliseconds);
  }

  private async ask(): Promise<void> {
    this.timer = 0;
    if (this.asking || !this.isVisible() || !this.mayAsk()) return;
    this.hasAsked = true;
    const asking = (this.asking = new AbortController());
    let pause: number | null;
    let answer: Answer | null = null;
    try {
      const { state, needs } = this.listened;
      const team = { departments: needs.options.department, online: state.team_online };
      answer = await this.post("/embed/v1/listen", { known: this.known, ...team }, asking.signal);
      pause = typeof answer.again_in === "number" ? answer.again_in * 1000 + PAUSE_MS : null;
      this.failures = 0;
    } catch {
      this.failures += 1;
      pause = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** this.failures) * (0.5 + Math.random());
    }
    if (this.asking !== asking) return; // the page was hidden meanwhile
    this.asking = null;
    if (pause === null) return;
    this.wait(pause);
    if (answer) this.take(typeof answer.manual === "string" && answer.manual ? answer.manual : null);
    if (answer && isRecord(answer.team)) this.listened.chat.knowTeam(answer.team.online === true);
  }

  private async claim(key: string): Promise<void> {
    if (this.isClaiming || !this.isVisible() || !this.mayAsk()) return;
    this.isClaiming = true;
    try {
      const answer = await this.post("/embed/v1/manual", { key, url: this.listened.state.url });
      if (answer.granted === true) {
        this.held = key;
        this.listened.invitations.byHand(answer, false);
      } else if (answer.reason === "claimed_elsewhere") {
        this.listened.invitations.byHand(null, true);
      }
    } finally {
      this.isClaiming = false;
    }
  }

  private async post(path: string, fields: Answer, signal?: AbortSignal): Promise<Answer> {
    const { natives, home } = this.listened.needs;
    const { token, page_id, tab_id } = this.listened.identity;
    const response = await natives.fetch(home.base + path, {
      method: "POST",
      body: toJson({ token, page_id, tab_id, ...fields }),
      headers: { "Content-Type": "text/plain;charset=UTF-8" },
      mode: "cors",
      credentials: "same-origin",
      cache: "no-store",
      ...(signal ? { signal } : { keepalive: true }),
    });
    const answer: unknown = response.ok ? natives.parse(await response.text()) : null;
    if (!isRecord(answer)) throw new Error(`status ${response.status}`);
    return answer;
  }
}

/** Begins to listen for a page. */
export function listen(listened: Listened): Listener {
  return new Listener(listened);
}
