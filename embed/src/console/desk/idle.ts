/** Tells the server when nobody has touched this browser for a while, and at once when somebody does again. */

import { startTouches, untouchedMilliseconds } from "../touched";
import type { Line } from "./line";
import type { Store } from "./store";

const LOOK_MILLISECONDS = 5000;
const MINUTE_MILLISECONDS = 60_000;

export class Idleness {
  /** The line that was told of; one that was back before anybody called it lost is a new one, too. */
  private lineId: string | undefined;
  /** What the server was told on this line; a new line begins as touched. */
  private told = false;
  /** What is being told at the moment; an answer to what was told on an earlier line says nothing of this one. */
  private telling: object | null = null;
  /** After so many minutes; 0 for never. */
  minutes = 0;

  constructor(
    store: Store,
    private readonly line: Pick<Line, "act" | "id" | "isConnected">,
  ) {
    startTouches(() => {
      if (this.told) this.look();
    });
    store.subscribe(() => {
      if (line.id !== this.lineId) {
        this.lineId = line.id;
        this.told = false;
        this.telling = null;
        this.look();
      }
    });
    setInterval(() => this.look(), LOOK_MILLISECONDS);
    document.addEventListener("visibilitychange", () => this.look());
  }

  private look(): void {
    const isIdle = this.minutes > 0 && untouchedMilliseconds() >= this.minutes * MINUTE_MILLISECONDS;
    if (isIdle === this.told || this.telling !== null || !this.line.isConnected) {
      return;
    }
    const telling = {};
    this.telling = telling;
    const answered = (told: boolean): void => {
      if (this.telling !== telling) return;
      this.telling = null;
      this.told = told;
    };
    this.line.act("idle", { is_idle: isIdle }, "/desk/presence/idle", { is_idle: isIdle }).then(
      () => {
        answered(isIdle);
        this.look();
      },
      () => answered(!isIdle),
    );
  }
}
