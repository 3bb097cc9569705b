/** Says times in the reader's language and zone, and keeps those on the page fresh. */

import { element, setText } from "./safe_dom";

/** `exact` shows date and time to the minute; every form tells seconds and zone on hover. */
export type TimeForm = "ago" | "exact" | "since" | "clock";

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const OLD_DAYS = 7;
const TICK_MILLISECONDS = 1000;

/** The page's language, in the reader's own manner of it: en-GB writes days before months where en does not say. */
function language(): string {
  const page = document.documentElement.lang || "en";
  const own = navigator.language;
  return own.toLowerCase().startsWith(`${page.toLowerCase()}-`) ? own : page;
}

function cached<Format>(make: (language: string) => Format): () => Format {
  const made = new Map<string, Format>();
  return () => {
    const key = language();
    const known = made.get(key);
    if (known !== undefined) {
      return known;
    }
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
}

const relativeFormat = cached((tag) => new Intl.RelativeTimeFormat(tag, { numeric: "auto", style: "short" }));
const exactFormat = cached(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "long" }),
);
const shortFormat = cached((tag) => new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" }));
const dayFormat = cached((tag) => new Intl.DateTimeFormat(tag, { dateStyle: "medium" }));
const clockFormat = cached((tag) => new Intl.DateTimeFormat(tag, { timeStyle: "short" }));

/** How long ago a moment was: "now", "2 min ago", "yesterday", and the date after a week. */
export function ago(at: Date, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000));
  const format = relativeFormat();
  const say = (amount: number, unit: Intl.RelativeTimeFormatUnit): string =>
    format.format(-amount, unit).replace(/\.(?=\s|$)/g, "");
  if (seconds < MINUTE_SECONDS) {
    return say(seconds < 5 ? 0 : seconds, "second");
  }
  if (seconds < HOUR_SECONDS) {
    return say(Math.floor(seconds / MINUTE_SECONDS), "minute");
  }
  if (seconds < DAY_SECONDS) {
    return say(Math.floor(seconds / HOUR_SECONDS), "hour");
  }
  const days = Math.floor(seconds / DAY_SECONDS);
  return days < OLD_DAYS ? say(days, "day") : dayFormat().format(at);
}

/** The moment with date, time and zone, as shown on hover. */
export function exact(at: Date): string {
  return exactFormat().format(at);
}

/** The time of day alone, as beside a message. */
export function clockTime(at: Date): string {
  return clockFormat().format(at);
}

/** The date alone, as between two days of a conversation. */
export function day(at: Date): string {
  return dayFormat().format(at);
}

/** The time since a moment as a running clock: 0:07, 12:30, 1:02:03. */
export function clockSince(at: Date, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
  const hours = Math.floor(seconds / HOUR_SECONDS);
  const minutes = Math.floor((seconds % HOUR_SECONDS) / MINUTE_SECONDS);
  const two = (amount: number): string => String(amount).padStart(2, "0");
  const rest = two(seconds % MINUTE_SECONDS);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A `<time>` that refreshes itself on every page that runs every_page.ts. */
export function timeElement(iso: string, form: TimeForm): HTMLTimeElement {
  const made = element("time", { attributes: { datetime: iso }, data: { time: form } });
  refresh(made, new Date());
  return made;
}

/** Points an existing `<time>` at another moment. */
export function setTime(target: HTMLTimeElement, iso: string): void {
  if (target.dateTime !== iso) {
    target.dateTime = iso;
    refresh(target, new Date());
  }
}

const writers: Record<TimeForm, (at: Date, now: Date) => string> = {
  ago,
  exact: (at) => shortFormat().format(at),
  since: clockSince,
  clock: clockTime,
};

function refresh(target: HTMLTimeElement, now: Date): void {
  const at = new Date(target.dateTime);
  const write = writers[target.dataset["time"] as TimeForm];
  if (Number.isNaN(at.getTime()) || write === undefined) {
    return;
  }
  setText(target, write(at, now));
  const full = exact(at);
  if (target.title !== full) {
    target.title = full;
  }
}

/** Rewrites every time below `root`. */
export function refreshTimes(root: ParentNode = document): void {
  const now = new Date();
  for (const target of root.querySelectorAll<HTMLTimeElement>("time[data-time]")) {
    refresh(target, now);
  }
}

/** Keeps the times of the page fresh while it is visible. */
export function startTimes(): void {
  refreshTimes();
  setInterval(() => {
    if (!document.hidden) {
      refreshTimes();
    }
  }, TICK_MILLISECONDS);
  document.addEventListener("visibilitychange", () => refreshTimes());
}
