/** Ticks in front of rows: one box for all of the page, and a word about how many there are. */

/** Keeps the box for all, the number and the buttons of a bulk form in step with the ticks that belong to it. */
export function startTicks(form: HTMLFormElement): void {
  const boxes = Array.from(document.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][form="${form.id}"]`));
  const all = form.querySelector<HTMLInputElement>("[data-tick-all]");
  const count = form.querySelector<HTMLElement>("[data-tick-count]");
  const buttons = form.querySelectorAll<HTMLButtonElement>('button[type="submit"]');

  const tell = (): void => {
    const number = boxes.filter((box) => box.checked).length;
    form.toggleAttribute("data-ticked", number > 0);
    for (const button of buttons) button.disabled = number === 0;
    if (count !== null) count.textContent = number > 0 ? (count.dataset["words"] ?? "").replace("%(num)s", String(number)) : "";
    if (all !== null) {
      all.checked = number === boxes.length;
      all.indeterminate = number > 0 && number < boxes.length;
    }
  };

  for (const box of boxes) box.addEventListener("change", tell);
  all?.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  tell();
}
