/** Keeps the panel in step with the page: asks the server when something changed, and moves the try-it's clock. */

import { render } from "preact";
import type { Core } from "../loader/core";
import type { Guard, Natives } from "../loader/natives";
import type { Options } from "../loader/options";
import { CallFailed } from "../loader/server";
import { leaveWindow, scrollTo } from "./actions";
import { dockElement, makeDock, type DockView } from "./dock";
import { readExplained, type Explained } from "./explained";
import type { Trial } from "./trial";
import type { Answered, TrialListener, TrialServer } from "./trial_server";

const ASK_AFTER_MS = 120;
const RETRY_MS = 4000;
const LOOK_MS = 500;
/** Just beyond an instant, because clocks are compared strictly. */
const BEYOND_MS = 60;
/** Facts that run by themselves: the server is not asked because of them. */
const RUNNING = /seconds$/;

/** What the driver needs. */
export interface DriverNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly core: Core;
  readonly trial: Trial;
  readonly server: TrialServer;
  readonly options: Options;
}

/** Runs one panel. */
export class DockDriver implements TrialListener {
  private explained: Explained | null = null;
  private explained_at = 0;
  private answered: Answered | null = null;
  private problem: string | null = null;
  private isOver = false;
  private note: string | null = null;
  private asking = 0;
  private round = 0;
  private seen = "";
  private wake = 0;
  private root: ShadowRoot | null = null;

  constructor(private readonly needs: DriverNeeds) {}

  /** Puts the panel on the page and begins to look. */
  start(): void {
    const { view, natives, guard, options } = this.needs;
    this.root = makeDock(view, natives, guard, options, () => this.fold(true));
    const look = guard(() => {
      natives.setTimer(look, LOOK_MS);
      this.look();
    });
    look();
    this.draw();
  }

  changed(): void {
    const { natives, guard } = this.needs;
    natives.clearTimer(this.asking);
    this.asking = natives.setTimer(guard(() => this.ask()), ASK_AFTER_MS);
  }

  answered_(how: Answered): void {
    this.answered = how;
  }

  pretended(values: Readonly<Record<string, unknown>>): void {
    this.needs.core.state.pretended = values;
  }
}
