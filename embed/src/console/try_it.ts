/** The dialog of a try-it link: what the page of the link shows, fetched when the dialog opens and when the address changes. */

import { openDialog } from "./dialog";
import { freshPart } from "./page_parts";
import { replaceChildren } from "./safe_dom";

const PART = "try-it-part";

async function fill(place: Element, address: string): Promise<void> {
  const part = await freshPart(address, PART);
  if (part === null) location.assign(address);
  else replaceChildren(place, part);
}

/** Lets the button open the dialog in place of the page; `hasChanges` says whether something is typed and not saved. */
export function startTryIt(hasChanges: () => boolean): void {
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-try-it]") : null;
    if (opener === null || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const dialog = openDialog(opener.dataset["tryIt"] ?? "");
    const place = dialog.querySelector("[data-try-it-place]");
    const unsaved = dialog.querySelector<HTMLElement>("[data-try-it-unsaved]");
    if (unsaved !== null) unsaved.hidden = !hasChanges();
    if (place !== null) void fill(place, opener.href);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    const place = form?.closest("[data-try-it-place]");
    if (!form || !place) return;
    event.preventDefault();
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") query.append(name, value);
    void fill(place, `${form.getAttribute("action") ?? ""}?${query.toString()}`);
  });
}
