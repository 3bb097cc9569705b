/** The hours of a week in the editor: one button gives Monday's hours to all weekdays. */

const WEEKDAYS = ["tue", "wed", "thu", "fri"];

function inputsOf(day: Element): HTMLInputElement[] {
  return [...day.querySelectorAll<HTMLInputElement>("input")];
}

/** Copies box and times of one day to another that has as many; times that the other has besides are taken out. */
function copyDay(from: Element, to: Element): void {
  const given = inputsOf(from);
  inputsOf(to).forEach((input, index) => {
    input.checked = given[index]?.checked ?? false;
    if (input.type !== "checkbox") input.value = given[index]?.value ?? "";
  });
}

/** Brings the grid on the page to life; `changed` is called after the button has changed it. */
export function startWeekGrid(form: HTMLFormElement, changed: () => void): void {
  const dayOf = (name: string): Element | null => form.querySelector(`[data-day="${name}"]`);
  const monday = dayOf("mon");
  if (!monday) return;
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-copy-monday]") : null;
    if (!button) return;
    const days = WEEKDAYS.map(dayOf);
    if (days.some((day) => !day || inputsOf(day).length < inputsOf(monday).length)) return; // the server makes room
    event.preventDefault();
    for (const day of days) if (day) copyDay(monday, day);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    changed();
  });
}
