/** The ticks in front of the rows: they outlive a renewal of the table, and are counted below it. */

import { counted } from "../desk/words";
import type { Inviting } from "../inviting";
import { setText } from "../safe_dom";

export class Ticks {
  private readonly chosen = new Set<string>();

  constructor(
    private readonly part: HTMLElement,
    private readonly inviting: Inviting,
  ) {
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

  /** How many are chosen. */
  get size(): number {
    return this.chosen.size;
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
    const row = this.part.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(Array.from(this.chosen)[0] ?? "")}"]`);
    return this.chosen.size === 1 ? (row?.dataset["name"] ?? null) : null;
  }
}
