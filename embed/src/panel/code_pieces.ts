/** Cuts a message into words, links and code: ``` around lines, ` around words. Everything stays text. */

import { linkify } from "./linkify";

/** A piece of a message. */
export interface TextPiece {
  readonly text: string;
  /** Where it leads. */
  readonly href: string | null;
  /** Whether it is code: lines of it, or a few words. */
  readonly code: "lines" | "words" | null;
}

const CODE = /```(?:[a-z0-9+#-]{0,20}\n)?([\s\S]+?)```|`([^`\n]{1,500})`/gi;

/** The pieces of a text in their order; what is inside of code leads nowhere. */
export function textPieces(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let done = 0;
  for (const found of text.matchAll(CODE)) {
    pieces.push(...plain(text.slice(done, found.index)));
    const lines = found[1];
    pieces.push(lines === undefined ? { text: found[2] ?? "", href: null, code: "words" } : { text: lines.replace(/^\n|\n$/g, ""), href: null, code: "lines" });
    done = found.index + found[0].length;
  }
  return [...pieces, ...plain(text.slice(done))];
}

function plain(text: string): readonly TextPiece[] {
  return text === "" ? [] : linkify(text).map((piece) => ({ ...piece, code: null }));
}
