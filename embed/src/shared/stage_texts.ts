/** Words of the invitation that the loader's own table has no room for; they come with the second file. */

import type { LoaderText, Translate } from "./texts";

/** The words behind the first ones of an invitation. */
export const STAGE_TEXTS = {
  pause_picture: "Pause the animation",
  play_picture: "Play the animation",
  show_invitation: "Show the whole invitation",
} as const;

/** The key of a word of an invitation. */
export type StageText = keyof typeof STAGE_TEXTS;

/** The server sends all words of the page in one table, so that the loader's look-up knows these too. */
export function stageTranslator(translate: Translate<LoaderText>): Translate<StageText> {
  return (key) => translate(key as string as LoaderText) || STAGE_TEXTS[key];
}
