/** How texts are compared: composed alike, without blanks around them and without regard to case. Twin of app/domain/rules/text.py. */

const BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+";
const BLANKS_AROUND = new RegExp(`^${BLANK}|${BLANK}$`, "g");

/** The text without blanks (of any script) around it. */
export function trimmed(text: string): string {
  return text.replace(BLANKS_AROUND, "");
}

/** The form in which two texts are equal when a reader would call them equal. */
export function fold(text: string): string {
  const composed = trimmed(text).normalize("NFC");
  return composed.toLowerCase().toUpperCase().toLowerCase().replace(/\u03c2/g, "\u03c3").normalize("NFC");
}

/** One wanted text or several, always as several. */
export function several(wanted: unknown): readonly string[] {
  return (Array.isArray(wanted) ? wanted : [wanted]).map(String);
}

/** Whether the text equals one of the wanted ones. */
export function equalsAny(wanted: unknown, actual: string): boolean {
  const text = fold(actual);
  return several(wanted).some((one) => fold(one) === text);
}

/** Whether one of the wanted texts occurs in the text. */
export function containsAny(wanted: unknown, actual: string): boolean {
  const text = fold(actual);
  return several(wanted).some((one) => text.includes(fold(one)));
}
