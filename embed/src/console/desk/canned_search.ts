/** Which canned replies somebody means who types `/` and a few letters. */

/** A reply as the server offers it for one chat, its names and values filled in. */
export interface CannedReply {
  readonly key: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly text: string;
}

/** The `/` before the caret with the letters behind it. */
export interface Query {
  /** Where the `/` stands. */
  readonly start: number;
  readonly words: string;
}

const LONGEST_QUERY = 40;
const MOST_SHOWN = 50;

/** The query that the caret stands in; null where there is none. A `/` within a word, as in addresses, is none. */
export function queryAt(written: string, caret: number): Query | null {
  const line = written.slice(written.lastIndexOf("\n", caret - 1) + 1, caret);
  const found = /(?:^|\s)\/([^/]*)$/u.exec(line);
  if (found === null || found[1] === undefined || found[1].length > LONGEST_QUERY || found[1].startsWith(" ")) {
    return null;
  }
  return { start: caret - found[1].length - 1, words: found[1] };
}

/** Those that hold every word in title, tags or text: first where a title begins with it or a tag is it, then titles, then texts. */
export function matching(replies: readonly CannedReply[], words: string): readonly CannedReply[] {
  const wanted = folded(words).split(/\s+/u).filter((word) => word !== "");
  const ranked = replies.flatMap((reply, place) => {
    const rank = rankOf(reply, wanted);
    return rank === null ? [] : [{ reply, order: rank * replies.length + place }];
  });
  return ranked.sort((one, other) => one.order - other.order).slice(0, MOST_SHOWN).map(({ reply }) => reply);
}

function rankOf(reply: CannedReply, wanted: readonly string[]): number | null {
  const title = folded(reply.title);
  const tags = reply.tags.map(folded);
  const everything = [title, ...tags, folded(reply.text)].join(" ");
  const bare = wanted.map((word) => word.replace(/^#/u, ""));
  if (!bare.every((word) => everything.includes(word))) {
    return null;
  }
  if (bare.every((word) => title.startsWith(word) || tags.includes(word))) {
    return 0;
  }
  return bare.every((word) => title.includes(word)) ? 1 : 2;
}

function folded(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}
