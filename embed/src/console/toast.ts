/** Short messages at the edge of the page; they announce themselves and never take the focus. */

import { element, icon } from "./safe_dom";
import { text } from "./texts";

const SHOWN_MILLISECONDS = 6000;

export interface ToastOptions {
  readonly tone?: "info" | "error";
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Shows a message; errors and messages with an action stay until they are closed. */
export function toast(message: string, options: ToastOptions = {}): void {
  const region = document.getElementById("toasts");
  if (region === null) {
    return;
  }
  const { action, tone = "info" } = options;
  const box = element("div", { class: `toast toast-${tone}` }, icon(tone === "error" ? "circle-alert" : "info"));
  box.append(element("span", { text: message }));
  if (action !== undefined) {
    const run = (): void => {
      box.remove();
      action.run();
    };
    box.append(element("button", { class: "button button-quiet", text: action.label, attributes: { type: "button" }, on: { click: run } }));
  }
  const close = element("button", {
    class: "button button-quiet button-icon",
    attributes: { type: "button", "aria-label": text("close") },
    on: { click: () => box.remove() },
  });
  close.append(icon("x"));
  box.append(close);
  region.append(box);
  if (tone === "info" && action === undefined) {
    leaveLater(box);
  }
}

function leaveLater(box: HTMLElement): void {
  let timer = setTimeout(() => box.remove(), SHOWN_MILLISECONDS);
  const hold = (): void => clearTimeout(timer);
  const release = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => box.remove(), SHOWN_MILLISECONDS);
  };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("pointerleave", release);
  box.addEventListener("focusin", hold);
  box.addEventListener("focusout", release);
}
