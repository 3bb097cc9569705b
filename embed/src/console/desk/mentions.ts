/** Calling a colleague in a note: `@` opens the list of those who may see the chat, letters narrow it, Enter or Tab takes one. */

import { element, replaceChildren } from "../safe_dom";
import { text } from "../texts";
import type { Composer } from "./composer";
import type { Mentionable, Talking } from "./talking";

const FRESH_MILLISECONDS = 60_000;
const MOST_SHOWN = 6;
const LIST = "mention-list";

interface Query {
  readonly start: number;
  readonly words: string;
}

/** The name that is being typed before the caret, if one is. */
export function mentionAt(value: string, caret: number): Query | null {
  const found = /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N}_.'’ -]{0,40})$/u.exec(value.slice(0, caret));
  return found === null ? null : { start: caret - (found[1] ?? "").length - 1, words: found[1] ?? "" };
}

/** Those whose name has a word that begins like this; who is there comes first. */
export function fitting(colleagues: readonly Mentionable[], words: string): readonly Mentionable[] {
  const wanted = words.toLocaleLowerCase();
  const fits = ({ name }: Mentionable): boolean => {
    const lower = name.toLocaleLowerCase();
    return lower.startsWith(wanted) || lower.split(/[\s-]+/u).some((part) => part.startsWith(wanted));
  };
  const rank = ({ state }: Mentionable): number => (state === "online" ? 0 : state === "away" ? 1 : 2);
  return colleagues.filter(fits).sort((one, other) => rank(one) - rank(other)).slice(0, MOST_SHOWN);
}

export class Mentions {
  private readonly list = element("ul", { class: "mention-list", attributes: { id: LIST, role: "listbox", "aria-label": text("colleagues") } });
  private kept: { readonly chat: string; readonly at: number; readonly found: Promise<readonly Mentionable[]> } | null = null;
  private shown: readonly Mentionable[] = [];
  private active = 0;
  private asked = 0;

  constructor(
    private readonly composer: Composer,
    private readonly talking: Talking,
    private readonly chat: () => string | null,
  ) {
    const { box } = composer;
    this.list.hidden = true;
    box.before(this.list);
    for (const type of ["input", "click"] as const) {
      box.addEventListener(type, () => void this.look());
    }
    box.addEventListener("blur", () => this.close());
    box.addEventListener("keydown", (event) => this.onKey(event), { capture: true });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  private async look(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const { box } = this.composer;
    const query = this.composer.mode === "note" ? mentionAt(box.value, box.selectionStart) : null;
    const chat = this.chat();
    if (query === null || chat === null) {
      this.close();
      return;
    }
    const found = await this.colleagues(chat).catch((): readonly Mentionable[] => []);
    if (mine === this.asked && document.activeElement === box) {
      this.show(fitting(found, query.words));
    }
  }

  private colleagues(chat: string): Promise<readonly Mentionable[]> {
    if (this.kept?.chat !== chat || performance.now() - this.kept.at > FRESH_MILLISECONDS) {
      const found = this.talking.colleagues(chat);
      const kept = { chat, at: performance.now(), found };
      this.kept = kept;
      found.catch(() => {
        if (this.kept === kept) this.kept = null; // the next letter asks again
      });
    }
    return this.kept.found;
  }

  private show(found: readonly Mentionable[]): void {
    this.shown = found;
    this.active = 0;
    this.list.hidden = found.length === 0;
    this.composer.box.setAttribute("aria-controls", LIST);
    replaceChildren(this.list, ...found.map((one, place) => this.option(one, place)));
    this.mark();
  }

  private option(one: Mentionable, place: number): HTMLElement {
    return element(
      "li",
      { class: "mention", attributes: { id: `${LIST}-${place}`, role: "option" }, on: { click: () => this.take(one) } },
      element("span", { class: "mention-name", text: one.name, attributes: { dir: "auto" } }),
      element("span", { class: "mention-state", text: text(`presence.${one.state}`) }),
    );
  }

  private mark(): void {
    [...this.list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === this.active)));
    if (this.shown.length > 0) {
      this.composer.box.setAttribute("aria-activedescendant", `${LIST}-${this.active}`);
    }
  }

  private onKey(event: KeyboardEvent): void {
    const one = this.shown[this.active];
    if (this.list.hidden || one === undefined || event.isComposing) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.active = (this.active + (event.key === "ArrowDown" ? 1 : -1) + this.shown.length) % this.shown.length;
      this.mark();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      this.take(one);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  private take(one: Mentionable): void {
    const { box } = this.composer;
    const query = mentionAt(box.value, box.selectionStart);
    this.close();
    if (query !== null) {
      box.setSelectionRange(query.start, box.selectionStart);
    }
    this.composer.insert(`@${one.name} `);
    this.close();
  }

  private close(): void {
    this.asked += 1;
    this.list.hidden = true;
    this.composer.box.removeAttribute("aria-activedescendant");
  }
}
