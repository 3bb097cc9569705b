/** When the operator last touched any page of the console in this browser; all its tabs know. */

const NAME = "beckon.touched";
const WRITTEN_MILLISECONDS = 5000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "focus"] as const;

let touchedAt = Date.now();
let writtenAt = 0;

/** Milliseconds since the last touch; a clock that was set back counts as a touch now. */
export function untouchedMilliseconds(): number {
  const now = Date.now();
  const last = Math.max(touchedAt, stored());
  if (last > now) {
    touchedAt = now;
    return 0;
  }
  return now - last;
}

/** Begins to notice; `act` is called with every touch of this page. */
export function startTouches(act: () => void = () => undefined): void {
  const touch = (): void => {
    touchedAt = Date.now();
    if (Math.abs(touchedAt - writtenAt) > WRITTEN_MILLISECONDS) {
      writtenAt = touchedAt;
      store(touchedAt);
    }
    act();
  };
  for (const sign of SIGNS) {
    window.addEventListener(sign, touch, { capture: true, passive: true });
  }
  touch();
}

function stored(): number {
  try {
    return Number(localStorage.getItem(NAME)) || 0;
  } catch {
    return 0;
  }
}

function store(at: number): void {
  try {
    localStorage.setItem(NAME, String(at));
  } catch {
    // Forbidden: this tab alone knows.
  }
}
