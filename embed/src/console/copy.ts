/** Copies the text of an element when its button is pressed, and says so in place. */

import { text } from "./texts";
import { toast } from "./toast";

const TOLD_MILLISECONDS = 2000;

/** Copies a text; false when the browser does not allow it (no secure page, no permission). */
export async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return copyBySelection(value);
  }
}

/** The way that works on plain HTTP, where the clipboard interface does not exist. */
function copyBySelection(value: string): boolean {
  const carrier = document.createElement("textarea");
  carrier.value = value;
  carrier.className = "visually-hidden";
  carrier.setAttribute("aria-hidden", "true");
  const focused = document.activeElement;
  document.body.append(carrier);
  carrier.select();
  const copied = document.execCommand("copy");
  carrier.remove();
  if (focused instanceof HTMLElement) {
    focused.focus();
  }
  return copied;
}

function textOf(target: HTMLElement): string {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    return target.value;
  }
  return target.textContent ?? "";
}

async function copyFor(button: HTMLElement): Promise<void> {
  const target = document.getElementById(button.dataset["copy"] ?? "");
  if (target === null) {
    return;
  }
  if (!(await copyText(textOf(target)))) {
    toast(text("copy_failed"), { tone: "error" });
    return;
  }
  button.dataset["copied"] = "";
  toast(text("copied"));
  setTimeout(() => delete button.dataset["copied"], TOLD_MILLISECONDS);
}

/** Makes every `data-copy="<id>"` button of the page work. */
export function startCopyButtons(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    if (button !== null) {
      void copyFor(button);
    }
  });
}
