/** The choice of variables: what the visitor is called, who writes, what the page passed; with words in their absence. */

import { element } from "../safe_dom";
import { text } from "../texts";

interface Variable {
  /** As it is written; KEY stands for what the reader of this menu types. */
  readonly pattern: string;
  readonly label: string;
  readonly hasFallback: boolean;
}

function offered(): Variable[] {
  return [
    { pattern: "nick", label: text("variable_nick"), hasFallback: false },
    { pattern: "visitor.name", label: text("variable_name"), hasFallback: true },
    { pattern: "operator", label: text("variable_operator"), hasFallback: false },
    { pattern: "lhc.var.KEY", label: text("variable_var"), hasFallback: true },
    { pattern: "lhc.add.KEY", label: text("variable_add"), hasFallback: true },
  ];
}

function typed(field: HTMLInputElement, unwanted: RegExp): string {
  return field.value.trim().replace(unwanted, "");
}

/** The menu; `choose` is given the whole variable, such as {visitor.name|there}. */
export function variableMenu(choose: (variable: string) => void): HTMLElement {
  const key = element("input", { class: "control", attributes: { type: "text", "aria-label": text("variable_key"), placeholder: text("variable_key"), autocomplete: "off", dir: "ltr" } });
  const fallback = element("input", { class: "control", attributes: { type: "text", "aria-label": text("variable_fallback"), placeholder: text("variable_fallback"), autocomplete: "off", dir: "auto" } });
  const put = (variable: Variable): void => {
    const wantsKey = variable.pattern.includes("KEY");
    const name = typed(key, /[^\w.-]/g);
    if (wantsKey && !name) {
      key.setAttribute("aria-invalid", "true");
      key.focus();
      return;
    }
    key.removeAttribute("aria-invalid");
    const otherwise = variable.hasFallback ? typed(fallback, /[{}|]/g) : "";
    choose(`{${variable.pattern.replace("KEY", name)}${otherwise ? `|${otherwise}` : ""}}`);
  };
  // Enter in a field must not save the invitation.
  const stay = (event: KeyboardEvent): void => {
    if (event.key === "Enter") event.preventDefault();
  };
  for (const field of [key, fallback]) field.addEventListener("keydown", stay);
  return element("div", { class: "variable-menu" },
    element("div", { class: "variable-fields" }, fallback, key),
    ...offered().map((variable) => element("button", { class: "menu-item", attributes: { type: "button" }, on: { click: () => put(variable) } },
      element("span", { text: variable.label }), element("code", { class: "variable-pattern", text: `{${variable.pattern}}` }))));
}
