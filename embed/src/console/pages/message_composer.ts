/** The rich editor of the invitation's messages, with its languages and buttons; loaded on that page only. */

import { startLanguages } from "../composer/languages";
import { shownPicture } from "../composer/shown_picture";
import { startRichField } from "../composer/rich_field";

const composer = document.getElementById("composer");
if (composer !== null) {
  const form = composer.closest("form") as HTMLFormElement;
  const needs = { uploadAddress: composer.dataset["uploadUrl"] ?? "", shownAt: (address: string) => shownPicture(form, address) };
  const enrich = (part: ParentNode): void => {
    for (const field of part.querySelectorAll<HTMLTextAreaElement>("textarea[data-rich]")) startRichField(field, needs);
  };
  startLanguages(composer, enrich);
}
