/** Rows that are put into another order: by dragging their handle, or with the arrow keys while it has the focus. */

import { postForm } from "../http";
import { text } from "../texts";
import { toast } from "../toast";

interface Moved {
  readonly positions: Readonly<Record<string, number>>;
}

/** Makes the rows of the table sortable; every finished move is sent to the address in the row's `data-move`. */
export function startSorting(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const said = document.querySelector<HTMLElement>("[data-move-said]");
  let sending: Promise<void> = Promise.resolve();

  const rows = (): HTMLTableRowElement[] => Array.from(body.rows);
  const order = (): string => rows().map((row) => row.dataset["key"]).join("\n");

  const tell = (row: HTMLTableRowElement): void => {
    if (said === null) return;
    said.textContent = text("moved", { name: row.dataset["name"] ?? "", place: rows().indexOf(row) + 1, number: body.rows.length });
  };

  const send = async (row: HTMLTableRowElement, before: string): Promise<void> => {
    try {
      const answer = await postForm<Moved>(row.dataset["move"] ?? "", new URLSearchParams({ before }));
      for (const each of rows()) {
        const position = answer.positions[each.dataset["key"] ?? ""];
        const cell = each.querySelector("[data-position]");
        if (position !== undefined && cell) cell.textContent = String(position);
      }
      tell(row);
    } catch {
      toast(text("not_moved"), { tone: "error" });
    }
  };

  /** Moves are sent one after another, each with the neighbour that it had when it was made. */
  const save = (row: HTMLTableRowElement): void => {
    const following = row.nextElementSibling as HTMLTableRowElement | null;
    const before = following?.dataset["key"] ?? table.dataset["next"] ?? "";
    sending = sending.then(() => send(row, before));
  };

  const step = (row: HTMLTableRowElement, direction: number, handle: HTMLElement): void => {
    const neighbour = direction < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return;
    if (direction < 0) neighbour.before(row);
    else neighbour.after(row);
    handle.focus();
    row.scrollIntoView({ block: "nearest" });
    save(row);
  };

  body.addEventListener("keydown", (event) => {
    const handle = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-handle]") : null;
    const row = handle?.closest("tr");
    if (!handle || !row || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    step(row, event.key === "ArrowUp" ? -1 : 1, handle);
  });

  body.addEventListener("pointerdown", (event) => {
    const handle = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-handle]") : null;
    const row = handle?.closest("tr");
    if (!handle || !row || event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    drag(row);
  });

  /** A row that is put elsewhere loses the pointer, so the whole page is listened to. */
  const drag = (row: HTMLTableRowElement): void => {
    const started = order();
    const home = row.nextElementSibling;
    row.classList.add("is-dragged");

    const follow = (event: PointerEvent): void => {
      const under = rows().find((each) => {
        const box = each.getBoundingClientRect();
        return event.clientY >= box.top && event.clientY < box.bottom;
      });
      if (!under || under === row) return;
      const box = under.getBoundingClientRect();
      const isBelow = rows().indexOf(under) > rows().indexOf(row);
      const isPastMiddle = isBelow ? event.clientY > box.top + box.height / 2 : event.clientY < box.top + box.height / 2;
      if (!isPastMiddle) return;
      if (isBelow) under.after(row);
      else under.before(row);
    };
    const finish = (isKept: boolean): void => {
      row.classList.remove("is-dragged");
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", giveUp);
      document.removeEventListener("keydown", escape);
      if (!isKept) body.insertBefore(row, home);
      if (order() !== started) save(row);
    };
    const drop = (): void => finish(true);
    const giveUp = (): void => finish(false);
    const escape = (event: KeyboardEvent): void => {
      if (event.key === "Escape") finish(false);
    };
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", giveUp);
    document.addEventListener("keydown", escape);
  };
}
