/** What a condition looks at, found by typing: a select that becomes a field with a list, with help for every line. */

import { pageData } from "./data";
import { startPicker, type Offer } from "./picker";
import { element } from "./safe_dom";
import { text } from "./texts";

let help: Readonly<Record<string, string>> | null = null;

/** Lower case without accents, so that "ubersicht" finds "Übersicht". */
function folded(words: string): string {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The zone whose own row this is; null within a group, where everything is equally at home. */
function zoneOf(select: HTMLSelectElement): string | null {
  const zone = select.closest("[data-part]")?.parentElement?.parentElement?.closest<HTMLElement>("[data-part], [data-zone]");
  const name = zone?.dataset["zone"];
  return name === "who" || name === "when" ? name : null;
}

function offersOf(select: HTMLSelectElement, typed: string, isTyping: boolean): Offer[] {
  help ??= pageData<Record<string, string>>("fact-help");
  const wanted = folded(typed.trim());
  const isSearch = isTyping && wanted !== "";
  const zone = zoneOf(select);
  const ranked: { readonly rank: number; readonly offer: Offer }[] = [];
  for (const option of select.options) {
    if (option.value === "" || option.disabled) continue;
    const isElsewhere = zone !== null && option.dataset["zone"] !== zone;
    const hint = help[option.value] ?? "";
    const label = folded(option.text);
    const also = folded(option.dataset["also"] ?? "");
    const words = `${label} ${also} ${folded(hint)} ${option.value}`;
    if (isSearch ? !wanted.split(/\s+/).every((word) => words.includes(word)) : isElsewhere) continue;
    const rank = isSearch ? (label.startsWith(wanted) ? 0 : label.includes(wanted) || also.includes(wanted) ? 1 : 2) * 2 + Number(isElsewhere) : 0;
    const group = isSearch ? undefined : option.closest("optgroup")?.label;
    ranked.push({ rank, offer: { value: option.value, label: option.text, hint, ...(group === undefined ? {} : { group }) } });
  }
  return ranked.sort((one, other) => one.rank - other.rank).map((each) => each.offer);
}

/** Turns the select of a row into a field to type in; the select stays, hidden, and keeps the value. */
export function startFactPicker(select: HTMLSelectElement): void {
  const label = select.labels[0];
  const input = element("input", { class: "control picker-control", attributes: { type: "text", id: `${select.id}-typed`, placeholder: text("fact_placeholder"), spellcheck: "false" } });
  let isTyping = false;
  const showChosen = (): void => {
    isTyping = false;
    input.value = select.value === "" ? "" : (select.selectedOptions[0]?.text.trim() ?? "");
  };
  for (const name of ["aria-invalid", "aria-describedby"]) {
    const value = select.getAttribute(name);
    if (value !== null) input.setAttribute(name, value);
  }
  select.after(input);
  select.hidden = true;
  label?.setAttribute("for", input.id);
  showChosen();
  input.addEventListener("input", (event) => {
    isTyping = true;
    event.stopPropagation(); // a search is not yet a change of the rule
  });
  startPicker(input, {
    isStrict: true,
    noneText: text("fact_none"),
    current: () => select.value,
    find: (typed) => offersOf(select, typed, isTyping),
    pick: (offer) => {
      if (select.value !== offer.value) {
        select.value = offer.value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      showChosen();
    },
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", showChosen);
  input.addEventListener("change", (event) => event.stopPropagation());
}
