/** "How many would it reach?": sends the form as it stands, and shows the server's answer below the button. */

import { answeredPart } from "./page_parts";
import { setText } from "./safe_dom";

const ANSWER = "forecast-answer";

/** Begins to answer the button of the section; without script it opens the answer as a page. */
export function startForecast(form: HTMLFormElement, fieldsOf: (form: HTMLFormElement) => URLSearchParams): void {
  const box = form.querySelector<HTMLElement>("[data-forecast]");
  const button = box?.querySelector<HTMLButtonElement>("[data-forecast-ask]");
  const state = box?.querySelector<HTMLElement>("[data-forecast-state]");
  if (!box || !button || !state) return;
  let isAsking = false;

  const ask = async (): Promise<void> => {
    isAsking = true;
    button.setAttribute("aria-disabled", "true");
    setText(state, box.dataset["asked"] ?? "");
    const answer = await answeredPart(button.formAction, ANSWER, fieldsOf(form));
    if (answer) document.getElementById(ANSWER)?.replaceWith(answer);
    setText(state, answer ? "" : box.dataset["failed"] ?? "");
    button.removeAttribute("aria-disabled");
    isAsking = false;
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (!isAsking) void ask();
  });
}
