/** Finds web addresses in plain text, in one pass whose time grows with the length of the text and nothing else. */

/** A piece of a message: words, or words that lead somewhere. */
export interface Piece {
  readonly text: string;
  readonly href: string | null;
}

const SPACE = /\s/;
const CLOSERS = ".,;:!?'\"»”’…)]}>";
const LONGEST_ADDRESS = 2000;

function isStart(text: string, index: number): boolean {
  const before = index === 0 ? " " : text.charAt(index - 1);
  return !/[\p{L}\p{N}_@/.-]/u.test(before);
}

/** Cuts what belongs to the sentence: closing punctuation, and brackets that were opened before the address. */
function trimEnd(word: string): string {
  let open = 0;
  let close = 0;
  for (const letter of word) {
    if (letter === "(") open += 1;
    if (letter === ")") close += 1;
  }
  let end = word.length;
  while (end > 0) {
    const last = word.charAt(end - 1);
    if (last === ")" && close <= open) break;
    if (CLOSERS.indexOf(last) < 0) break;
    if (last === ")") close -= 1;
    end -= 1;
  }
  return word.slice(0, end);
}

/** The address that a word means, with its host in the plain letters that the network uses; null when it is none. */
export function addressOf(word: string): string | null {
  if (word.length > LONGEST_ADDRESS) return null;
  const written = /^www\./i.test(word) ? "https://" + word : word;
  if (!/^https?:\/\//i.test(written)) return null;
  try {
    const url = new URL(written);
    if (url.username || url.password || !/\./.test(url.hostname) && url.hostname !== "localhost") return null;
    return url.href;
  } catch {
    return null;
  }
}

/** How an address is shown: a host with foreign letters in its network form, so that no letter can pose as another. */
function shown(word: string, href: string): string {
  const host = new URL(href).host;
  const plain = /^[\x21-\x7e]*$/.test(word);
  return plain ? word : href.replace(/^(https?:\/\/)[^/?#]*/i, (_whole, scheme: string) => scheme + host);
}

/** Splits a text into words and links; the pieces joined are the text, but for hosts shown in network form. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  const finder = /https?:\/\/|www\./gi;
  let done = 0;
  for (let found = finder.exec(text); found; found = finder.exec(text)) {
    const start = found.index;
    if (!isStart(text, start)) continue;
    let end = start;
    while (end < text.length && !SPACE.test(text.charAt(end)) && text.charAt(end) !== "<") end += 1;
    const word = trimEnd(text.slice(start, end));
    const href = addressOf(word);
    finder.lastIndex = Math.max(end, finder.lastIndex);
    if (!href) continue;
    if (start > done) pieces.push({ text: text.slice(done, start), href: null });
    pieces.push({ text: shown(word, href), href });
    done = start + word.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
}
