/** Fields for values: several as tokens in one field, and lists of what can be picked, asked from the server. */

import { pageData } from "./data";
import { getJson } from "./http";
import { startPicker, type Offer } from "./picker";
import { element, icon } from "./safe_dom";
import { text } from "./texts";

interface Suggestions {
  readonly suggestions: readonly { readonly value: string; readonly label: string }[];
}

type Names = Record<string, Record<string, string>>;

let names: Names | null = null;

function nameOf(kind: string, value: string): string {
  names ??= pageData<Names>("value-names");
  return names[kind]?.[value] ?? value;
}

function remember(kind: string, offer: Offer): void {
  names ??= pageData<Names>("value-names");
  (names[kind] ??= {})[offer.value] = offer.label;
}

async function ask(form: HTMLFormElement, kind: string, typed: string): Promise<Offer[]> {
  const address = (form.dataset["suggestUrl"] ?? "").replace("KIND", encodeURIComponent(kind));
  const found = await getJson<Suggestions>(`${address}?q=${encodeURIComponent(typed)}`);
  return found.suggestions.map(({ value, label }) => ({ value, label: label || value, ...(label ? { hint: value } : {}) }));
}

/** Offers what fits what is typed; anything else may be written as well. */
export function startSuggestions(form: HTMLFormElement, input: HTMLInputElement): void {
  const kind = input.dataset["suggest"] ?? "";
  startPicker(input, {
    find: (typed) => ask(form, kind, typed),
    pick: (offer) => {
      input.value = offer.value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
  });
}

/** Turns a field with one value on each line into tokens; the field stays, hidden, and keeps the values. */
export function startTokens(form: HTMLFormElement, lines: HTMLTextAreaElement): void {
  const kind = lines.dataset["suggest"] ?? "";
  const label = lines.labels[0];
  const input = element("input", { class: "tokens-input", attributes: { type: "text", id: `${lines.id}-typed`, dir: "auto", maxlength: 2000, spellcheck: "false", autocomplete: "off" } });
  for (const name of ["aria-invalid", "aria-describedby"]) {
    const value = lines.getAttribute(name);
    if (value !== null) input.setAttribute(name, value);
  }
  const box = element("div", { class: "control tokens" });
  box.toggleAttribute("data-invalid", lines.hasAttribute("aria-invalid"));
  let values = lines.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  if (values.length === 1) {
    input.value = values.pop() ?? "";
    if (nameOf(kind, input.value) !== input.value) values = [input.value];
  }
  if (values.length > 0) input.value = "";

  const tell = (): void => {
    lines.value = [...values, input.value.trim()].filter((value) => value !== "").join("\n");
    input.placeholder = values.length === 0 ? lines.placeholder : text("one_more");
    lines.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const draw = (): void => {
    box.querySelectorAll(".token").forEach((token) => token.remove());
    box.prepend(...values.map((value, place) => tokenOf(value, place)));
  };
  const tokenOf = (value: string, place: number): HTMLElement => {
    const name = nameOf(kind, value);
    const button = element("button", { attributes: { type: "button", "aria-label": text("remove_value", { value: name }) } }, icon("x", 12));
    button.addEventListener("click", () => {
      values = values.filter((_value, other) => other !== place);
      draw();
      tell();
      input.focus();
    });
    return element("span", { class: "token" }, element("bdi", { text: name }), button);
  };
  const add = (texts: readonly string[]): void => {
    const fresh = texts.map((each) => each.trim()).filter((each) => each !== "");
    values = [...new Set([...values, ...fresh])];
    input.value = "";
    draw();
    tell();
  };

  lines.after(box);
  lines.hidden = true;
  box.append(input);
  label?.setAttribute("for", input.id);
  if (kind !== "") {
    startPicker(input, {
      find: (typed) => ask(form, kind, typed),
      pick: (offer) => {
        remember(kind, offer);
        add([offer.value]);
      },
    });
  }
  draw();
  input.placeholder = values.length === 0 ? lines.placeholder : text("one_more");
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    tell();
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Enter" && input.value.trim() !== "") {
      event.preventDefault();
      add([input.value]);
    } else if (event.key === "Backspace" && input.value === "" && values.length > 0) {
      event.preventDefault();
      input.value = values.at(-1) ?? "";
      values = values.slice(0, -1);
      draw();
      tell();
    }
  });
  input.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text") ?? "";
    if (!pasted.trim().includes("\n")) return;
    event.preventDefault();
    add(pasted.split(/\r?\n/));
  });
  box.addEventListener("click", (event) => {
    if (event.target === box) input.focus();
  });
}
