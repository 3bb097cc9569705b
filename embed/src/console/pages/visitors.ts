/** The page of visitors, kept fresh without dancing: known rows change in place, new ones wait behind a button. */

import { Actions } from "../context/actions";
import { Inviting } from "../inviting";
import { freshPart } from "../page_parts";
import { setAttribute, setText } from "../safe_dom";
import { text } from "../texts";
import { refreshTimes } from "../time";
import { ComingColumn } from "../visitors/coming";
import { isInUse, newcomers, renewRows, rowsOf } from "../visitors/live_table";
import { startMenuPlaces, startRowKeys } from "../visitors/row_keys";
import { Ticks } from "../visitors/ticks";

const REFRESH_MILLISECONDS = 5000;
const PART = "visitors";

function start(part: HTMLElement): void {
  let waiting: Element | null = null;
  let asked = 0;

  const show = (takesFocus = false): void => {
    if (waiting === null) return;
    part.replaceChildren(...Array.from(waiting.childNodes));
    waiting = null;
    refreshTimes(part);
    ticks.draw();
    coming.draw();
    void coming.ask(true);
    if (takesFocus) part.querySelector<HTMLElement>("#visitors-online a")?.focus();
  };

  const announce = (count: number): void => {
    const button = part.querySelector<HTMLButtonElement>("#visitors-news");
    if (!button) return;
    button.hidden = count === 0;
    if (count > 0) setText(button, count === 1 ? text("visitors_one_new") : text("visitors_new", { count }));
  };

  const refresh = async (): Promise<void> => {
    const number = ++asked;
    const fresh = await freshPart(location.href, PART);
    if (fresh === null || number !== asked) return;
    const [known, online] = [rowsOf(part, "visitors-online"), rowsOf(fresh, "visitors-online")];
    const fresher = newcomers(known.keys(), online.keys());
    for (const id of ["online-count", "found-count"]) {
      const [own, other] = [part.querySelector(`#${id}`), fresh.querySelector(`#${id}`)];
      if (own && other) setText(own, other.textContent ?? "");
    }
    waiting = fresh.cloneNode(true) as Element;
    if (!isInUse(part) && ticks.size === 0) {
      show();
      return;
    }
    renewRows(part, fresh);
    ticks.draw();
    announce(fresher.length);
  };

  /** Shows the list as another address asks for it, without leaving the page. */
  const go = async (address: string): Promise<void> => {
    const number = ++asked;
    part.setAttribute("aria-busy", "true");
    const fresh = await freshPart(address, PART);
    if (number !== asked) return;
    part.removeAttribute("aria-busy");
    if (fresh === null) {
      location.assign(address);
      return;
    }
    history.replaceState(null, "", address);
    followAddress();
    waiting = fresh;
    show();
  };

  const followAddress = (): void => {
    const csv = document.querySelector("[data-csv]");
    if (csv) setAttribute(csv, "href", `/desk/visitors.csv${location.search}`);
    const form = document.querySelector<HTMLFormElement>("[data-filters]");
    const wanted = new URLSearchParams(location.search);
    for (const field of form?.elements ?? []) {
      if (field === document.activeElement) continue;
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = wanted.has(field.name);
      else if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.name !== "") {
        field.value = wanted.get(field.name) ?? (field.name === "sort" ? "arrived" : "");
      }
    }
  };

  const inviting = new Inviting((areSent) => {
    if (areSent) ticks.clear();
    void refresh();
  });
  const ticks = new Ticks(part, inviting);
  const coming = new ComingColumn(part);
  startFilters(go);
  startRowKeys(part);
  startMenuPlaces(part);
  const again = (): void => void refresh();
  new Actions(part, again, again, again, (button) => {
    const row = button.closest<HTMLElement>("tr[data-key]");
    return row === null ? null : { key: row.dataset["key"] ?? "", name: row.dataset["name"] ?? "", isColleague: false };
  });
  inviting.start();
  inviting.follow();
  part.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#visitors-news")) show(true);
    const link = event.target.closest<HTMLAnchorElement>("a[data-go]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void go(link.href);
    }
  });
  const tick = async (): Promise<void> => {
    if (!document.hidden) await refresh();
    setTimeout(() => void tick(), REFRESH_MILLISECONDS);
  };
  setTimeout(() => void tick(), REFRESH_MILLISECONDS);
}

/** Filters take effect as soon as they are chosen; what is typed, when the typing pauses. */
function startFilters(go: (address: string) => Promise<void>): void {
  const form = document.querySelector<HTMLFormElement>("[data-filters]");
  if (form === null) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const apply = (): void => {
    const fields = Array.from(new FormData(form)).filter(([name, value]) => value !== "" && !(name === "sort" && value === "arrived"));
    const query = new URLSearchParams(fields.map(([name, value]) => [name, String(value)])).toString();
    void go(query === "" ? location.pathname : `${location.pathname}?${query}`);
  };
  const button = form.querySelector<HTMLElement>("[data-needless]");
  if (button) button.hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    apply();
  });
  form.addEventListener("change", apply);
  form.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type !== "checkbox") {
      clearTimeout(timer);
      timer = setTimeout(apply, 300);
    }
  });
}

const part = document.getElementById(PART);
if (part !== null) start(part);
