/** The table of visitors, kept fresh without dancing: known rows change in place, new ones wait behind a button. */

import { freshPart } from "../page_parts";
import { setText } from "../safe_dom";
import { text } from "../texts";
import { refreshTimes } from "../time";

const REFRESH_MILLISECONDS = 5000;
const PART = "visitors";

function rowsOf(part: ParentNode, table: string): Map<string, HTMLTableRowElement> {
  const rows = Array.from(part.querySelectorAll<HTMLTableRowElement>(`#${table} tbody > tr[data-key]`));
  return new Map(rows.map((row) => [row.dataset["key"] ?? "", row]));
}

/** Makes a row say what its fresh copy says; cells that say the same are left alone, and so is the one in use. */
function renew(row: HTMLTableRowElement, fresh: HTMLTableRowElement): void {
  row.className = fresh.className;
  fresh.querySelectorAll<HTMLElement>("td[data-cell]").forEach((cell) => {
    const own = row.querySelector(`td[data-cell="${CSS.escape(cell.dataset["cell"] ?? "")}"]`);
    if (own && !own.contains(document.activeElement) && !own.isEqualNode(cell) && own.textContent !== cell.textContent) {
      own.replaceChildren(...Array.from(cell.childNodes));
    }
  });
}

function start(part: HTMLElement): void {
  let waiting: Element | null = null;

  const show = (): void => {
    if (waiting === null) return;
    part.replaceChildren(...Array.from(waiting.childNodes));
    waiting = null;
    refreshTimes(part);
    part.querySelector<HTMLElement>("#visitors-online a")?.focus();
  };

  const announce = (count: number): void => {
    const button = part.querySelector<HTMLButtonElement>("#visitors-news");
    if (!button) return;
    button.hidden = count === 0;
    if (count > 0) setText(button, count === 1 ? text("visitors_one_new") : text("visitors_new", { count }));
  };

  const refresh = async (): Promise<void> => {
    const fresh = await freshPart(location.href, PART);
    if (fresh === null) return;
    const isEmptyHere = part.querySelector("#visitors-online") === null;
    const [known, online, earlier] = [rowsOf(part, "visitors-online"), rowsOf(fresh, "visitors-online"), rowsOf(fresh, "visitors-earlier")];
    const newcomers = Array.from(online.keys()).filter((key) => !known.has(key)).length;
    const count = part.querySelector("#online-count");
    if (count) setText(count, fresh.querySelector("#online-count")?.textContent ?? "");
    waiting = fresh.cloneNode(true) as Element;
    if (isEmptyHere && newcomers > 0) {
      show();
      return;
    }
    for (const [key, row] of known) {
      const copy = online.get(key) ?? earlier.get(key);
      if (copy) renew(row, copy);
    }
    refreshTimes(part);
    announce(newcomers);
  };

  part.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#visitors-news")) show();
  });
  const tick = async (): Promise<void> => {
    if (!document.hidden) await refresh();
    setTimeout(() => void tick(), REFRESH_MILLISECONDS);
  };
  setTimeout(() => void tick(), REFRESH_MILLISECONDS);
}

const part = document.getElementById(PART);
if (part !== null) start(part);
