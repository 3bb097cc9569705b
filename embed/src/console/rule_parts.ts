/** The rule in the editor: rows and groups are added, removed and moved in place, and fields follow what was chosen. */

import { startFactPicker } from "./fact_picker";
import { startSuggestions, startTokens } from "./value_fields";

const PLACEHOLDER = "@@";

function templateOf(selector: string): HTMLElement | null {
  const template = document.querySelector(selector);
  const first = template instanceof HTMLTemplateElement ? template.content.firstElementChild : null;
  return first instanceof HTMLElement ? first : null;
}

/** A copy in which the placeholder has become an id. */
function withId<Part extends Node>(source: Part, id: string): Part {
  const copy = source.cloneNode(true) as Part;
  const elements = copy instanceof Element ? [copy, ...copy.querySelectorAll("*")] : Array.from((copy as unknown as DocumentFragment).querySelectorAll("*"));
  for (const each of elements) {
    for (const attribute of Array.from(each.attributes)) {
      if (attribute.value.includes(PLACEHOLDER)) attribute.value = attribute.value.replaceAll(PLACEHOLDER, id);
    }
  }
  return copy;
}

/** The list of a zone or of a group. */
function listOf(target: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-zone="${CSS.escape(target)}"] > [data-parts]`)
    ?? document.querySelector<HTMLElement>(`#part-${CSS.escape(target)} > .rule-group-body > [data-parts]`);
}

function innerList(part: Element | null): HTMLElement | null {
  return part?.querySelector<HTMLElement>(":scope > .rule-group-body > [data-parts]") ?? null;
}

/** How many groups are around a list. */
function depthOf(list: Element): number {
  let depth = 0;
  for (let group = list.closest("[data-part='group']"); group; group = group.parentElement?.closest("[data-part='group']") ?? null) depth += 1;
  return depth;
}

/** How many groups stand in one another in a part. */
function levels(part: Element): number {
  const list = innerList(part);
  return list === null ? 0 : 1 + Math.max(0, ...Array.from(list.children, levels));
}

