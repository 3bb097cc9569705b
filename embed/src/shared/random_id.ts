/** Random names for pages, tabs, messages and the panel's secret. */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A random text of `length` url-safe letters, six random bits each; 22 letters carry 132 bits. */
export function randomId(length = 22): string {
  const bytes = new Uint8Array(length);
  crypto.getRandomValues(bytes);
  let text = "";
  for (let index = 0; index < length; index += 1) text += LETTERS.charAt((bytes[index] as number) & 63);
  return text;
}
