/** The rows of conditions in the invitation editor: added and removed in place, with choices that follow the fact. */

import { pageData } from "./data";
import { element, replaceChildren, setText } from "./safe_dom";

interface Comparison {
  readonly name: string;
  readonly phrase: string;
  readonly takes_value: boolean;
}

interface FactChoice {
  readonly help: string;
  readonly sample: string;
  readonly comparisons: readonly Comparison[];
}

interface RowParts {
  readonly fact: HTMLSelectElement;
  readonly comparison: HTMLSelectElement;
  readonly value: HTMLInputElement;
}

/** What the rows tell the page. */
export interface RowEvents {
  changed(): void;
}

function partsOf(row: Element): RowParts | null {
  const [fact, comparison] = Array.from(row.querySelectorAll("select"));
  const value = row.querySelector("input");
  return fact && comparison && value ? { fact, comparison, value } : null;
}

/** A value that the comparison does not take is kept, but not shown. */
function showValue({ comparison, value }: RowParts, choice: FactChoice): void {
  const chosen = choice.comparisons.find((each) => each.name === comparison.value);
  value.toggleAttribute("data-silent", chosen !== undefined && !chosen.takes_value);
  value.placeholder = choice.sample;
}

/** Offers the comparisons of the chosen fact; the one that was chosen stays where it can. */
function followFact(parts: RowParts, choice: FactChoice): void {
  const before = parts.comparison.value;
  const options = choice.comparisons.map((each) => element("option", { text: each.phrase, attributes: { value: each.name } }));
  replaceChildren(parts.comparison, ...options);
  const kept = choice.comparisons.some((each) => each.name === before);
  parts.comparison.value = kept ? before : (choice.comparisons[0]?.name ?? "");
  showValue(parts, choice);
}

/** Gives every row its number: the ids, the labels, the button that takes it away. */
function number(rows: readonly Element[], label: string): void {
  rows.forEach((row, place) => {
    row.setAttribute("aria-label", label.replace(/\d+/, String(place + 1)));
    for (const control of row.querySelectorAll<HTMLElement>("select, input")) {
      const name = control.getAttribute("name") ?? "";
      const id = `${name}-${place}`;
      row.querySelector(`label[for="${CSS.escape(control.id)}"]`)?.setAttribute("for", id);
      control.id = id;
    }
    row.querySelector("button")?.setAttribute("value", `remove-row-${place}`);
  });
}

/** Takes over the rows of the page; does nothing where the conditions are in file form. */
export function startConditionRows(form: HTMLFormElement, events: RowEvents): void {
  const list = document.getElementById("conditions");
  const template = document.getElementById("condition-row");
  const help = document.getElementById("condition-help");
  if (list === null || help === null || !(template instanceof HTMLTemplateElement)) {
    return;
  }
  const choices = pageData<Record<string, FactChoice>>("fact-choices");
  const label = template.content.firstElementChild?.getAttribute("aria-label") ?? "";
  const choiceOf = (parts: RowParts): FactChoice | undefined => choices[parts.fact.value];

  const renumber = (): void => {
    number(Array.from(list.children), label);
    events.changed();
  };

  const add = (): void => {
    list.append(template.content.cloneNode(true));
    renumber();
    list.lastElementChild?.querySelector<HTMLElement>("input")?.focus();
  };

  const remove = (row: Element): void => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    renumber();
    (next?.querySelector<HTMLElement>("button") ?? form.querySelector<HTMLElement>("button[value='add-row']"))?.focus();
  };

  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.value === "add-row") {
      event.preventDefault();
      add();
    } else if (button !== null && button.value.startsWith("remove-row-")) {
      event.preventDefault();
      const row = button.closest("[data-condition]");
      if (row !== null) remove(row);
    }
  });
  list.addEventListener("change", (event) => {
    const row = event.target instanceof Element ? event.target.closest("[data-condition]") : null;
    const parts = row ? partsOf(row) : null;
    const choice = parts ? choiceOf(parts) : undefined;
    if (!parts || !choice) return;
    if (event.target === parts.fact) {
      followFact(parts, choice);
      setText(help, choice.help);
    } else if (event.target === parts.comparison) {
      showValue(parts, choice);
    }
  });
  list.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element ? event.target.closest("[data-condition]") : null;
    const parts = row ? partsOf(row) : null;
    setText(help, (parts ? choiceOf(parts)?.help : undefined) ?? "");
  });
}
