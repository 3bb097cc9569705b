/** A table that is read while it changes: known rows change in place, nothing moves while somebody is in it. */

import { refreshTimes } from "../time";

/** The rows of a table by the key of their visitor. */
export function rowsOf(part: ParentNode, table: string): Map<string, HTMLTableRowElement> {
  const rows = Array.from(part.querySelectorAll<HTMLTableRowElement>(`#${table} tbody > tr[data-key]`));
  return new Map(rows.map((row) => [row.dataset["key"] ?? "", row]));
}

/** Who is on the fresh page and not on the one that is shown. */
export function newcomers(known: Iterable<string>, fresh: Iterable<string>): string[] {
  const here = new Set(known);
  return Array.from(fresh).filter((key) => !here.has(key));
}

/** Makes a row say what its fresh copy says; cells that say the same are left alone, and so is the one in use. */
export function renew(row: HTMLTableRowElement, fresh: HTMLTableRowElement): void {
  row.className = fresh.className;
  fresh.querySelectorAll<HTMLElement>("td[data-cell]").forEach((cell) => {
    const own = row.querySelector<HTMLElement>(`td[data-cell="${CSS.escape(cell.dataset["cell"] ?? "")}"]`);
    if (own === null || "next" in own.dataset || own.contains(document.activeElement) || own.querySelector("details[open]")) return;
    if (!own.isEqualNode(cell) && own.textContent !== cell.textContent) own.replaceChildren(...Array.from(cell.childNodes));
  });
}

/** Whether somebody is in the table: with the pointer, the focus, an open menu or a dialog. */
export function isInUse(part: HTMLElement): boolean {
  const table = part.querySelector(".table-scroll");
  return (
    table !== null &&
    (table.matches(":hover") || table.contains(document.activeElement) || part.querySelector("details[open]") !== null || document.querySelector("dialog[open]") !== null)
  );
}

/** Brings the rows that are shown up to date with a fresh copy of the page. */
export function renewRows(part: HTMLElement, fresh: ParentNode): void {
  const [online, earlier] = [rowsOf(fresh, "visitors-online"), rowsOf(fresh, "visitors-earlier")];
  for (const [key, row] of rowsOf(part, "visitors-online")) {
    const copy = online.get(key) ?? earlier.get(key);
    if (copy) renew(row, copy);
    else row.classList.add("is-left");
  }
  refreshTimes(part);
}
