/** Letters that stand for a name in its avatar, chosen as the server chooses them. */

/** One or two letters; a name without letters gives a dot. */
export function initials(name: string | null): string {
  const words = (name ?? "").split(/[\s-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  const letters = chosen.map((word) => (Array.from(word ?? "")[0] ?? "").toUpperCase()).join("");
  return letters || "·";
}
