/** The languages of a message as tabs: the first one always, others added and taken away without a reload. */

import { element, icon, setText } from "../safe_dom";
import { text } from "../texts";
import { startSuggestions } from "../value_fields";
import { startButtonRows } from "./button_rows";
import { WORDS_CHOSEN } from "./words_chosen";

function nameOf(tag: string): string {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** The panels of the languages in their order, the first language first. */
export function wordPanels(composer: Element): HTMLElement[] {
  return Array.from(composer.querySelectorAll<HTMLElement>("[data-words]"));
}

function tagField(panel: HTMLElement): HTMLInputElement | null {
  return panel.querySelector<HTMLInputElement>("[data-language-tag] input");
}

function freshNumber(composer: Element): number {
  const taken = wordPanels(composer).map((panel) => Number(/-(\d+)$/.exec(panel.dataset["words"] ?? "")?.[1] ?? -1));
  return Math.max(-1, ...taken) + 1;
}

/** The fields of one more language, with its number in the place of @@. */
function blankPanel(composer: Element): HTMLElement | null {
  const template = composer.querySelector<HTMLTemplateElement>("template[data-blank-words]");
  const panel = template?.content.firstElementChild?.cloneNode(true);
  if (!(panel instanceof HTMLElement)) return null;
  const number = String(freshNumber(composer));
  for (const part of [panel, ...Array.from(panel.querySelectorAll("*"))]) {
    for (const { name, value } of Array.from(part.attributes)) {
      if (value.includes("@@")) part.setAttribute(name, value.replaceAll("@@", number));
    }
  }
  return panel;
}

/** Makes tabs of the languages; `enrich` is called once for each when it is first looked at. */
export function startLanguages(composer: HTMLElement, enrich: (panel: HTMLElement) => void): void {
  const form = composer.closest("form") as HTMLFormElement;
  const add = composer.querySelector<HTMLButtonElement>("[data-add-language]");
  const list = element("div", { class: "words-tabs", attributes: { role: "tablist", "aria-label": text("languages") } });
  const bar = element("div", { class: "words-bar" }, list);
  const tabs = new Map<HTMLElement, HTMLButtonElement>();
  const lively = new WeakSet<HTMLElement>();

  const label = (panel: HTMLElement): void => {
    const tab = tabs.get(panel);
    const tag = tagField(panel)?.value.trim() ?? null;
    const words = tag === null ? text("language_first") : tag ? nameOf(tag) : text("language_new");
    const place = tab?.querySelector("bdi");
    if (place) setText(place, words);
    if (tag) for (const part of panel.querySelectorAll(".composer-surface, textarea[data-rich]")) part.setAttribute("lang", tag);
  };

  const show = (panel: HTMLElement, isAsked: boolean): void => {
    for (const [each, tab] of tabs) {
      const isShown = each === panel;
      each.hidden = !isShown;
      tab.setAttribute("aria-selected", isShown ? "true" : "false");
      tab.tabIndex = isShown ? 0 : -1;
    }
    if (!lively.has(panel)) {
      lively.add(panel);
      enrich(panel);
      startButtonRows(panel);
      label(panel);
    }
    if (isAsked) form.dispatchEvent(new CustomEvent(WORDS_CHOSEN));
  };

  const liven = (panel: HTMLElement): void => {
    const tab = element("button", {
      class: "words-tab", attributes: { type: "button", role: "tab", "aria-controls": panel.id, id: `${panel.id}-tab` },
      on: { click: () => show(panel, true) },
    }, element("bdi"));
    if (panel.querySelector("[aria-invalid]")) tab.append(icon("circle-alert", 12), element("span", { class: "visually-hidden", text: text("has_errors") }));
    tabs.set(panel, tab);
    list.append(tab);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.classList.add("is-tabbed");
    label(panel);
    tagField(panel)?.addEventListener("input", () => label(panel));
    panel.querySelector("[data-remove-language]")?.addEventListener("click", (event) => {
      event.preventDefault();
      const before = wordPanels(composer)[Math.max(0, wordPanels(composer).indexOf(panel) - 1)] as HTMLElement;
      tabs.delete(panel);
      tab.remove();
      panel.remove();
      show(before, true);
      tabs.get(before)?.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  list.addEventListener("keydown", (event) => {
    const all = [...tabs];
    const at = all.findIndex(([, tab]) => tab === document.activeElement);
    const forward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    const step = { ArrowRight: forward, ArrowLeft: -forward }[event.key];
    const next = step === undefined ? undefined : all[(at + step + all.length) % all.length];
    if (at < 0 || !next) return;
    event.preventDefault();
    show(next[0], true);
    next[1].focus();
  });

  for (const panel of wordPanels(composer)) liven(panel);
  composer.prepend(bar);
  if (add) {
    bar.append(add);
    add.addEventListener("click", (event) => {
      const panel = blankPanel(composer);
      if (panel === null) return;
      event.preventDefault();
      (composer.querySelector(".translations") ?? composer).append(panel);
      liven(panel);
      show(panel, true);
      const tag = tagField(panel);
      if (tag) startSuggestions(form, tag);
      tag?.focus();
    });
  }
  const all = wordPanels(composer);
  const first = all.find((panel) => panel.querySelector("[aria-invalid]")) ?? all[0];
  if (first) show(first, false);
  // A link to a field in another language leads to its tab.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href^='#']") : null;
    const panel = link ? document.getElementById(link.hash.slice(1))?.closest<HTMLElement>("[data-words]") : null;
    if (panel && tabs.has(panel)) show(panel, true);
  }, { capture: true });
}
