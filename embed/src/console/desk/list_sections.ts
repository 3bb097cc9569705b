/** The sections of the list pane: which rows belong to each, whether it is folded, and how much of it is shown. */

import { setText } from "../safe_dom";
import type { DeskChat, ListName, VisitorRow } from "./documents";
import { chosen, isNarrow, type Choice } from "./list_choice";
import { listsOf } from "./lists";
import { visitorsOnline } from "./selectors";
import type { State } from "./state";

export type Entry =
  | { readonly chat: DeskChat; readonly visitor: null; readonly list: ListName }
  | { readonly chat: null; readonly visitor: VisitorRow; readonly list: null };

/** `held` are mine that are on hold. */
export type SectionName = ListName | "held" | "visitors";
export const SECTIONS: readonly SectionName[] = ["waiting", "offered", "mine", "held", "active", "closed", "visitors"];

const FIRST_ROWS = 40;
const MORE_ROWS = 60;
const FOLDED_AT_FIRST: readonly SectionName[] = ["held", "active", "closed"];
/** Sections that say something when nobody is in them; the others are not there then. */
const ALWAYS_THERE: readonly SectionName[] = ["waiting", "mine", "visitors"];

export class Section {
  readonly list: HTMLElement;
  keys: readonly string[] = [];
  limit = FIRST_ROWS;
  isFolded: boolean;
  private readonly heading: HTMLElement;
  private readonly count: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly more: HTMLButtonElement;

  constructor(
    readonly name: SectionName,
    pane: HTMLElement,
    private readonly fold: HTMLButtonElement | null,
    onMore: (section: Section) => void,
  ) {
    const find = <Kind extends HTMLElement>(part: string): Kind => {
      const found = pane.querySelector<Kind>(`[data-${part}="${name}"]`);
      if (found === null) {
        throw new Error(`the desk has no ${part} for ${name}`);
      }
      return found;
    };
    this.heading = find("heading");
    this.list = find("list");
    this.count = find("count");
    this.empty = find("empty");
    this.more = find<HTMLButtonElement>("more");
    this.isFolded = FOLDED_AT_FIRST.includes(name);
    this.more.addEventListener("click", () => {
      this.limit += MORE_ROWS;
      onMore(this);
    });
  }

  /** Folds or unfolds it. */
  turn(isFolded: boolean): void {
    this.isFolded = isFolded;
  }

  /** Shows everything around the rows. `total` counts those that were not sent as well. */
  drawFrame(total: number, shown: number, isLoaded: boolean, isNarrowed: boolean): void {
    const isOpen = !this.isFolded || isNarrowed;
    const isThere = ALWAYS_THERE.includes(this.name) || total > 0;
    this.heading.hidden = !isThere;
    setText(this.count, total === 0 ? "" : String(total));
    this.count.hidden = total === 0;
    this.list.hidden = !isOpen || shown === 0;
    this.empty.hidden = !isThere || !isOpen || total > 0 || !isLoaded || isNarrowed;
    this.more.hidden = !isOpen || total <= shown || (this.name === "visitors" && shown < this.limit);
    this.fold?.setAttribute("aria-expanded", String(isOpen));
    if (this.fold !== null) {
      this.fold.disabled = isNarrowed;
    }
  }
}

/** The rows of a section and how many there are altogether, after what the operator wants to see. */
export function entriesOf(name: SectionName, state: State, choice: Choice): { readonly entries: readonly Entry[]; readonly total: number } {
  if (name === "visitors") {
    const rows = isNarrow(choice) ? [] : visitorsOnline(state);
    const entries = rows.map((visitor): Entry => ({ chat: null, visitor, list: null }));
    return { entries, total: rows.length + (isNarrow(choice) ? 0 : state.unlisted) };
  }
  const list = name === "held" ? "mine" : name;
  const chats = chosen(list, listsOf(state)[list], choice);
  const isHeld = (chat: DeskChat): boolean => chat.held_since !== null && chat.state === "active";
  const wanted = list !== "mine" ? chats : chats.filter((chat) => isHeld(chat) === (name === "held"));
  const entries = wanted.map((chat): Entry => ({ chat, visitor: null, list }));
  const beyond = isNarrow(choice) || name === "held" ? 0 : state.unlistedChats[list];
  return { entries, total: wanted.length + beyond };
}
