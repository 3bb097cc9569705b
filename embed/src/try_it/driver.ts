/** Keeps the panel in step with the page: asks the server when something changed, and moves the try-it's clock. */

import { factsOf } from "../moments/page_facts";
import type { Core } from "../loader/core";
import type { Guard, Natives } from "../loader/natives";
import type { Options } from "../loader/options";
import { CallFailed } from "../loader/server";
import { leaveWindow, scrollTo } from "./actions";
import { placeDock, type Dock, type DockActions } from "./dock";
import { readExplained, type Explained } from "./explained";
import type { Trial } from "./trial";
import type { Answered, TrialListener, TrialServer } from "./trial_server";

const ASK_AFTER_MS = 100;
const RETRY_MS = 4000;
const LOOK_MS = 500;
/** While a clock of the rule runs, its panel is refreshed this often. */
const RUNNING_MS = 1000;
/** Just beyond an instant, because clocks are compared strictly. */
const BEYOND_SECONDS = 0.06;

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
export class Driver implements TrialListener, DockActions {
  private explained: Explained | null = null;
  private asked_at = 0;
  private standing: Answered | null = null;
  private problem: string | null = null;
  private isOver = false;
  private note: string | null = null;
  private asking = 0;
  private looking = 0;
  private round = 0;
  private seen = "";
  private dock: Dock | null = null;

  constructor(private readonly needs: DriverNeeds) {}

  /** Puts the panel on the page and begins to look. */
  start(): void {
    const { view, natives, guard, options } = this.needs;
    this.dock = placeDock(view, natives, options, this);
    const look = guard(() => {
      this.looking = natives.setTimer(look, LOOK_MS);
      this.look();
    });
    look();
    // A newer link pasted into the same tab changes only the fragment, which loads nothing by itself.
    natives.listen(view, "hashchange", guard(() => {
      if (/[?&]beckon-try=/.test(view.location.hash)) view.location.reload();
    }));
  }

  changed(): void {
    const { natives, guard } = this.needs;
    natives.clearTimer(this.asking);
    this.asking = natives.setTimer(guard(() => this.ask()), ASK_AFTER_MS);
  }

  answered(how: Answered): void {
    this.standing = how;
    if (how === "shown" && this.isPhone) this.needs.trial.said.is_folded = true;
    this.draw();
  }

  pretended(values: Readonly<Record<string, unknown>>): void {
    this.needs.core.state.pretended = values;
  }

  fold(isFolded: boolean): void {
    this.needs.trial.said.is_folded = isFolded;
    this.needs.trial.keep();
    this.draw();
    this.changed();
  }

  forward(seconds: number): void {
    this.needs.trial.forward(seconds * 1000);
    this.note = null;
    this.again();
  }

  forwardToNext(): void {
    const seconds = this.nextChange();
    if (seconds !== null) this.forward(seconds + BEYOND_SECONDS);
  }

  leave(): void {
    this.note = null;
    leaveWindow(this.needs.view);
    this.changed();
  }

  scroll(percent: number): void {
    this.note = scrollTo(this.needs.view, this.needs.core, percent) ? null : "too_short";
    this.draw();
  }

  send(event: string): void {
    this.note = null;
    this.needs.core.signal({ kind: "event", id: event });
  }

  pretend(name: string, typed: string): void {
    const { said } = this.needs.trial;
    if (typed === "") delete said.pretend[name];
    else said.pretend[name] = typed;
    this.needs.trial.keep();
    this.again();
  }

  pretendNothing(): void {
    this.needs.trial.said.pretend = {};
    this.needs.trial.keep();
    this.again();
  }

  startOver(): void {
    this.needs.trial.startOver();
    this.needs.view.location.reload();
  }

  end(): void {
    const { natives, trial, core } = this.needs;
    natives.clearTimer(this.asking);
    natives.clearTimer(this.looking);
    this.isOver = true;
    this.round += 1;
    core.shutdown();
    trial.end();
    if (this.dock) this.dock.remove();
  }

  /** Something that the server looks at was changed by hand: it is asked for the page's list once more. */
  private again(): void {
    this.draw();
    this.needs.core.askAgain();
    this.changed();
  }

  private get isPhone(): boolean {
    return this.needs.view.matchMedia("(max-width: 480px)").matches;
  }

  /** Seconds until time alone may change something. */
  private nextChange(): number | null {
    const { explained } = this;
    if (!explained || explained.changes_in === null) return null;
    return Math.max(0, explained.changes_in - (this.needs.trial.now() - this.asked_at) / 1000);
  }

  /** Notices what happens on the page by itself, and refreshes what runs. */
  private look(): void {
    if (this.isOver) return;
    const facts = this.facts();
    const seen = Object.keys(facts).filter((name) => !/seconds$/.test(name)).map((name) => `${name}=${String(facts[name])}`).join("\n");
    const isRunning = this.nextChange() !== null && !this.needs.trial.said.is_folded;
    const isOld = this.needs.trial.now() - this.asked_at >= RUNNING_MS;
    const isVisible = this.needs.view.document.visibilityState !== "hidden";
    if (seen !== this.seen || (isVisible && isOld && isRunning) || this.isDue()) this.changed();
    this.seen = seen;
    this.draw();
  }

  /** The instant has come at which something was said to change. */
  private isDue(): boolean {
    return this.nextChange() === 0;
  }

  private facts(): Record<string, unknown> {
    const { core, view, trial } = this.needs;
    return factsOf(core.state, view.performance.now() + trial.ahead_ms);
  }

  private async ask(): Promise<void> {
    const { server, trial, core, natives, guard } = this.needs;
    if (this.isOver) return;
    this.round += 1;
    const round = this.round;
    try {
      const answer = await server.explain(this.facts());
      if (!answer || round !== this.round) return;
      this.explained = readExplained(answer);
      this.asked_at = trial.now();
      this.problem = null;
      core.chat.knowTeam(this.explained.team_online);
      if (server.isBehind) core.askAgain();
    } catch (problem) {
      if (round !== this.round) return;
      const isRefused = problem instanceof CallFailed && problem.status >= 400 && problem.status < 500 && problem.status !== 429;
      this.problem = isRefused ? (problem as CallFailed).message : "";
      this.isOver = isRefused;
      if (isRefused) core.shutdown();
      else this.asking = natives.setTimer(guard(() => this.ask()), RETRY_MS);
    }
    this.draw();
  }

  private draw(): void {
    const { trial, core, options } = this.needs;
    if (!this.dock) return;
    const stage = core.chat.stage;
    this.dock.draw({
      explained: this.explained,
      next_change: this.nextChange(),
      standing: stage && stage.current && this.standing === "shown" ? "shown" : this.standing,
      problem: this.problem,
      isOver: this.isOver,
      note: this.note,
      isFolded: trial.said.is_folded,
      isSilent: !options.proactive,
      typed: trial.said.pretend,
      ends_at: this.explained ? Date.now() + this.explained.ends_in * 1000 : null,
    });
  }
}
