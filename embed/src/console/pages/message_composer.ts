/** The rich editor of the invitation's messages, with its languages and buttons; loaded on that page only. */

import { startButtonRows } from "../composer/button_rows";
import { startLanguages } from "../composer/languages";
import { startPicturePlaces } from "../composer/picture_places";
import { shownPicture } from "../composer/shown_picture";
import { startRichField } from "../composer/rich_field";
import { startVariants } from "../composer/variants";

const composer = document.getElementById("composer");
if (composer !== null) {
  const form = composer.closest("form") as HTMLFormElement;
  const needs = { uploadAddress: composer.dataset["uploadUrl"] ?? "", shownAt: (address: string) => shownPicture(form, address) };
  const enrich = (part: ParentNode): void => {
    for (const field of part.querySelectorAll<HTMLTextAreaElement>("textarea[data-rich]")) startRichField(field, needs);
  };
  startLanguages(composer, enrich);
  const experiment = document.getElementById("experiment");
  if (experiment !== null) {
    startVariants(experiment, (variant) => {
      enrich(variant);
      startButtonRows(variant);
    });
  }
  startPicturePlaces(composer, needs.uploadAddress);
}
