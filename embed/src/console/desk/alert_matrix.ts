/**
 * Which alerts an operator gets for what happens: the decision of `app/domain/alerts.py`, written again.
 * `tests/vectors/alerts/ways.json` holds cases that both run.
 */

export type Occasion = "waiting" | "late" | "assigned" | "message" | "mentioned";
export type Way = "sound" | "repeat" | "desktop" | "push" | "email";

export interface AlertPreferences {
  readonly matrix: Readonly<Partial<Record<Occasion, readonly Way[]>>>;
  /** A percentage. */
  readonly volume: number;
  readonly only_unfocused: boolean;
  readonly quiet_when_away: boolean;
  readonly push_when_closed: boolean;
  readonly email_after_minutes: number;
  /** Away by itself after so many minutes; 0 for never. */
  readonly idle_minutes: number;
}

export interface Situation {
  readonly presence: "online" | "away" | "invisible" | "offline";
  readonly is_idle: boolean;
  readonly is_focused: boolean;
  readonly is_touched: boolean;
}

const NO_REPEAT: ReadonlySet<Occasion> = new Set(["message", "mentioned"]);

/** The ways in which the operator is alerted. */
export function alertWays(preferences: AlertPreferences, occasion: Occasion, situation: Situation): ReadonlySet<Way> {
  const saysAway = situation.presence === "away" && !situation.is_idle;
  if (preferences.quiet_when_away && (saysAway || situation.presence === "invisible")) {
    return new Set();
  }
  const ways = new Set(preferences.matrix[occasion] ?? []);
  const isOffline = situation.presence === "offline";
  if (NO_REPEAT.has(occasion)) ways.delete("repeat");
  if (occasion === "late") ways.delete("email");
  if (isOffline || (preferences.only_unfocused && situation.is_focused)) {
    ways.delete("sound");
    ways.delete("repeat");
  }
  if (isOffline || situation.is_focused) ways.delete("desktop");
  if (situation.is_touched || (isOffline && !preferences.push_when_closed)) ways.delete("push");
  if (situation.is_touched) ways.delete("email");
  return ways;
}
