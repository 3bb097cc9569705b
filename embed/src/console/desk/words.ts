/** How the desk names people, places, pages and lengths of time in the reader's language. */

import { text } from "../texts";
import type { Colleague, Message, Page, Pseudonym } from "./documents";

interface Named {
  readonly name: string | null;
  readonly pseudonym: Pseudonym;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;

function language(): string {
  return document.documentElement.lang || "en";
}

/** A visitor's name, or a friendly pseudonym. */
export function called(visitor: Named): string {
  if (visitor.name !== null && visitor.name !== "") {
    return visitor.name;
  }
  const { colour, animal } = visitor.pseudonym;
  return text("pseudonym", { colour: text(`colour.${colour}`), animal: text(`animal.${animal}`) });
}

/** A text that counts: `<key>.one` or `<key>.other` by the rules of the language. */
export function counted(key: string, n: number, values: Readonly<Record<string, string>> = {}): string {
  const form = new Intl.PluralRules(language()).select(n) === "one" ? "one" : "other";
  return text(`${key}.${form}`, { n: new Intl.NumberFormat(language()).format(n), ...values });
}

/** The name of a country by its code. */
export function countryName(code: string): string {
  return displayName("region", code.toUpperCase());
}

/** The name of a language by its tag. */
export function languageName(tag: string): string {
  return displayName("language", tag);
}

function displayName(type: "region" | "language", code: string): string {
  try {
    return new Intl.DisplayNames(language(), { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** How long something lasts, in the two units that matter: 32 sec, 4 min, 1 hr 5 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const say = (amount: number, unit: string): string =>
    new Intl.NumberFormat(language(), { style: "unit", unit, unitDisplay: "short" }).format(amount);
  if (whole < MINUTE_SECONDS) {
    return say(whole, "second");
  }
  if (whole < HOUR_SECONDS) {
    return say(Math.floor(whole / MINUTE_SECONDS), "minute");
  }
  const minutes = Math.floor((whole % HOUR_SECONDS) / MINUTE_SECONDS);
  const hours = say(Math.floor(whole / HOUR_SECONDS), "hour");
  return minutes === 0 ? hours : `${hours} ${say(minutes, "minute")}`;
}

/** Where a page lies on its site: path and query. */
export function pathOf(url: string): string {
  try {
    const parsed = new URL(url);
    return decoded(parsed.pathname + parsed.search);
  } catch {
    return url;
  }
}

/** The host of an address without www. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host.replace(/^www\./, "");
  } catch {
    return url;
  }
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** What a page is called: its title, else its path. */
export function pageName(page: Page): string {
  return page.title.trim() || pathOf(page.url);
}

/** The words of a system message in the reader's language. */
export function systemText(message: Message): string {
  return message.code === null ? message.text : text(`system.${message.code}`, { name: message.name, about: message.about ?? "" });
}

/** Where a chat stands, when a colleague has it. */
export function withColleague(operator: Colleague): string {
  return text("with_colleague", { name: operator.name });
}

/** What an error code of the server means for the operator; `by` is the colleague who stands in the way. */
export function refusalText(code: string, by: string | null = null): string {
  const key = `error.${code}`;
  const words = text(key, { name: by ?? "" });
  return words === key ? text("error.other") : words;
}

/** The day of a message: today, yesterday, or its date. */
export function dayName(iso: string): string {
  const at = new Date(iso);
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: "auto" });
  if (at.toDateString() === today.toDateString() || at.toDateString() === yesterday.toDateString()) {
    const words = relative.format(at.toDateString() === today.toDateString() ? 0 : -1, "day");
    return words.charAt(0).toLocaleUpperCase(language()) + words.slice(1);
  }
  return new Intl.DateTimeFormat(language(), { dateStyle: "full" }).format(at);
}
