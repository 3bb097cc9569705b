/** The embed code page: code and preview follow the form while it is filled in; the address keeps the choices. */

import { freshPart } from "../page_parts";
import { setText } from "../safe_dom";

const QUIET_MILLISECONDS = 250;
const RESULT = "embed-result";

function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") query.append(name, value);
  }
  return `${form.getAttribute("action") ?? ""}?${query.toString()}`;
}

/** Takes over what is new; a preview whose address stays the same is not loaded again. */
function take(result: HTMLElement, fresh: Element): void {
  const [code, freshCode] = [result.querySelector("#embed-code code"), fresh.querySelector("#embed-code code")];
  const [frame, freshFrame] = [result.querySelector("iframe"), fresh.querySelector("iframe")];
  if (!code || !freshCode || !frame || !freshFrame) {
    result.replaceChildren(...Array.from(fresh.childNodes));
    return;
  }
  setText(code, freshCode.textContent ?? "");
  const address = freshFrame.getAttribute("src") ?? "";
  if (frame.getAttribute("src") !== address) {
    frame.src = address;
  }
}

function start(form: HTMLFormElement, result: HTMLElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | null = null;

  const update = async (): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const address = addressOf(form);
    const fresh = await freshPart(address, RESULT, running.signal);
    if (fresh === null || addressOf(form) !== address) return;
    take(result, fresh);
    history.replaceState(null, "", address);
  };

  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), QUIET_MILLISECONDS);
  };
  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    later();
  });
}

const form = document.getElementById("embed-form");
const result = document.getElementById(RESULT);
if (form instanceof HTMLFormElement && result !== null) start(form, result);
