/** The keyboard and the right mouse button in the table: arrows go from row to row, the menu opens where it belongs. */

/** Makes arrows, Home and End move between the names, and the context menu of a row open its menu. */
export function startRowKeys(part: HTMLElement): void {
  part.addEventListener("keydown", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row-link]") : null;
    if (link === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const links = Array.from(link.closest("table")?.querySelectorAll<HTMLElement>("[data-row-link]") ?? []);
    const next = neighbourOf(links.length, links.indexOf(link), event.key);
    if (next !== null) {
      event.preventDefault();
      links[next]?.focus();
    }
  });
  part.addEventListener("contextmenu", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("tr[data-key]") : null;
    const menu = row?.querySelector<HTMLDetailsElement>("details[data-menu]");
    const isText = event.target instanceof HTMLInputElement || String(getSelection() ?? "") !== "";
    if (!menu || isText || event.shiftKey) return;
    event.preventDefault();
    menu.open = true;
    menu.querySelector<HTMLElement>(".menu-item")?.focus();
  });
  part.addEventListener("keydown", (event) => {
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>(".drop-menu .menu-item") : null;
    if (item === null) return;
    const items = Array.from(item.closest(".drop-menu")?.querySelectorAll<HTMLElement>(".menu-item") ?? []);
    const next = neighbourOf(items.length, items.indexOf(item), event.key);
    if (next !== null) {
      event.preventDefault();
      items[next]?.focus();
    }
  });
}

/** Puts an open menu beside its button on the screen, because the table that scrolls would cut it off. */
export function startMenuPlaces(part: HTMLElement): void {
  part.addEventListener(
    "toggle",
    (event) => {
      const menu = event.target;
      const box = menu instanceof HTMLDetailsElement ? menu.querySelector<HTMLElement>(":scope > .drop-menu") : null;
      if (!(menu instanceof HTMLDetailsElement) || box === null || menu.closest(".table-scroll") === null) return;
      if (menu.open) place(box, menu.getBoundingClientRect());
    },
    true,
  );
  document.addEventListener("scroll", (event) => {
    if (event.target instanceof Element && event.target.closest(".drop-menu")) return;
    for (const menu of part.querySelectorAll<HTMLDetailsElement>(".table-scroll details[open]")) menu.open = false;
  }, { passive: true, capture: true });
}

function place(box: HTMLElement, button: DOMRect): void {
  box.style.position = "fixed";
  box.style.inset = "auto";
  const { width, height } = box.getBoundingClientRect();
  const below = button.bottom + height <= innerHeight;
  box.style.top = `${below ? button.bottom : Math.max(0, button.top - height)}px`;
  box.style.left = `${Math.max(0, Math.min(button.right - width, innerWidth - width))}px`;
}

/** The place a key leads to; null where it leads nowhere. */
export function neighbourOf(count: number, place: number, key: string): number | null {
  const wanted = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: count - 1 }[key];
  return wanted === undefined || wanted < 0 || wanted >= count || place < 0 ? null : wanted;
}
