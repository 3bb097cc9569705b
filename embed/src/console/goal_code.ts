/** Beside the goal of an invitation stands the code that reports it: it names the event id that is being written. */

import { setText } from "./safe_dom";

/** Keeps the code in step with its field. */
export function startGoalCode(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("[data-event-field]");
  if (field === null) {
    return;
  }
  field.addEventListener("input", () => {
    const event = field.value.trim() || (field.dataset["eventField"] ?? "");
    for (const place of form.querySelectorAll<HTMLElement>("[data-event-id]")) {
      setText(place, JSON.stringify(event));
    }
  });
}
