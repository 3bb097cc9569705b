/** Patterns in which `*` stands for any run of characters. Twin of `glob` in app/domain/rules/patterns.py; linear, without RegExp. */

/** Whether the whole text (folded, like the pattern) fits. */
export function fitsGlob(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const head = pieces.shift() ?? "";
  const tail = pieces.pop();
  if (tail === undefined) return text === head;
  const end = text.length - tail.length;
  let place = head.length;
  if (end < place || !text.startsWith(head) || !text.endsWith(tail)) return false;
  for (const piece of pieces) {
    const found = text.indexOf(piece, place);
    if (found < 0 || found + piece.length > end) return false;
    place = found + piece.length;
  }
  return true;
}
