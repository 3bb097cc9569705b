/** Sends my messages: in the order in which they were written, each until the server has it, never twice. */

import { randomId } from "../../shared/random_id";
import type { Keeping } from "./keeping";
import type { Line } from "./line";
import { Refused } from "./refusals";
import { serverNow } from "./server_clock";
import type { Outgoing } from "./state";
import type { Store } from "./store";

/** Refusals that a later try may overcome. */
const PASSING = new Set(["busy", "unavailable", "too_many_requests"]);
const AGAIN_MILLISECONDS = 3000;
const ASK_MILLISECONDS = 100;
const MOST_ASKED = 150;

interface Sent {
  readonly id: number;
  readonly at: string;
}

export class Outbox {
  private readonly busy = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly store: Store,
    private readonly line: Pick<Line, "act" | "isConnected">,
    private readonly keeping: Keeping,
  ) {}

  /** Takes words on their way. */
  send(chat: string, text: string, quote: number | null = null): void {
    const at = new Date(serverNow()).toISOString();
    this.begin({ client_id: randomId(), chat, text, quote, at, state: "sending", code: null });
    void this.work(chat);
  }

  /** Takes up what an earlier page could not finish. */
  restore(): void {
    for (const outgoing of this.keeping.outgoing()) {
      this.begin({ ...outgoing, state: outgoing.state === "refused" ? "refused" : "unsent" });
    }
  }

  /** Tries everything again that waits for the line. */
  flush(): void {
    for (const chat of new Set(this.store.state.outgoing.map((one) => one.chat))) {
      void this.work(chat);
    }
  }

  /** Tries one message again, also one that was refused; it keeps its identity. */
  retry(clientId: string): void {
    const found = this.store.state.outgoing.find((one) => one.client_id === clientId);
    if (found !== undefined) {
      this.begin({ ...found, state: "unsent", code: null });
      void this.work(found.chat);
    }
  }

  /** Takes a message back that the server refused; returns its words. */
  withdraw(clientId: string): string {
    const found = this.store.state.outgoing.find((one) => one.client_id === clientId);
    this.keeping.forgetOutgoing(clientId);
    this.store.dispatch({ type: "withdrawn", client_id: clientId });
    return found?.text ?? "";
  }

  /** Waits until nothing of a chat is on its way any more; whether all of it has arrived. */
  async settled(chat: string): Promise<boolean> {
    const own = (): readonly Outgoing[] => this.store.state.outgoing.filter((one) => one.chat === chat);
    for (let asked = 0; asked < MOST_ASKED && own().some((one) => one.state !== "refused"); asked += 1) {
      await new Promise((resolve) => setTimeout(resolve, ASK_MILLISECONDS));
    }
    return own().length === 0;
  }

  private begin(outgoing: Outgoing): void {
    this.keeping.keepOutgoing(outgoing);
    this.store.dispatch({ type: "sending", outgoing });
  }

  /** One message of a chat after the other, so that their order is the order in which they were written. */
  private async work(chat: string): Promise<void> {
    if (this.busy.has(chat)) {
      return;
    }
    this.busy.add(chat);
    try {
      for (let next = this.next(chat); next !== undefined; next = this.next(chat)) {
        if (!(await this.deliver(next))) {
          return;
        }
      }
    } finally {
      this.busy.delete(chat);
    }
  }

  private next(chat: string): Outgoing | undefined {
    return this.store.state.outgoing.find((one) => one.chat === chat && one.state !== "refused");
  }

  /** Returns whether the next message may follow. */
  private async deliver(outgoing: Outgoing): Promise<boolean> {
    const { client_id, chat, text } = outgoing;
    const quote = outgoing.quote ?? null;
    this.store.dispatch({ type: "sending", outgoing: { ...outgoing, state: "sending" } });
    try {
      const url = `/desk/chats/${encodeURIComponent(chat)}/messages`;
      const sent = await this.line.act<Sent>("message", { chat, client_id, text, quote }, url, { client_id, text, quote });
      this.keeping.forgetOutgoing(client_id);
      this.store.dispatch({ type: "sent", client_id, id: sent.id, at: sent.at });
      return true;
    } catch (problem) {
      if (problem instanceof Refused && !PASSING.has(problem.code)) {
        this.keeping.keepOutgoing({ ...outgoing, state: "refused", code: problem.code });
        this.store.dispatch({ type: "refused", client_id, code: problem.code });
        return true;
      }
      this.store.dispatch({ type: "unsent", client_id });
      this.tryLater();
      return false;
    }
  }

  private tryLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.flush();
    }, AGAIN_MILLISECONDS);
  }
}
