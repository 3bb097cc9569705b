/** The page of a department: the week shows only where hours are wanted, and holidays get as many rows as they need. */

import { startWeekGrid } from "../week_grid";

function startHours(form: HTMLFormElement): void {
  const weekly = form.querySelector<HTMLElement>("[data-weekly]");
  const update = (): void => {
    const chosen = form.querySelector<HTMLInputElement>("input[name='hours']:checked");
    weekly?.classList.toggle("is-always", chosen?.value !== "weekly");
  };
  form.addEventListener("change", update);
  update();
}

function startHolidays(fieldset: HTMLElement): void {
  const rows = fieldset.querySelector<HTMLElement>(".holiday-rows");
  const blank = rows?.lastElementChild?.cloneNode(true);
  const add = fieldset.querySelector<HTMLButtonElement>("[data-add-holiday]");
  if (!rows || !(blank instanceof HTMLElement) || !add) return;
  const showDrops = (): void => rows.querySelectorAll<HTMLElement>("[data-drop-holiday]").forEach((button) => (button.hidden = false));
  add.hidden = false;
  add.addEventListener("click", () => {
    const row = blank.cloneNode(true) as HTMLElement;
    rows.append(row);
    showDrops();
    row.querySelector("input")?.focus();
  });
  rows.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-drop-holiday]") : null;
    button?.closest("[data-holiday]")?.remove();
    if (button) add.focus();
  });
  showDrops();
}

const form = document.querySelector<HTMLFormElement>("[data-department-form]");
if (form) {
  startHours(form);
  startWeekGrid(form, () => undefined);
  form.querySelectorAll<HTMLElement>("[data-holidays]").forEach(startHolidays);
}
