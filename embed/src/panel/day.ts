/** Words for days and times in a conversation, in the visitor's language. */

/** The calendar day of an instant in the visitor's own zone; an empty text when it cannot be read. */
export function dayOf(at: string): string {
  const date = new Date(at);
  if (isNaN(date.getTime())) return "";
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** The heading above a day: today, yesterday, or the date written out. */
export function dayName(at: string, now: Date, language: string, words: { today: string; yesterday: string }): string {
  const day = dayOf(at);
  if (!day) return "";
  if (day === dayOf(now.toISOString())) return words.today;
  const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 12);
  if (day === dayOf(before.toISOString())) return words.yesterday;
  return format(new Date(at), language, { weekday: "long", day: "numeric", month: "long" });
}

/** The time of day. */
export function timeName(at: string, language: string): string {
  const date = new Date(at);
  return isNaN(date.getTime()) ? "" : format(date, language, { hour: "numeric", minute: "2-digit" });
}

/** The weekday, with the date where it is far away. */
export function weekdayName(at: string, language: string, withDate: boolean): string {
  return format(new Date(at), language, withDate ? { weekday: "long", day: "numeric", month: "long" } : { weekday: "long" });
}

function format(date: Date, language: string, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat(language || undefined, options).format(date);
  } catch {
    return new Intl.DateTimeFormat(undefined, options).format(date);
  }
}
