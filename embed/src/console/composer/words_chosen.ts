/** What the composer says on the form when other words are looked at. */

export const WORDS_CHOSEN = "words-chosen";
