/** Gets what the visitor wrote to the server: once, in order, one message at a time, for as long as it takes. */

import type { Chat, Embed, Message, PageAddress } from "../shared/wire";
import { Refused, type Acknowledged, type PanelApi } from "./api";
import type { LiveLine } from "./live_line";
import type { Outbox } from "./outbox";
import type { News, Pending, State } from "./state";

/** The waits between tries, in milliseconds; the last one repeats. */
export const RETRY_MS: readonly number[] = [1000, 2000, 5000, 10000, 30000];

/** What stands beside the words or the file that begin a chat. */
export interface Opening {
  /** The invitation that is answered. */
  readonly impression: string | null;
  readonly page: PageAddress;
  readonly embed: Embed;
}

/** What sending needs of the conversation. */
export interface SendingNeeds {
  readonly api: PanelApi;
  readonly line: Pick<LiveLine, "isConnected" | "send">;
  readonly outbox: Outbox;
  readonly opening: () => Opening;
  readonly state: () => State;
  readonly tell: (news: News) => void;
  readonly wordsFor: (problem: Refused) => string;
  /** The first message has begun a chat. */
  readonly started: (chat: Chat, message: Message | null) => void;
  /** The chat turned out to have ended. */
  readonly ended: (chat: Chat) => void;
  /** A message has been acknowledged. */
  readonly delivered: () => void;
}

/** The queue of one panel. */
export class Sending {
  private isSending = false;
  private failures = 0;
  /** The message of which the visitor is told that it has to wait. */
  private held: string | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly needs: SendingNeeds) {}

  /** The line is back: the next failure is a first one again. */
  hopeAgain(): void {
    this.failures = 0;
  }

  /** Ends the waiting for another try. */
  stop(): void {
    clearTimeout(this.retryTimer);
  }

  /** Sends what waits, one message at a time, oldest first. */
  async pump(): Promise<void> {
    if (this.isSending || this.needs.state().phase !== "ready") return;
    clearTimeout(this.retryTimer);
    // What could not go goes first, or it would arrive after what was written later.
    if (this.held !== null) this.needs.tell({ type: "waiting", client_id: this.held });
    this.held = null;
    this.isSending = true;
    try {
      for (let next = this.nextPending(); next; next = this.nextPending()) {
        this.needs.tell({ type: "sending", client_id: next.client_id });
        try {
          await this.deliver(next);
          this.failures = 0;
        } catch (problem) {
          if (!this.postpone(next, problem)) break;
        }
      }
    } finally {
      this.isSending = false;
    }
  }

  private nextPending(): Pending | undefined {
    return this.needs.state().pending.find((one) => one.state !== "failed");
  }

  private async deliver(one: Pending): Promise<void> {
    const { chat } = this.needs.state();
    if (!chat || chat.state === "closed") await this.deliverFirst(one);
    else {
      const word = await this.sendInto(chat, one);
      this.needs.tell({ type: "acknowledged", client_id: one.client_id, id: word.id, at: word.at });
    }
    this.needs.outbox.done(one.client_id);
    this.needs.delivered();
  }

  private async deliverFirst(one: Pending): Promise<void> {
    const { chat, message } = await this.needs.api.startChat(one, this.needs.opening());
    this.needs.started(chat, message);
  }

  private async sendInto(chat: Chat, one: Pending): Promise<Acknowledged> {
    if (this.needs.line.isConnected) {
      try {
        return await this.needs.line.send(chat.key, one.client_id, one.text, one.quote ?? null);
      } catch (problem) {
        // A silent socket is not the last word: the same client_id over HTTP cannot store it twice.
        if (!(problem instanceof Refused) || problem.status !== 0) throw problem;
      }
    }
    return this.needs.api.send(chat.key, one.client_id, one.text, one.quote ?? null);
  }

  /** Decides what a failed sending means; true when the next message may be tried at once. */
  private postpone(one: Pending, problem: unknown): boolean {
    const refused = problem instanceof Refused ? problem : new Refused(0, "unknown", "");
    const { chat } = this.needs.state();
    const isGone = chat !== null && (refused.code === "chat_closed" || refused.status === 404 || refused.status === 410);
    if (isGone) {
      this.needs.ended({ ...chat, state: "closed" });
      this.needs.tell({ type: "waiting", client_id: one.client_id });
      this.failures += 1;
      if (this.failures <= 2) return true;
    }
    if (!refused.isTemporary) {
      this.needs.tell({ type: "failed", client_id: one.client_id, problem: this.needs.wordsFor(refused) });
      return true;
    }
    const isTold = refused.status === 429 || refused.status === 507;
    if (isTold) {
      this.needs.tell({ type: "failed", client_id: one.client_id, problem: this.needs.wordsFor(refused) });
      this.held = one.client_id;
    } else this.needs.tell({ type: "waiting", client_id: one.client_id });
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)] as number;
    this.failures += 1;
    this.retryTimer = setTimeout(() => void this.pump(), wait + Math.random() * 500);
    return false;
  }
}
