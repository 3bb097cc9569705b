/** The invitation editor: rows without a reload, a preview while typing, and the rule as a sentence kept in step. */

import { startAddressTests } from "../address_test";
import { startBubblePreview } from "../bubble_preview";
import { showFindings, type Findings } from "../findings";
import { startForecast } from "../forecast";
import { startGoalCode } from "../goal_code";
import { postForm } from "../http";
import { sayLooks, type Looks } from "../preview/looks";
import { startRuleParts } from "../rule_parts";
import { setText } from "../safe_dom";
import { startSettingFinder } from "../setting_finder";
import { startTryIt } from "../try_it";
import { startWeekGrid } from "../week_grid";

interface Said {
  readonly sentence: string;
  readonly sections: Readonly<Record<string, string>>;
  readonly unfinished: string;
  readonly findings: Findings;
  readonly looks: Looks;
}

const QUIET_MILLISECONDS = 300;

/** All fields as texts; in this form the server takes as many as there are. */
function fieldsOf(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
  return fields;
}

/** Asks the server for the words, at most one question at a time, a moment after the last change. */
function sentenceKeeper(form: HTMLFormElement): () => void {
  const address = form.dataset["sentenceUrl"] ?? "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const show = (said: Said): void => {
    for (const [id, words] of [["sentence", said.sentence], ["unfinished", said.unfinished]] as const) {
      const place = document.getElementById(id);
      if (place) setText(place, words);
    }
    for (const [name, words] of Object.entries(said.sections)) {
      const place = document.querySelector(`#section-${CSS.escape(name)} [data-section-summary]`);
      if (place) setText(place, words);
    }
    showFindings(said.findings);
    sayLooks(form, said.looks);
  };

  const ask = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    try {
      const said = await postForm<Said>(address, fieldsOf(form));
      if (mine === asked) show(said);
    } catch {
      // The words stay as they were; saving says what is wrong.
    }
  };

  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), QUIET_MILLISECONDS);
  };
}

/** Leaving with something typed and not saved asks first; the answer says whether there is something. */
function guardTyping(form: HTMLFormElement): () => boolean {
  let isTyped = form.querySelector("[aria-invalid]") !== null;
  form.addEventListener("input", (event) => {
    if (!(event.target instanceof HTMLInputElement && event.target.name === "device")) isTyped = true;
  });
  form.addEventListener("submit", () => (isTyped = false));
  window.addEventListener("beforeunload", (event) => {
    if (isTyped) event.preventDefault();
  });
  return () => isTyped;
}

/** A link to a field opens the section that hides it. */
function openSections(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".notice a[href^='#'], a[data-shows]") : null;
    const target = link ? document.getElementById(link.hash.slice(1)) : null;
    if (!target) return;
    const section = target.closest("details");
    if (section) section.open = true;
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
}

const form = document.getElementById("invitation-editor");
if (form instanceof HTMLFormElement) {
  const keepSentence = sentenceKeeper(form);
  startRuleParts(form, keepSentence);
  startAddressTests(form);
  startBubblePreview(form);
  startTryIt(guardTyping(form));
  startGoalCode(form);
  startForecast(form, fieldsOf);
  startWeekGrid(form, keepSentence);
  const finder = document.getElementById("setting-finder");
  if (finder instanceof HTMLInputElement) startSettingFinder(finder, form);
  openSections();
  form.addEventListener("input", keepSentence);
  form.addEventListener("change", keepSentence);
}
