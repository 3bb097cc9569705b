/** Asks for what alerts need of the browser, one thing at a time: a click before sounds, and permission to notify. */

import { setText } from "../safe_dom";
import { text } from "../texts";
import type { AlertPreferences, Occasion, Way } from "./alert_matrix";
import type { Alarm } from "./alarm";

/** A browser that lets pages play needs a moment to say so. */
const PATIENCE_MILLISECONDS = 1500;
const LATER = "beckon.desk.notifications_later";

type Wanted = "sound" | "desktop" | null;

export class AlertBar {
  private isPatient = true;
  private wishes: AlertPreferences | null = null;
  private wanted: Wanted = null;

  constructor(
    private readonly bar: HTMLElement,
    private readonly alarm: Alarm,
  ) {
    this.part("act").addEventListener("click", () => void this.act());
    this.part("later").addEventListener("click", () => {
      remember(LATER);
      this.draw();
    });
    setTimeout(() => {
      this.isPatient = false;
      this.draw();
    }, PATIENCE_MILLISECONDS);
  }

  /** Hears what the operator wishes. */
  take(wishes: AlertPreferences): void {
    this.wishes = wishes;
    this.draw();
  }

  /** Shows what is missing, if anything is. */
  draw(): void {
    this.wanted = this.isPatient ? null : this.missing();
    this.bar.hidden = this.wanted === null;
    if (this.wanted !== null) {
      setText(this.part("words"), text(`alert_bar.${this.wanted}`));
      setText(this.part("act"), text(`alert_bar.${this.wanted}.act`));
      this.part("later").hidden = this.wanted !== "desktop";
    }
  }

  private missing(): Wanted {
    if (this.wants("sound") || this.wants("repeat")) {
      if (this.alarm.state === "blocked") return "sound";
    }
    const canAsk = "Notification" in window && Notification.permission === "default" && !isRemembered(LATER);
    return canAsk && this.wants("desktop") ? "desktop" : null;
  }

  private wants(way: Way): boolean {
    const matrix = this.wishes?.matrix ?? {};
    return (Object.keys(matrix) as Occasion[]).some((occasion) => matrix[occasion]?.includes(way) ?? false);
  }

  private async act(): Promise<void> {
    if (this.wanted === "sound") {
      if (this.alarm.state === "blocked") this.alarm.press();
    } else if (this.wanted === "desktop") {
      await Notification.requestPermission();
    }
    this.draw();
  }

  private part(name: string): HTMLElement {
    const found = this.bar.querySelector<HTMLElement>(`[data-part='${name}']`);
    if (found === null) {
      throw new Error(`the alert bar has no ${name}`);
    }
    return found;
  }
}

function isRemembered(name: string): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return true;
  }
}

function remember(name: string): void {
  try {
    localStorage.setItem(name, "1");
  } catch {
    // Forbidden: it is asked again with the next page.
  }
}
