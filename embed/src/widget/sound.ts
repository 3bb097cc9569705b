/** The sound of an invitation: two soft notes, once in a tab, and only where the visitor has used the page already. */

const NOTES = [{ pitch: 660, at: 0 }, { pitch: 880, at: 0.13 }] as const;
const LENGTH_S = 0.35;
const LOUDNESS = 0.06;
const PLAYED = "beckon:sounded";

let hasPlayed = false;

function isNew(view: Window, mayKeep: boolean): boolean {
  if (hasPlayed) return false;
  hasPlayed = true;
  if (!mayKeep) return true;
  try {
    if (view.sessionStorage.getItem(PLAYED)) return false;
    view.sessionStorage.setItem(PLAYED, "1");
  } catch {
    // Where nothing can be kept, this page remembers it.
  }
  return true;
}

/** Plays it; without a gesture before, nothing is tried, so that the browser has nothing to complain about. */
export function playOnce(view: Window & typeof globalThis, mayKeep: boolean): void {
  const activation = (view.navigator as { userActivation?: { hasBeenActive: boolean } }).userActivation;
  if (!activation || !activation.hasBeenActive || typeof view.AudioContext !== "function" || !isNew(view, mayKeep)) return;
  const player = new view.AudioContext();
  for (const { pitch, at } of NOTES) {
    const note = player.createOscillator();
    const volume = player.createGain();
    const start = player.currentTime + at;
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S);
    note.connect(volume).connect(player.destination);
    note.start(start);
    note.stop(start + LENGTH_S);
    note.onended = () => { if (at > 0) void player.close(); };
  }
}
