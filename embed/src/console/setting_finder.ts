/** Finds a field of a long form by its name or its help, opens the sections that hide it, and puts the focus there. */

import { startPicker, type Offer } from "./picker";

interface Setting {
  readonly offer: Offer;
  readonly words: string;
  readonly place: HTMLElement;
}

const NAMES = ".field-label, .check > span";
const CONTROLS = "[contenteditable='true'], input:not([type='hidden']), select, textarea, button";
const MOST = 12;

function folded(words: string): string {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** What the form holds now: names in templates and in rows of the rule are not settings. */
function settingsOf(form: HTMLFormElement): Setting[] {
  const found: Setting[] = [];
  const seen = new Set<string>();
  for (const section of form.querySelectorAll<HTMLDetailsElement>("details.section")) {
    const title = section.querySelector(".section-title")?.textContent.trim() ?? "";
    for (const name of section.querySelectorAll<HTMLElement>(NAMES)) {
      const field = name.closest<HTMLElement>(".field");
      const label = [...name.childNodes].find((node) => node.nodeType === Node.TEXT_NODE)?.textContent?.trim() ?? "";
      if (!field || label === "" || name.closest("[data-part], .check-list") || seen.has(`${title} ${label}`)) continue;
      seen.add(`${title} ${label}`);
      const help = field.querySelector(".field-help")?.textContent.trim() ?? "";
      found.push({
        offer: { value: String(found.length), label, hint: title },
        words: folded(`${label} ${title} ${help}`),
        place: field,
      });
    }
  }
  return found;
}

function show(place: HTMLElement): void {
  for (let hidden = place.closest("details"); hidden; hidden = hidden.parentElement?.closest("details") ?? null) hidden.open = true;
  place.scrollIntoView({ block: "center" });
  const controls = [...place.querySelectorAll<HTMLElement>(CONTROLS)];
  controls.find((control) => control.checkVisibility())?.focus({ preventScroll: true });
}

/** Makes the search field find the settings of a form; it is hidden until then, because without script it finds nothing. */
export function startSettingFinder(input: HTMLInputElement, form: HTMLFormElement): void {
  let settings: readonly Setting[] = [];
  input.closest<HTMLElement>("[hidden]")?.removeAttribute("hidden");
  startPicker(input, {
    isStrict: true,
    find: (typed) => {
      const wanted = folded(typed.trim()).split(/\s+/).filter(Boolean);
      settings = settingsOf(form);
      if (wanted.length === 0) return settings.map(({ offer }) => ({ value: offer.value, label: offer.label, group: offer.hint ?? "" }));
      return settings.filter((each) => wanted.every((word) => each.words.includes(word))).slice(0, MOST).map((each) => each.offer);
    },
    pick: (offer) => {
      input.value = "";
      const setting = settings[Number(offer.value)];
      if (setting) show(setting.place);
    },
    noneText: input.dataset["none"] ?? "",
  });
}
