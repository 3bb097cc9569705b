/** The launcher, which is there at once, and the way to everything behind it, which is loaded when it is first needed. */

import type { Invitation } from "../shared/wire";
import { makeLauncher, type Launcher } from "../widget/launcher";
import type { Stage, StageNeeds } from "../widget/stage";
import { makeSurface, type Surface } from "../widget/surface";
import type { Options } from "./options";
import type { SecondFile } from "./second_file";

/** Everything that the stage needs, except what the door itself makes. */
export type DoorNeeds = Omit<StageNeeds, "surface" | "launcher">;

/** Keeps what is asked of the stage in order until the stage is there. */
export class StageDoor {
  readonly surface: Surface;
  private readonly launcher: Launcher;
  private readonly options: Options;
  private stage: Stage | null = null;
  private coming: Invitation | null = null;
  private isAsked = false;

  constructor(private readonly needs: DoorNeeds, private readonly file: SecondFile) {
    const { view, natives, guard, options } = needs;
    const target = options.mode === "inline" && options.target ? view.document.querySelector(options.target) : null;
    this.options = options.mode === "inline" && !target ? { ...options, mode: "widget" } : options;
    this.surface = makeSurface(view, target || view.document.body, this.options);
    this.launcher = makeLauncher(this.surface.root, needs.translate, guard(() => this.toggle()));
    this.launcher.setHidden(this.options.mode === "inline" || this.options.position === "none");
    for (const type of ["pointerenter", "focus"]) {
      natives.listen(this.launcher.button, type, guard(() => this.file.warm()), { once: true, passive: true });
    }
    if (this.options.mode === "inline") this.open(false);
  }

  /** The invitation on screen, or on its way there. */
  get current(): Invitation | null {
    return this.stage && !this.coming ? this.stage.current : this.coming;
  }

  /** True while the panel is open. */
  get isOpen(): boolean {
    return this.stage !== null && this.stage.isOpen;
  }

  /** Shows an invitation; `shown` is called when it really is on the screen. */
  show(invitation: Invitation, again: boolean, shown: () => void): void {
    this.coming = invitation;
    this.run((stage) => {
      if (this.coming !== invitation) return;
      this.coming = null;
      stage.show(invitation, again);
      shown();
    });
  }

  /** Opens the panel. */
  open(focus: boolean): void {
    this.run((stage) => stage.open(focus));
  }

  /** Closes the panel. */
  close(): void {
    if (this.stage || this.isAsked) this.run((stage) => stage.close());
  }

  /** Loads the panel unseen. */
  prepare(): void {
    this.run((stage) => stage.prepare());
  }

  /** Tells the panel which page the visitor is looking at now. */
  movedTo(url: string, title: string): void {
    if (this.stage) this.stage.movedTo(url, title);
  }

  /** Shows the number of unread messages on the launcher. */
  setUnread(count: number): void {
    this.launcher.setUnread(this.isOpen ? 0 : count);
  }

  /** Takes the invitation off the screen without an answer. */
  withdraw(): void {
    this.coming = null;
    if (this.stage) this.stage.withdraw();
  }

  /** What lies behind cannot be loaded: the chat is still there as a page of its own. */
  blocked(): void {
    this.coming = null;
    const activation = (this.needs.view.navigator as { userActivation?: { isActive: boolean } }).userActivation;
    if (this.isAsked && activation && activation.isActive) this.openBeside();
  }

  /** Takes everything off the page. */
  remove(): void {
    this.file.abandon();
    if (this.stage) this.stage.remove();
    this.surface.remove();
  }

  private toggle(): void {
    if (this.file.isBlocked) this.openBeside();
    else this.run((stage) => stage.toggle());
  }

  private run(job: (stage: Stage) => void): void {
    this.isAsked = true;
    this.file.run((parts) => {
      this.stage = this.stage || new parts.Stage({
        ...this.needs, options: this.options, surface: this.surface, launcher: this.launcher,
      });
      job(this.stage);
    });
  }

  private openBeside(): void {
    this.needs.view.open(this.needs.panelAddress(), "_blank", "noopener");
  }
}
