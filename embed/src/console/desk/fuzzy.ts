/** Finds what somebody meant by a few letters, as command palettes do. */

/** A text as it is compared: without case, accents and doubled spaces. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().replace(/\s+/g, " ").trim();
}

const BEGINS = 12;
const BEGINS_WORD = 8;
const FOLLOWS = 4;
const WHOLE = 6;

/**
 * How well a text fits what was typed; null when it does not. Every letter must be there in order; the beginning of the
 * text or of a word and letters side by side count more. Several words may come in any order.
 */
export function fit(typed: string, text: string): number | null {
  const wanted = fold(typed);
  const whole = fold(text);
  if (wanted === "") {
    return 0;
  }
  const at = whole.indexOf(wanted);
  if (at >= 0) {
    return wanted.length * FOLLOWS + (at === 0 ? BEGINS : isBeginning(whole, at) ? BEGINS_WORD : 0) + WHOLE - whole.length / 100;
  }
  const words = wanted.split(" ");
  if (words.length > 1) {
    const fits = words.map((word) => fit(word, whole));
    return fits.some((one) => one === null) ? null : fits.reduce<number>((sum, one) => sum + (one ?? 0), 0) / words.length;
  }
  return scattered(wanted, whole);
}

function scattered(wanted: string, whole: string): number | null {
  let from = 0;
  let score = 0;
  for (const letter of wanted) {
    const at = whole.indexOf(letter, from);
    if (at < 0) {
      return null;
    }
    score += at === from && from > 0 ? FOLLOWS : isBeginning(whole, at) ? FOLLOWS : 0;
    from = at + letter.length;
  }
  return score / 2 - whole.length / 100;
}

function isBeginning(whole: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(whole[at - 1] ?? "");
}

/** What can be found: its name by a few letters of it, its further words only as they are written. */
export interface Findable {
  readonly name: string;
  readonly words: string;
}

const BY_WORDS = 2;

/** How well something fits what was typed; null when it does not. */
export function fitOf(typed: string, { name, words }: Findable): number | null {
  const whole = fold(words);
  const isInWords = fold(typed).split(" ").every((word) => whole.includes(word));
  return fit(typed, name) ?? (isInWords ? BY_WORDS : null);
}

/** Those that fit, the best first, with equals in the order in which they came. */
export function best<Item>(typed: string, items: readonly Item[], findable: (item: Item) => Findable, most: number): readonly Item[] {
  return items
    .map((item, place) => ({ item, place, score: fitOf(typed, findable(item)) }))
    .filter((one): one is { item: Item; place: number; score: number } => one.score !== null)
    .sort((one, other) => other.score - one.score || one.place - other.place)
    .slice(0, most)
    .map((one) => one.item);
}
