/** Reads chats from the server, page by page: what is there already is not read again. */

import { getJson, HttpError } from "../http";
import type { ChatPage } from "./documents";
import type { Store } from "./store";
import { positionIn } from "./talking";

/** An answer that was on its way while the machine slept may never come. */
const WAIT_MILLISECONDS = 10_000;

export class Reading {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly wantedAgain = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly failed: (problem: unknown) => void,
  ) {}

  /**
   * Reads what is missing of a chat. Who asks while an answer is on its way has a reason that the answer may not know
   * of, a line that has just come back for one: it is asked again.
   */
  chat(key: string): Promise<void> {
    const underWay = this.underWay.get(key);
    if (underWay !== undefined) {
      this.wantedAgain.add(key);
      return underWay;
    }
    const read = this.read(key).finally(() => this.underWay.delete(key));
    this.underWay.set(key, read);
    return read;
  }

  private async read(key: string): Promise<void> {
    const address = `/desk/chats/${encodeURIComponent(key)}`;
    try {
      let page: ChatPage;
      do {
        this.wantedAgain.delete(key);
        const position = positionIn(this.store.state.conversations.get(key));
        page = await getJson<ChatPage>(`${address}?${position}`, AbortSignal.timeout(WAIT_MILLISECONDS));
        this.store.dispatch({ type: "chat_page", page });
      } while (page.more || this.wantedAgain.has(key));
    } catch (problem) {
      const isUnknown = problem instanceof HttpError && problem.status === 404;
      this.store.dispatch({ type: "chat_unreadable", chat: key, problem: isUnknown ? "unknown_chat" : "unreachable" });
      this.failed(problem);
    }
  }
}
