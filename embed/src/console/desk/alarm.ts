/** The sound of the desk: rings while something waits, and plays once for what happens; one desk of a browser is heard. */

import type { Occasion } from "./alert_matrix";
import { playSound } from "./sounds";

const REPEAT_MILLISECONDS = 4000;
const SETTING = "beckon.desk.sound";

/** off: the operator wants silence · blocked: the browser waits for a click first. */
export type SoundState = "on" | "off" | "blocked";

export class Alarm {
  /** A percentage. */
  volume = 70;
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private ringing: Occasion | null = null;
  private isWanted: boolean;
  /** Of several open desks of one browser only one makes a sound. */
  private isSpeaker = !("locks" in navigator);
  private isInLine = false;

  constructor(private readonly changed: (state: SoundState) => void) {
    this.isWanted = localStorageItem(SETTING) !== "off";
    const wake = (): void => this.wake();
    document.addEventListener("pointerdown", wake, { capture: true });
    document.addEventListener("keydown", wake, { capture: true });
    if (this.isWanted) {
      this.wake();
    }
  }

  /** Whether a sound would be heard. */
  get state(): SoundState {
    return this.isWanted ? (this.context?.state === "running" ? "on" : "blocked") : "off";
  }

  /** The operator's button: enables a blocked sound, otherwise switches it. */
  press(): void {
    if (this.state !== "blocked") {
      this.isWanted = !this.isWanted;
      keepLocalStorageItem(SETTING, this.isWanted ? "on" : "off");
    }
    this.wake();
    if (this.isWanted) {
      this.play("message");
    }
    this.changed(this.state);
  }

  /** Rings for an occasion until it is told that there is none; the first time at once. */
  ring(occasion: Occasion | null): void {
    if (occasion === this.ringing) {
      return;
    }
    this.ringing = occasion;
    document.documentElement.dataset["ringing"] = occasion ?? "";
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
    if (occasion !== null) {
      this.sound(occasion);
      this.timer = setInterval(() => this.sound(occasion), REPEAT_MILLISECONDS);
    }
  }

  /** Plays once, unless something rings already. */
  play(occasion: Occasion): void {
    if (this.ringing === null) {
      this.sound(occasion);
    }
  }

  private wake(): void {
    if (!this.isWanted || this.context?.state === "running" || typeof AudioContext === "undefined") {
      return;
    }
    if (this.context === null) {
      this.context = new AudioContext();
      this.context.addEventListener("statechange", () => this.onStateChange());
    }
    void this.context.resume().then(() => this.onStateChange());
  }

  private onStateChange(): void {
    if (this.context?.state === "running" && !this.isSpeaker && !this.isInLine) {
      this.isInLine = true;
      void navigator.locks.request("beckon-desk-sound", () => {
        this.isSpeaker = true;
        return new Promise(() => undefined);
      });
    }
    this.changed(this.state);
  }

  private sound(occasion: Occasion): void {
    if (this.context !== null && this.state === "on" && this.isSpeaker) {
      playSound(this.context, occasion, this.volume);
    }
  }
}

function localStorageItem(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keepLocalStorageItem(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Forbidden: the wish lasts as long as the page.
  }
}
