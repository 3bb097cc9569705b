/** What the server says about the looks of an unsaved invitation: who would speak now, and its CSS made safe. */

import { setText } from "../safe_dom";

/** The looks, each empty for nothing. */
export interface Looks {
  readonly sender: string;
  readonly css: string;
  /** What is wrong with the custom CSS. */
  readonly css_problem: string;
}

const SAID = "beckon:looks";
export const NO_LOOKS: Looks = { sender: "", css: "", css_problem: "" };

/** Tells everybody on the form's page, and says beside the CSS what is wrong with it. */
export function sayLooks(form: HTMLFormElement, looks: Looks): void {
  const problem = document.getElementById("css-problem");
  if (problem) setText(problem, looks.css_problem);
  form.dispatchEvent(new CustomEvent<Looks>(SAID, { detail: looks }));
}

/** Hears of the looks whenever they may have changed. */
export function hearLooks(form: HTMLFormElement, listener: (looks: Looks) => void): void {
  form.addEventListener(SAID, (event) => listener((event as CustomEvent<Looks>).detail));
}

/** A sheet of the custom CSS, which reaches the bubble and nothing else. */
export function sheetOfLooks(looks: Looks): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(looks.css);
  return sheet;
}
