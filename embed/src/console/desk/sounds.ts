/** The sounds of the desk: each occasion has its own, told apart without looking. */

import type { Occasion } from "./alert_matrix";

interface Note {
  readonly hertz: number;
  readonly at: number;
  readonly loudness: number;
}

const NOTE_SECONDS = 0.5;

/** Rising for a new visitor, falling twice for one who waits too long, a triad for a gift, one drop for a message. */
const SOUNDS: Readonly<Record<Occasion, readonly Note[]>> = {
  waiting: [
    { hertz: 659.25, at: 0, loudness: 0.32 },
    { hertz: 880, at: 0.16, loudness: 0.32 },
  ],
  late: [
    { hertz: 987.77, at: 0, loudness: 0.32 },
    { hertz: 739.99, at: 0.14, loudness: 0.32 },
    { hertz: 987.77, at: 0.42, loudness: 0.32 },
    { hertz: 739.99, at: 0.56, loudness: 0.32 },
  ],
  assigned: [
    { hertz: 523.25, at: 0, loudness: 0.28 },
    { hertz: 659.25, at: 0.12, loudness: 0.28 },
    { hertz: 783.99, at: 0.24, loudness: 0.28 },
  ],
  message: [{ hertz: 587.33, at: 0, loudness: 0.17 }],
  mentioned: [
    { hertz: 783.99, at: 0, loudness: 0.2 },
    { hertz: 783.99, at: 0.15, loudness: 0.2 },
  ],
};

/** Plays what belongs to an occasion, as loud as wanted (a percentage). */
export function playSound(context: AudioContext, occasion: Occasion, volume: number): void {
  for (const note of SOUNDS[occasion]) {
    const loudness = note.loudness * (volume / 100);
    if (loudness <= 0) {
      return;
    }
    const from = context.currentTime + note.at;
    const tone = new OscillatorNode(context, { type: "sine", frequency: note.hertz });
    const level = new GainNode(context, { gain: 0 });
    level.gain.setValueAtTime(0, from);
    level.gain.linearRampToValueAtTime(loudness, from + 0.015);
    level.gain.exponentialRampToValueAtTime(0.0001, from + NOTE_SECONDS);
    tone.connect(level).connect(context.destination);
    tone.start(from);
    tone.stop(from + NOTE_SECONDS);
  }
}
