/** The tools above the lists: search, department, order; and which sections this browser keeps folded. */

import { element, setText } from "../safe_dom";
import { text } from "../texts";
import { EVERYTHING, isNarrow, SORTS, type Choice, type Sort } from "./list_choice";
import type { State } from "./state";

const SETTING = "beckon.desk.lists";

interface Kept {
  readonly sort?: Sort;
  readonly department?: number | null;
  readonly folds?: Readonly<Record<string, boolean>>;
}

export class ListOptions {
  private current: Choice = EVERYTHING;
  private folds: Readonly<Record<string, boolean>> = {};
  private readonly listeners: (() => void)[] = [];
  private drawnDepartments: State["departments"] = [];

  constructor(private readonly pane: HTMLElement) {
    const kept = read();
    this.folds = kept.folds ?? {};
    const sort = kept.sort !== undefined && SORTS.includes(kept.sort) ? kept.sort : EVERYTHING.sort;
    this.current = { ...EVERYTHING, sort, department: kept.department ?? null };
    this.search.addEventListener("input", () => this.change({ words: this.search.value }));
    this.search.addEventListener("keydown", (event) => this.onKey(event));
    for (const radio of this.radios) {
      radio.checked = radio.value === sort;
      radio.addEventListener("change", () => this.change({ sort: radio.value as Sort }));
    }
    this.departments.addEventListener("change", () => this.change({ department: this.departments.value === "" ? null : Number(this.departments.value) }));
    this.pane.querySelector("[data-part='show-all']")?.addEventListener("click", () => {
      this.search.value = "";
      this.change({ words: "", department: null });
      this.search.focus();
    });
  }

  /** What the operator wants to see. */
  get choice(): Choice {
    return this.current;
  }

  /** The box to search in. */
  get search(): HTMLInputElement {
    return this.part<HTMLInputElement>("list-search");
  }

  /** Calls back whenever the choice changes. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Shows the departments to choose from, and what is left out. */
  draw(state: State, shown: number): void {
    if (this.drawnDepartments !== state.departments) {
      this.drawnDepartments = state.departments;
      const isKnown = state.departments.some((one) => one.id === this.current.department);
      this.current = isKnown || !state.isLoaded ? this.current : { ...this.current, department: null };
      const options = state.departments.map((one) => element("option", { text: one.name, attributes: { value: one.id } }));
      this.departments.replaceChildren(element("option", { text: text("all_departments"), attributes: { value: "" } }), ...options);
      this.departments.value = this.current.department === null ? "" : String(this.current.department);
    }
    this.part("list-departments").hidden = state.departments.length === 0;
    const { choice } = this;
    this.part("narrow").hidden = !isNarrow(choice);
    if (isNarrow(choice)) {
      const department = state.departments.find((one) => one.id === choice.department)?.name;
      const words = shown === 0 ? text("nothing_found") : department === undefined ? text("filtered") : text("only_department", { name: department });
      setText(this.part("narrow-words"), words);
    }
  }

  /** Whether a section is folded in this browser. */
  isFolded(name: string, atFirst: boolean): boolean {
    return this.folds[name] ?? atFirst;
  }

  /** Remembers that a section was folded or unfolded. */
  keepFold(name: string, isFolded: boolean): void {
    this.folds = { ...this.folds, [name]: isFolded };
    this.keep();
  }

  private change(part: Partial<Choice>): void {
    this.current = { ...this.current, ...part };
    this.keep();
    for (const listener of this.listeners) {
      listener();
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.pane.querySelector<HTMLElement>(".chat-list:not([hidden]) .chat-row")?.focus();
    } else if (event.key === "Escape" && this.search.value !== "") {
      event.preventDefault();
      this.search.value = "";
      this.change({ words: "" });
    }
  }

  private get radios(): readonly HTMLInputElement[] {
    return [...this.pane.querySelectorAll<HTMLInputElement>("input[name='list-sort']")];
  }

  private get departments(): HTMLSelectElement {
    return this.part<HTMLSelectElement>("list-department");
  }

  private keep(): void {
    const { sort, department } = this.current;
    try {
      localStorage.setItem(SETTING, JSON.stringify({ sort, department, folds: this.folds }));
    } catch {
      // Forbidden: the choice lasts as long as the page.
    }
  }

  private part<Kind extends HTMLElement = HTMLElement>(name: string): Kind {
    const found = this.pane.querySelector<Kind>(`[data-part="${name}"]`);
    if (found === null) {
      throw new Error(`the list has no part "${name}"`);
    }
    return found;
  }
}

function read(): Kept {
  try {
    return (JSON.parse(localStorage.getItem(SETTING) ?? "{}") as Kept | null) ?? {};
  } catch {
    return {};
  }
}
