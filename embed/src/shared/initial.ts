/** The round face beside a name where there is no picture of a person. */

/** The first letter or digit of a name. */
export function initialOf(name: string): string {
  const found = /[\p{L}\p{N}]/u.exec(name);
  return found ? found[0] : "•";
}
