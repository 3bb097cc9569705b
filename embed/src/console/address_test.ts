/** Trying addresses against a condition while it is written: the server says whether one fits, why, and which pages do. */

import { postForm } from "./http";
import { element, replaceChildren } from "./safe_dom";

interface Tested {
  readonly lines: readonly { readonly words: string; readonly tone: string }[];
  readonly lists: readonly { readonly title: string; readonly pages: readonly { readonly url: string; readonly views: string }[] }[];
}

const QUIET_MILLISECONDS = 350;
const asked = new WeakMap<Element, number>();
const timers = new WeakMap<Element, ReturnType<typeof setTimeout>>();

/** The fields of one row as a form of their own. */
function fieldsOf(row: Element, id: string): URLSearchParams {
  const fields = new URLSearchParams([["part", "who"], ["part", `row:${id}`]]);
  for (const control of row.querySelectorAll<HTMLInputElement>("input, select, textarea")) {
    const isLeftOut = control.disabled || control.name === "part" || (control.type === "checkbox" && !control.checked);
    if (!isLeftOut && control.name.startsWith(`${id}-`)) fields.append(control.name, control.value);
  }
  fields.set("url", row.querySelector<HTMLInputElement>(`[name="${id}-test"]`)?.value ?? "");
  return fields;
}

function show(place: Element, tested: Tested): void {
  const lines = tested.lines.map((line) => element("p", { class: `address-test-line address-test-${line.tone}`, text: line.words }));
  const lists = tested.lists.flatMap((list) => [
    element("p", { class: "field-label", text: list.title }),
    element("ul", { class: "address-test-pages" }, ...list.pages.map((page) =>
      element("li", {}, element("bdi", { text: page.url, attributes: { dir: "ltr" } }), element("span", { class: "muted", text: page.views })))),
  ]);
  replaceChildren(place, ...lines, ...lists);
}

async function test(address: string, box: HTMLElement): Promise<void> {
  const row = box.closest("[data-part]");
  const place = box.querySelector("[data-result]");
  const id = box.dataset["addressTest"] ?? "";
  if (!row || !place) return;
  const mine = (asked.get(box) ?? 0) + 1;
  asked.set(box, mine);
  try {
    const tested = await postForm<Tested>(address, fieldsOf(row, id));
    if (asked.get(box) === mine) show(place, tested);
  } catch {
    // What was said before stays; the next letter asks again.
  }
}

/** Answers while somebody types an address or changes the row, as long as the box is open. */
export function startAddressTests(form: HTMLFormElement): void {
  const address = form.dataset["testUrl"] ?? "";
  const soon = (target: EventTarget | null): void => {
    const row = target instanceof Element ? target.closest("[data-part='row']") : null;
    const box = row?.querySelector<HTMLDetailsElement>("details[data-address-test][open]");
    if (!box) return;
    clearTimeout(timers.get(box));
    timers.set(box, setTimeout(() => void test(address, box), QUIET_MILLISECONDS));
  };
  form.addEventListener("input", (event) => soon(event.target));
  form.addEventListener("change", (event) => soon(event.target));
  form.addEventListener("toggle", (event) => soon(event.target), true);
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[value^='test:']") : null;
    const box = button?.closest<HTMLElement>("[data-address-test]");
    if (!box) return;
    event.preventDefault();
    void test(address, box);
  });
  form.addEventListener("keydown", (event) => {
    const box = event.target instanceof HTMLInputElement && event.key === "Enter" ? event.target.closest<HTMLElement>("[data-address-test]") : null;
    if (!box || event.defaultPrevented) return;
    event.preventDefault();
    void test(address, box);
  });
}
