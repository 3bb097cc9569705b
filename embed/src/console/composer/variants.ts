/** The variants of an experiment: added and taken away without a reload, each with the share of visitors it gets. */

import { setText } from "../safe_dom";

function numberIn(field: HTMLInputElement | null): number {
  const number = Number(field?.value ?? "");
  return Number.isFinite(number) && number > 0 ? number : 0;
}

function variantsIn(experiment: Element): HTMLElement[] {
  return Array.from(experiment.querySelectorAll<HTMLElement>("[data-variant]"));
}

/** Writes beside every weight which part of all visitors it comes to. */
function showShares(experiment: Element, holdout: HTMLInputElement | null): void {
  const weights = variantsIn(experiment).map((variant) => variant.querySelector<HTMLInputElement>("[data-weight]"));
  const total = weights.reduce((sum, field) => sum + numberIn(field), 0);
  const invited = 100 - Math.min(100, numberIn(holdout));
  for (const field of weights) {
    const place = field?.parentElement?.querySelector(".control-affix");
    if (place) setText(place, `${Number((total ? (invited * numberIn(field)) / total : 0).toPrecision(3))} %`);
  }
}

/** The fields of one more variant, with a number that is free in the place of @@. */
function blankVariant(experiment: Element): HTMLElement | null {
  const template = experiment.querySelector<HTMLTemplateElement>("template[data-blank-variant]");
  const variant = template?.content.firstElementChild?.cloneNode(true);
  if (!(variant instanceof HTMLElement)) return null;
  const taken = variantsIn(experiment).map((each) => Number(/-(\d+)$/.exec(each.id)?.[1] ?? -1));
  const number = String(Math.max(-1, ...taken) + 1);
  for (const part of [variant, ...Array.from(variant.querySelectorAll("*"))]) {
    for (const { name, value } of Array.from(part.attributes)) {
      if (value.includes("@@")) part.setAttribute(name, value.replaceAll("@@", number));
    }
  }
  return variant;
}

/** Makes the section lively; `liven` is called once for the fields of each variant. */
export function startVariants(experiment: HTMLElement, liven: (variant: HTMLElement) => void): void {
  const form = experiment.closest("form") as HTMLFormElement;
  const add = experiment.querySelector<HTMLButtonElement>("[data-add-variant]");
  const holdout = form.querySelector<HTMLInputElement>("[name=holdout_percent]");
  const most = Number(add?.dataset["most"] ?? 0);
  const settle = (): void => {
    if (add) add.hidden = variantsIn(experiment).length > most;
    showShares(experiment, holdout);
  };
  const start = (variant: HTMLElement): void => {
    liven(variant);
    const remove = variant.querySelector<HTMLButtonElement>("[data-remove-variant]");
    remove?.addEventListener("click", (event) => {
      event.preventDefault();
      variant.remove();
      settle();
      add?.focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const name = variant.querySelector<HTMLInputElement>("[data-variant-name]");
    name?.addEventListener("input", () => variant.setAttribute("aria-label", name.value.trim() || (name.labels?.[0]?.textContent ?? "")));
  };
  for (const variant of variantsIn(experiment)) start(variant);
  add?.addEventListener("click", (event) => {
    const variant = blankVariant(experiment);
    if (variant === null) return;
    event.preventDefault();
    variantsIn(experiment).at(-1)?.after(variant);
    start(variant);
    settle();
    variant.querySelector<HTMLInputElement>("[data-variant-name]")?.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  experiment.addEventListener("input", settle);
  settle();
}
