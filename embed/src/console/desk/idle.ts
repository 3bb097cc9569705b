/** Tells the server when nobody has touched this browser for a while, and at once when somebody does again. */

import { startTouches, untouchedMilliseconds } from "../touched";
import type { Line } from "./line";
import type { Store } from "./store";

const LOOK_MILLISECONDS = 5000;
const MINUTE_MILLISECONDS = 60_000;

export class Idleness {
  /** What the server was told on this line; a new line begins as touched. */
  private told = false;
  private isTelling = false;
  /** After so many minutes; 0 for never. */
  minutes = 0;

  constructor(
    private readonly store: Store,
    private readonly line: Pick<Line, "act" | "isConnected">,
  ) {
    startTouches(() => {
      if (this.told) this.look();
    });
    store.subscribe((state, before) => {
      if (state.line !== before.line) {
        this.told = false;
        this.look();
      }
    });
    setInterval(() => this.look(), LOOK_MILLISECONDS);
    document.addEventListener("visibilitychange", () => this.look());
  }

  private look(): void {
    const isIdle = this.minutes > 0 && untouchedMilliseconds() >= this.minutes * MINUTE_MILLISECONDS;
    if (isIdle === this.told || this.isTelling || !this.line.isConnected || this.store.state.line !== "connected") {
      return;
    }
    this.isTelling = true;
    this.line.act("idle", { is_idle: isIdle }, "/desk/presence/idle", { is_idle: isIdle }).then(
      () => {
        this.told = isIdle;
        this.isTelling = false;
        this.look();
      },
      () => {
        this.isTelling = false;
      },
    );
  }
}
