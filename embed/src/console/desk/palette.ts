/** The command palette: one box that finds chats, visitors, pages and everything that can be done. */

import { openDialog } from "../dialog";
import { Pressing } from "../pressing";
import { element, icon, setText } from "../safe_dom";
import { text } from "../texts";
import { best, fitOf, type Findable } from "./fuzzy";
import { keysShown } from "./key_sheet";
import { counted } from "./words";

/** One thing that the palette can find. */
export interface Finding {
  /** Unique among all sources: `chat abc`. */
  readonly id: string;
  readonly name: string;
  readonly detail?: string;
  /** Further words by which it is found. */
  readonly words?: string;
  readonly icon?: string;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

/** A group of findings; `first` is how many are shown before anything is typed. */
export interface FindingSource {
  readonly title: string;
  readonly first: number;
  readonly findings: () => readonly Finding[];
}

interface Group {
  readonly title: string;
  readonly found: readonly Finding[];
}

const MOST_OF_A_SOURCE = 7;

export class Palette {
  private readonly sources: FindingSource[] = [];
  private readonly box: HTMLInputElement;
  private readonly list: HTMLElement;
  private shown: readonly Finding[] = [];
  private at = 0;
  private readonly pressing: Pressing;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly searching: () => void,
  ) {
    const box = dialog.querySelector<HTMLInputElement>("[role='combobox']");
    const list = dialog.querySelector<HTMLElement>("[role='listbox']");
    if (box === null || list === null) {
      throw new Error("the palette has no box or no list");
    }
    this.box = box;
    this.list = list;
    box.addEventListener("input", () => this.search());
    box.addEventListener("keydown", (event) => this.onKey(event));
    list.addEventListener("click", (event) => this.onClick(event));
    list.addEventListener("pointermove", (event) => this.onPointer(event));
    this.pressing = new Pressing(list, "[role='listbox']", () => this.refresh());
  }

  /** Lets it find more; sources are shown in the order in which they were offered. */
  offer(...sources: readonly FindingSource[]): void {
    this.sources.push(...sources);
  }

  /** Shows it, empty. */
  open(): void {
    this.box.value = "";
    openDialog(this.dialog.id);
    this.search();
    this.box.focus();
  }

  /** Draws again what fits, when more has become known. */
  refresh(): void {
    if (this.dialog.open && this.pressing.part === null) {
      this.search(this.shown[this.at]?.id);
    }
  }

  private search(keep?: string): void {
    const typed = this.box.value.trim();
    if (typed.length > 1) {
      this.searching();
    }
    const groups = typed === "" ? this.firsts() : this.fitting(typed);
    this.shown = groups.flatMap((group) => group.found);
    this.at = Math.max(0, this.shown.findIndex((one) => one.id === keep));
    let number = 0;
    const drawn = groups.filter((group) => group.found.length > 0).map((group, place) => {
      const id = `palette-group-${place}`;
      const title = element("p", { class: "palette-title", text: group.title, attributes: { id, role: "presentation" } });
      return element("div", { attributes: { role: "group", "aria-labelledby": id } }, title, ...group.found.map((one) => optionOf(one, number++)));
    });
    this.list.replaceChildren(...drawn);
    const nothing = this.dialog.querySelector<HTMLElement>("[data-part='palette-nothing']");
    if (nothing !== null) {
      nothing.hidden = this.shown.length > 0;
    }
    const status = this.dialog.querySelector<HTMLElement>("[role='status']");
    if (status !== null) {
      setText(status, this.shown.length === 0 ? text("palette.nothing") : counted("palette.found", this.shown.length));
    }
    this.mark();
  }

  private firsts(): readonly Group[] {
    return this.sources.map((source) => ({ title: source.title, found: source.findings().slice(0, source.first) }));
  }

  /** The group with the best finding comes first. */
  private fitting(typed: string): readonly Group[] {
    const findable = (one: Finding): Findable => ({ name: one.name, words: `${one.name} ${one.words ?? ""} ${one.detail ?? ""}` });
    const scored = this.sources.map((source) => {
      const found = best(typed, source.findings(), findable, MOST_OF_A_SOURCE);
      const score = found[0] === undefined ? null : fitOf(typed, findable(found[0]));
      return { title: source.title, found, score: score ?? Number.NEGATIVE_INFINITY };
    });
    return scored.sort((one, other) => other.score - one.score);
  }

  private mark(): void {
    const options = this.options();
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
    const current = options[this.at];
    if (current === undefined) {
      this.box.removeAttribute("aria-activedescendant");
    } else {
      this.box.setAttribute("aria-activedescendant", current.id);
      current.scrollIntoView({ block: "nearest" });
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) {
      return;
    }
    const last = this.shown.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.at === last ? 0 : this.at + 1,
      ArrowUp: this.at === 0 ? last : this.at - 1,
      PageDown: Math.min(last, this.at + MOST_OF_A_SOURCE),
      PageUp: Math.max(0, this.at - MOST_OF_A_SOURCE),
    };
    const to = moves[event.key];
    if (to !== undefined && last >= 0) {
      event.preventDefault();
      this.at = to;
      this.mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.choose(this.at);
    }
  }

  private onClick(event: MouseEvent): void {
    const place = this.placeOf(event.target);
    if (place >= 0) {
      this.choose(place);
    }
  }

  private onPointer(event: PointerEvent): void {
    const place = this.placeOf(event.target);
    if (place >= 0 && place !== this.at) {
      this.at = place;
      this.options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      this.box.setAttribute("aria-activedescendant", this.options()[place]?.id ?? "");
    }
  }

  private placeOf(target: EventTarget | null): number {
    const option = target instanceof Element ? target.closest<HTMLElement>("[role='option']") : null;
    return option === null ? -1 : this.options().indexOf(option);
  }

  /** Closes first, so that the focus is back before the command moves it on. */
  private choose(place: number): void {
    const finding = this.shown[place];
    if (finding !== undefined) {
      this.dialog.addEventListener("close", () => finding.run(), { once: true });
      this.dialog.close();
    }
  }

  private options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role='option']")];
  }
}

function optionOf(one: Finding, number: number): HTMLElement {
  return element(
    "div",
    { class: "palette-option", attributes: { role: "option", id: `palette-option-${number}`, "aria-selected": "false" } },
    icon(one.icon ?? "chevron-right"),
    element("span", { class: "palette-name", text: one.name, attributes: { dir: "auto" } }),
    one.detail === undefined || one.detail === "" ? null : element("span", { class: "palette-detail", text: one.detail, attributes: { dir: "auto" } }),
    ...keysShown((one.keys ?? []).slice(0, 1)),
  );
}
