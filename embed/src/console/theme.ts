/** Light, dark, or as the system wishes: kept in this browser, applied before the page is painted. */

export type ThemeChoice = "system" | "light" | "dark";

const STORE_KEY = "beckon.theme";
const CHOICES: readonly string[] = ["system", "light", "dark"];

/** What the reader chose; "system" when nothing was, or when the browser keeps nothing. */
export function chosenTheme(): ThemeChoice {
  try {
    const kept = localStorage.getItem(STORE_KEY) ?? "system";
    return CHOICES.includes(kept) ? (kept as ThemeChoice) : "system";
  } catch {
    return "system";
  }
}

/** Shows the page in the chosen theme. */
export function applyTheme(choice: ThemeChoice = chosenTheme()): void {
  if (choice === "system") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = choice;
  }
}

/** Keeps the choice and applies it here; other open pages follow through the storage event. */
export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(STORE_KEY, choice);
  } catch {
    // A browser that keeps nothing still gets the theme on this page.
  }
  applyTheme(choice);
}

/** Makes the switches marked `data-theme-choice` work and follows a choice made on another page. */
export function startThemeChoice(): void {
  const mark = (): void => {
    for (const input of document.querySelectorAll<HTMLInputElement>("[data-theme-choice] input")) {
      input.checked = input.value === chosenTheme();
    }
  };
  mark();
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.closest("[data-theme-choice]") !== null) {
      chooseTheme(input.value as ThemeChoice);
    }
  });
  window.addEventListener("storage", (event) => {
    if (event.key === STORE_KEY) {
      applyTheme();
      mark();
    }
  });
}
