/** The sound of the desk: a chime that repeats while somebody waits, and a softer note for a new message. */

const REPEAT_MILLISECONDS = 4000;
const SETTING = "beckon.desk.sound";

/** off: the operator wants silence · blocked: the browser waits for a click first. */
export type SoundState = "on" | "off" | "blocked";

interface Note {
  readonly hertz: number;
  readonly at: number;
  readonly loudness: number;
}

const CHIME: readonly Note[] = [
  { hertz: 659.25, at: 0, loudness: 0.22 },
  { hertz: 880, at: 0.16, loudness: 0.22 },
];
const DROP: readonly Note[] = [{ hertz: 587.33, at: 0, loudness: 0.12 }];
const NOTE_SECONDS = 0.5;

export class Alarm {
  private context: AudioContext | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
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
    if (this.isWanted && this.timer === null) {
      this.play(DROP);
    }
    this.changed(this.state);
  }

  /** Rings until it is told that nobody waits any more. */
  ring(isRinging: boolean): void {
    if (isRinging && this.timer === null) {
      this.play(CHIME);
      this.timer = setInterval(() => this.play(CHIME), REPEAT_MILLISECONDS);
    } else if (!isRinging && this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
  }

  /** One soft note, unless the chime rings already. */
  drop(): void {
    if (this.timer === null) {
      this.play(DROP);
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

  private play(notes: readonly Note[]): void {
    const context = this.context;
    if (context === null || this.state !== "on" || !this.isSpeaker) {
      return;
    }
    for (const note of notes) {
      const from = context.currentTime + note.at;
      const tone = new OscillatorNode(context, { type: "sine", frequency: note.hertz });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(note.loudness, from + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + NOTE_SECONDS);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + NOTE_SECONDS);
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
