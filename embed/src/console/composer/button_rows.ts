/** The rows of the buttons under a message: only a link asks for an address, and only as many rows as are needed show. */

/** Keeps the rows of one language in step with what is chosen in them. */
export function startButtonRows(panel: HTMLElement): void {
  const rows = Array.from(panel.querySelectorAll<HTMLElement>("[data-button-row]"));
  const more = panel.querySelector<HTMLButtonElement>("[data-add-button]");
  const fields = (row: HTMLElement): (HTMLInputElement | HTMLSelectElement)[] => Array.from(row.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select"));
  const isUsed = (row: HTMLElement): boolean => fields(row).some((field) => field instanceof HTMLInputElement && field.value.trim() !== "");
  const settle = (): void => {
    for (const row of rows) {
      const address = row.querySelector<HTMLElement>("[data-button-address]");
      if (address) address.hidden = row.querySelector("select")?.value !== "link";
    }
    if (more) more.hidden = rows.every((row) => !row.hidden);
  };
  const announce = (): void => {
    panel.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const row of rows) {
    row.hidden = !isUsed(row) && row.querySelector("[aria-invalid]") === null;
    row.addEventListener("change", settle);
    row.querySelector("[data-clear-button]")?.addEventListener("click", () => {
      for (const field of fields(row)) {
        if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
        else field.value = "";
      }
      row.hidden = true;
      settle();
      announce();
      more?.focus();
    });
  }
  more?.addEventListener("click", () => {
    const next = rows.find((row) => row.hidden);
    if (!next) return;
    next.hidden = false;
    settle();
    next.querySelector("input")?.focus();
  });
  settle();
}
