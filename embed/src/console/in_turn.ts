/** Writes one after another: of two changes that were sent at once, an older answer could come last and undo the later one on the page. */

import { postJson } from "./http";

export class InTurn {
  private last: Promise<unknown> = Promise.resolve();

  /** Sends this when everything before has been answered, well or badly. */
  post<Answer>(address: string, body: unknown): Promise<Answer> {
    const sent = this.last.then(() => postJson<Answer>(address, body));
    this.last = sent.catch(() => undefined);
    return sent;
  }
}