/** Takes over the rule of the page; `changed` hears of every change that no field tells by itself. */
export function startRuleParts(form: HTMLFormElement, changed: () => void): void {
  const deepest = Number(form.dataset["deepest"] ?? 1);
  const most = Number(form.dataset["most"] ?? 1);
  const baseLabels = new WeakMap<Element, string>();
  let made = 0;

  const freshId = (): string => {
    do made += 1;
    while (document.getElementById(`part-n${made}`));
    return `n${made}`;
  };

  const number = (list: Element | null, before: string): void => {
    Array.from(list?.children ?? []).forEach((part, place) => {
      const base = baseLabels.get(part) ?? part.getAttribute("aria-label") ?? "";
      baseLabels.set(part, base);
      part.setAttribute("aria-label", `${base} ${before}${place + 1}`);
      number(innerList(part), `${before}${place + 1}.`);
    });
  };

  const settle = (): void => {
    for (const zone of form.querySelectorAll("[data-zone]")) number(zone.querySelector(":scope > [data-parts]"), "");
    for (const button of form.querySelectorAll<HTMLButtonElement>("button[value^='add-group:']")) {
      button.hidden = depthOf(button) >= deepest;
    }
    const isFull = form.querySelectorAll("[data-part]").length + 2 > most;
    for (const button of form.querySelectorAll<HTMLButtonElement>("button[value^='add-']")) button.disabled = isFull;
    changed();
  };

  const liven = (part: ParentNode): void => {
    for (const input of part.querySelectorAll("input.without-script")) input.remove();
    for (const select of part.querySelectorAll<HTMLSelectElement>("select[data-fact]:not([hidden])")) startFactPicker(select);
    for (const lines of part.querySelectorAll<HTMLTextAreaElement>("textarea[data-tokens]:not([hidden])")) startTokens(form, lines);
    for (const input of part.querySelectorAll<HTMLInputElement>("input[data-suggest]:not([role])")) startSuggestions(form, input);
  };

  const focusOn = (part: Element): void => {
    const fact = part.querySelector<HTMLSelectElement>("select[data-fact]");
    const rest = "[data-rest] .condition-parameter input, [data-rest] .condition-value:not([hidden]) input:not([type='hidden'])";
    const target = fact?.value ? part.querySelector<HTMLElement>(rest) : null;
    (target ?? part.querySelector<HTMLElement>(".condition-fact input"))?.focus();
  };

  const newRow = (zone: string): HTMLElement | null => {
    const template = templateOf(`template[data-blank-row="${zone}"]`) ?? templateOf("template[data-blank-row='unless']");
    return template ? withId(template, freshId()) : null;
  };

  const add = (target: string, isGroup: boolean): void => {
    const list = listOf(target);
    const row = newRow(isGroup || !document.querySelector(`[data-zone="${CSS.escape(target)}"]`) ? "unless" : target);
    const template = templateOf("template[data-blank-group]");
    if (!list || !row || !template || (isGroup && depthOf(list) >= deepest)) return;
    const part = isGroup ? withId(template, freshId()) : row;
    if (isGroup) innerList(part)?.append(row);
    list.append(part);
    liven(part);
    settle();
    focusOn(row);
  };

  /** A row of the classic form: ready but for its value. */
  const addReady = (fact: string, zone: string, comparison: string): void => {
    const list = listOf(zone);
    const row = newRow(zone);
    const select = row?.querySelector<HTMLSelectElement>("select[data-fact]");
    if (!list || !row || !select) return;
    select.value = fact;
    list.append(row);
    followFact(row, fact);
    const compared = row.querySelector<HTMLSelectElement>("select[data-comparison]");
    if (compared) compared.value = comparison;
    followComparison(row);
    liven(row);
    settle();
    focusOn(row);
  };

  const remove = (part: Element): void => {
    const list = part.parentElement;
    const next = part.nextElementSibling ?? part.previousElementSibling;
    part.remove();
    settle();
    const button = next?.querySelector<HTMLElement>("button[value^='remove:']") ?? list?.parentElement?.querySelector<HTMLElement>("button[value^='add-row:']");
    button?.focus();
  };

  const move = (part: Element, isUp: boolean): void => {
    const list = part.parentElement;
    const beside = isUp ? part.previousElementSibling : part.nextElementSibling;
    const inside = innerList(beside);
    const group = list?.closest("[data-part='group']");
    if (beside && inside && depthOf(beside) + levels(part) <= deepest) {
      if (isUp) inside.append(part);
      else inside.prepend(part);
    } else if (beside) {
      if (isUp) beside.before(part);
      else beside.after(part);
    } else if (group && list?.parentElement?.closest("[data-part]") === group) {
      if (isUp) group.before(part);
      else group.after(part);
      part.querySelector(`:scope > [name$="-at"]`)?.remove();
    }
    settle();
  };

  const followFact = (row: HTMLElement, fact: string): void => {
    const rest = row.querySelector<HTMLElement>(":scope > .condition-fields > [data-rest]");
    const template = document.querySelector(`template[data-fact-parts="${CSS.escape(fact)}"]`);
    const id = row.dataset["id"] ?? "";
    if (!rest || !(template instanceof HTMLTemplateElement)) return;
    const before = rest.querySelector<HTMLSelectElement>("select[data-comparison]")?.value ?? "";
    const written = rest.querySelector<HTMLTextAreaElement>("textarea[data-tokens]:not(:disabled)")?.value ?? "";
    rest.replaceChildren(withId(template.content, id));
    const comparison = rest.querySelector<HTMLSelectElement>("select[data-comparison]");
    if (comparison && Array.from(comparison.options).some((option) => option.value === before)) comparison.value = before;
    const lines = rest.querySelector<HTMLTextAreaElement>("textarea[data-tokens]");
    if (lines) lines.value = written;
    followComparison(row);
    liven(rest);
  };

  const followComparison = (row: HTMLElement): void => {
    const comparison = row.querySelector<HTMLSelectElement>("select[data-comparison]");
    for (const field of row.querySelectorAll<HTMLElement>("[data-for]")) {
      const isOff = !(field.dataset["for"] ?? "").split(" ").includes(comparison?.value ?? "");
      field.hidden = isOff;
      for (const control of field.querySelectorAll<HTMLInputElement>("input, textarea, fieldset")) control.disabled = isOff;
    }
  };

  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[name='action']") : null;
    const [verb = "", target = ""] = (button?.value ?? "").split(":");
    if (!button || !["add-row", "add-group", "add-classic", "remove", "up", "down"].includes(verb)) return;
    event.preventDefault();
    if (verb === "add-classic") return addReady(target, button.dataset["zoneOfRow"] ?? "who", button.dataset["comparisonOfRow"] ?? "");
    if (verb === "add-row" || verb === "add-group") return add(target, verb === "add-group");
    const part = button.closest("[data-part]");
    if (!part) return;
    if (verb === "remove") return remove(part);
    move(part, verb === "up");
    button.focus();
  });
  form.addEventListener("change", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLSelectElement || target instanceof HTMLInputElement)) return;
    const part = target.closest<HTMLElement>("[data-part]");
    if (part && target.matches("[data-fact]")) followFact(part, target.value);
    if (part && target.matches("[data-comparison]")) followComparison(part);
    if (part && target.matches("[data-kind]")) innerList(part)?.setAttribute("data-joined", target.value === "all" ? "and" : "or");
    if (target.name === "when-joint") listOf("when")?.setAttribute("data-joined", target.value === "any" ? "or" : "and");
  });
  liven(form);
  settle();
}
