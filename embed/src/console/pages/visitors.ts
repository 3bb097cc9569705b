/** The table of visitors, kept fresh without dancing: known rows change in place, new ones wait behind a button. */

import { counted } from "../desk/words";
import { Inviting } from "../inviting";
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

/** The ticks in front of the rows: they outlive a renewal of the table, and are counted below it. */
class Ticks {
  private readonly chosen = new Set<string>();

  constructor(private readonly part: HTMLElement, private readonly inviting: Inviting) {
    part.addEventListener("change", (event) => {
      if (!(event.target instanceof HTMLInputElement)) return;
      if (event.target.matches("[data-tick-all]")) this.tickAll(event.target.checked);
      else if (event.target.matches("[data-tick]")) this.tick(event.target);
    });
    part.addEventListener("click", (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("[data-invite-chosen]")) return;
      event.preventDefault();
      if (this.chosen.size > 0) this.inviting.open(Array.from(this.chosen), this.onlyName());
    });
    this.draw();
  }

  /** Ticks again what was ticked, after rows were replaced. */
  draw(): void {
    const boxes = this.boxes();
    for (const box of boxes) box.checked = this.chosen.has(box.value) && !box.disabled;
    const here = new Set(boxes.filter((box) => !box.disabled).map((box) => box.value));
    for (const key of Array.from(this.chosen)) if (!here.has(key)) this.chosen.delete(key);
    const bar = this.part.querySelector<HTMLElement>("[data-invite-bar]");
    const count = bar?.querySelector("[data-invite-count]");
    if (bar) bar.hidden = this.chosen.size === 0;
    if (count) setText(count, counted("manual_chosen", this.chosen.size));
    const all = this.part.querySelector<HTMLInputElement>("[data-tick-all]");
    if (all) {
      all.hidden = false;
      all.checked = here.size > 0 && this.chosen.size === here.size;
      all.indeterminate = this.chosen.size > 0 && this.chosen.size < here.size;
    }
  }

  /** Takes all ticks away. */
  clear(): void {
    this.tickAll(false);
  }

  private boxes(): HTMLInputElement[] {
    return Array.from(this.part.querySelectorAll<HTMLInputElement>("[data-tick]"));
  }

  private tick(box: HTMLInputElement): void {
    if (box.checked) this.chosen.add(box.value);
    else this.chosen.delete(box.value);
    this.draw();
  }

  private tickAll(isTicked: boolean): void {
    this.chosen.clear();
    for (const box of this.boxes()) if (isTicked && !box.disabled) this.chosen.add(box.value);
    this.draw();
  }

  private onlyName(): string | null {
    const row = this.part.querySelector(`tr[data-key="${CSS.escape(Array.from(this.chosen)[0] ?? "")}"]`);
    return this.chosen.size === 1 ? (row?.querySelector(".visitor-name bdi")?.textContent ?? null) : null;
  }
}

function start(part: HTMLElement): void {
  let waiting: Element | null = null;

  const show = (): void => {
    if (waiting === null) return;
    part.replaceChildren(...Array.from(waiting.childNodes));
    waiting = null;
    refreshTimes(part);
    ticks.draw();
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
    ticks.draw();
    announce(newcomers);
  };

  const inviting = new Inviting((areSent) => {
    if (areSent) ticks.clear();
    void refresh();
  });
  const ticks = new Ticks(part, inviting);
  inviting.start();
  inviting.follow();
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
