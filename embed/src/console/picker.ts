/** A field with a list below it: type to narrow the list, arrow keys to walk, Return to take (the ARIA combobox pattern). */

import { element, replaceChildren } from "./safe_dom";
import { text } from "./texts";

/** One line of the list. */
export interface Offer {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  readonly group?: string;
}

/** What a field offers, and what happens when somebody takes one. */
export interface PickerParts {
  find(typed: string): readonly Offer[] | Promise<readonly Offer[]>;
  pick(offer: Offer): void;
  /** The value that stands there, at which the list opens. */
  current?(): string;
  /** Takes the first line with Return although nobody walked to it: for fields in which only the list's values count. */
  readonly isStrict?: boolean;
  /** Said where the list is empty; without it an empty list is not shown. */
  readonly noneText?: string;
}

let made = 0;

/** Gives an input its list. The input is put into a box of its own, in the place where it stood. */
export function startPicker(input: HTMLInputElement, parts: PickerParts): void {
  made += 1;
  const listId = `picker-${made}`;
  const list = element("ul", { class: "picker-list", attributes: { id: listId, role: "listbox", "aria-label": text("choices"), tabindex: -1 } });
  list.hidden = true;
  const box = element("div", { class: "picker" });
  input.replaceWith(box);
  box.append(input, list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, autocomplete: "off" })) {
    input.setAttribute(name, value);
  }
  input.removeAttribute("list");
  let offers: readonly Offer[] = [];
  let active = -1;
  let asked = 0;

  const close = (): void => {
    asked += 1;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const walkTo = (place: number): void => {
    active = offers.length === 0 ? -1 : (place + offers.length) % offers.length;
    list.querySelectorAll("[role='option']").forEach((line, number) => {
      line.setAttribute("aria-selected", String(number === active));
      if (number === active) line.scrollIntoView({ block: "nearest" });
    });
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${listId}-${active}`);
  };
  const take = (offer: Offer): void => {
    close();
    parts.pick(offer);
  };
  const show = (found: readonly Offer[], wish: number): void => {
    offers = found;
    replaceChildren(list, ...lines(found, listId, take));
    if (found.length === 0 && parts.noneText !== undefined) {
      list.append(element("li", { class: "picker-none", text: parts.noneText, attributes: { role: "presentation" } }));
    }
    const isShown = list.childElementCount > 0;
    list.hidden = !isShown;
    input.setAttribute("aria-expanded", String(isShown));
    const here = wish < 0 ? found.findIndex((offer) => offer.value === parts.current?.()) : wish;
    if (here < 0) walkToNone();
    else walkTo(here);
  };
  const walkToNone = (): void => {
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.querySelectorAll("[role='option']").forEach((line) => line.setAttribute("aria-selected", "false"));
  };
  const open = async (wish: number): Promise<void> => {
    asked += 1;
    const mine = asked;
    const found = await Promise.resolve(parts.find(input.value)).catch((): readonly Offer[] => []);
    if (mine === asked && document.activeElement === input) show(found, wish);
  };

  input.addEventListener("input", () => void open(parts.isStrict ? 0 : -1));
  input.addEventListener("click", () => {
    if (list.hidden) void open(-1);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (list.hidden) void open(step > 0 ? 0 : -1);
      else walkTo(active < 0 && step < 0 ? -1 : active + step);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter") {
      const offer = list.hidden ? undefined : offers[active];
      if (offer === undefined && !parts.isStrict) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (offer !== undefined) take(offer);
    }
  });
}

function lines(offers: readonly Offer[], listId: string, take: (offer: Offer) => void): HTMLElement[] {
  let group = "";
  return offers.flatMap((offer, number) => {
    const line = element(
      "li",
      { class: "picker-option", attributes: { id: `${listId}-${number}`, role: "option", "aria-selected": "false" } },
      element("span", {}, element("bdi", { text: offer.label })),
      offer.hint ? element("small", {}, element("bdi", { text: offer.hint })) : null,
    );
    line.addEventListener("mousedown", (event) => event.preventDefault());
    line.addEventListener("click", () => take(offer));
    if (offer.group === undefined || offer.group === group) return [line];
    group = offer.group;
    return [element("li", { class: "picker-group", text: group, attributes: { role: "presentation" } }), line];
  });
}
