/** Whether words are nothing but one to three emoji, which are shown large then. */

const MOST = 3;
/** An emoji as Unicode TS #51 makes them: a pair of letters for a flag, a keycap, or a picture with what is joined to it. */
const EMOJI = String.raw`(?:\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3|\p{Extended_Pictographic}(?:\uFE0F|\p{EMod}|[\u{E0020}-\u{E007F}])*(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{EMod})*)*)`;
const ONLY = new RegExp(`^\\s*(?:${EMOJI}\\s*){1,${MOST}}$`, "u");
/** Signs such as © and ™ are pictures to Unicode, but letters to readers. */
const SIGN = /^[\s\u00A9\u00AE\u2122\u2139\u203C\u2049]*$/u;

export function isEmojiOnly(words: string): boolean {
  return ONLY.test(words) && !SIGN.test(words);
}
