/** The server's time: taken once per answer, carried on by a clock that never goes back. */

let serverMilliseconds = Date.now();
let takenAt = performance.now();

/** Milliseconds since 1970 on the server; never less than it said before. */
export function serverNow(): number {
  return serverMilliseconds + (performance.now() - takenAt);
}

/** Hears the server's time; a small step back (an answer that was under way) is not followed. */
export function hearServerTime(iso: string): void {
  const told = Date.parse(iso);
  const SMALL_STEP = 5000;
  if (Number.isNaN(told) || (told < serverNow() && serverNow() - told < SMALL_STEP)) {
    return;
  }
  serverMilliseconds = told;
  takenAt = performance.now();
}
