/** International host names: `xn--mnchen-3ya.de` and `münchen.de` are one host (RFC 3492). Twin of app/domain/rules/punycode.py. */

const BASE = 36;
const SKEW = 38;
const T_MAX = 26;
const LARGEST = 2 ** 31;
const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
const LABEL = /(^|[^a-z0-9-])(xn--([a-z0-9-]{1,59}))(?![a-z0-9-])/gi;

/** The text with every `xn--…` label as people write it; a broken one stays as it is. */
export function unicodeHost(text: string): string {
  if (!text.includes("--")) return text;
  return text.replace(LABEL, (_found, before: string, label: string, code: string) => before + (decoded(code.toLowerCase()) ?? label));
}

function decoded(code: string): string | null {
  const end = code.lastIndexOf("-");
  const digits = code.slice(end + 1);
  if (!digits) return null;
  const letters = Array.from(code.slice(0, Math.max(0, end)));
  let number = 128;
  let place = 0;
  let bias = 72;
  let read = 0;
  while (read < digits.length) {
    const before = place;
    for (let weight = 1, step = BASE; ; step += BASE) {
      const digit = DIGITS.indexOf(digits.charAt(read));
      if (read >= digits.length || digit < 0 || place > LARGEST) return null;
      read += 1;
      place += digit * weight;
      const threshold = Math.min(Math.max(step - bias, 1), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = letters.length + 1;
    bias = adapted(place - before, length, before === 0);
    number += Math.floor(place / length);
    place %= length;
    if (number < 0xa0 || number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) return null;
    letters.splice(place, 0, String.fromCodePoint(number));
    place += 1;
  }
  return letters.join("");
}

function adapted(delta: number, length: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / length);
  let turns = 0;
  for (; rest > ((BASE - 1) * T_MAX) / 2; turns += BASE) rest = Math.floor(rest / (BASE - 1));
  return turns + Math.floor((BASE * rest) / (rest + SKEW));
}
