/** The column "Next invitation": asked for the rows on the screen only, and counted down in between. */

import { getJson } from "../http";
import { element, setAttribute } from "../safe_dom";
import { text } from "../texts";

/** What comes next to one visitor, as `app/realtime/context_rows.py` writes it. */
export interface Coming {
  readonly visitor: string;
  readonly state: "showing" | "now" | "soon" | "when" | "none";
  readonly invitation: string | null;
  readonly name: string;
  readonly at: string | null;
  readonly words: string;
}

const AT_ONCE = 25;
const AGAIN_MILLISECONDS = 10_000;
const SECOND = 1000;

/** What the cell says: when it comes, in words; `now` is the server's time in milliseconds. */
export function comingWords(coming: Coming, now: number): string {
  if (coming.state !== "soon" || coming.at === null) {
    return text(`next.${coming.state}`, { what: coming.words });
  }
  const seconds = Math.ceil((Date.parse(coming.at) - now) / SECOND);
  return seconds <= 0 ? text("next.now") : text("next.soon", { time: clock(seconds) });
}

function clock(seconds: number): string {
  const two = (amount: number): string => String(amount).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Cuts keys into as few questions as are allowed. */
export function batches(keys: readonly string[], size: number = AT_ONCE): string[][] {
  return Array.from({ length: Math.ceil(keys.length / size) }, (_, place) => keys.slice(place * size, (place + 1) * size));
}

export class ComingColumn {
  private readonly known = new Map<string, Coming>();
  private ahead = 0;
  private asking = false;

  constructor(private readonly part: HTMLElement) {
    setInterval(() => this.draw(), SECOND);
    setInterval(() => void this.ask(), AGAIN_MILLISECONDS);
    let timer: ReturnType<typeof setTimeout> | null = null;
    document.addEventListener("scroll", () => {
      timer ??= setTimeout(() => {
        timer = null;
        void this.ask(true);
      }, 300);
    }, { passive: true, capture: true });
    void this.ask();
  }

  /** Asks for what is on the screen; `onlyNew` leaves out what was asked before. */
  async ask(onlyNew = false): Promise<void> {
    if (document.hidden || this.asking) return;
    const keys = this.cells().filter(([cell]) => isOnScreen(cell)).map(([, key]) => key).filter((key) => !onlyNew || !this.known.has(key));
    this.asking = true;
    try {
      for (const some of batches(keys)) {
        const answer = await getJson<{ now: string; next: readonly Coming[] }>(`/desk/visitors/next?keys=${some.map(encodeURIComponent).join(",")}`);
        this.ahead = Date.parse(answer.now) - Date.now();
        for (const coming of answer.next) this.known.set(coming.visitor, coming);
        this.draw();
      }
    } catch {
      // the next time round asks again
    } finally {
      this.asking = false;
    }
  }

  /** Writes what is known into the cells. */
  draw(): void {
    const now = Date.now() + this.ahead;
    for (const [cell, key] of this.cells()) {
      const coming = this.known.get(key);
      if (coming !== undefined) drawCell(cell, coming, comingWords(coming, now));
    }
  }

  private cells(): [HTMLElement, string][] {
    return Array.from(this.part.querySelectorAll<HTMLElement>("td[data-next]")).map((cell) => [cell, cell.closest("tr")?.dataset["key"] ?? ""]);
  }
}

function drawCell(cell: HTMLElement, coming: Coming, words: string): void {
  const look = `${coming.name}\n${words}`;
  if (cell.dataset["look"] === look) return;
  cell.dataset["look"] = look;
  if (coming.state === "none") {
    cell.replaceChildren(element("span", { class: "faint", text: words }));
    return;
  }
  const when = element("span", { class: "visitor-title", text: words });
  setAttribute(when, "title", words);
  cell.replaceChildren(element("span", { class: "visitor-page", text: coming.name, attributes: { dir: "auto", title: coming.name } }), when);
}

function isOnScreen(cell: HTMLElement): boolean {
  const box = cell.getBoundingClientRect();
  return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
}
