/** The list pane: its sections patched row by row. Rows stand still while somebody reads, and only what is seen is drawn. */

import { Pressing } from "../pressing";
import { element, reconcile, setText } from "../safe_dom";
import { isAttentive } from "./attention";
import type { Keeping } from "./keeping";
import { isNarrow } from "./list_choice";
import type { ListOptions } from "./list_options";
import type { ListLoader } from "./list_loader";
import { chatParts, visitorParts } from "./list_rows";
import { entriesOf, Section, SECTIONS, type Entry } from "./list_sections";
import { openVisitorKey, unreadOf } from "./selectors";
import { serverNow } from "./server_clock";
import { settle } from "./settle";
import type { Open } from "./state";
import type { Store } from "./store";
import { patienceOf } from "./waiting_time";
import { counted } from "./words";

/** How long after its last move the pointer over the list still means that somebody reads. */
const READING_MILLISECONDS = 3000;

interface Drawn {
  readonly of: unknown;
  readonly look: string;
}

export interface ListTools {
  readonly options: ListOptions;
  readonly loader: ListLoader;
  readonly keeping: Keeping;
}

export class ListPane {
  private readonly sections: readonly Section[];
  private readonly known = new Map<string, Entry>();
  private readonly drawn = new WeakMap<HTMLElement, Drawn>();
  private movedAt = -READING_MILLISECONDS;
  private isOver = false;
  private readonly pressing: Pressing;
  private fresh = 0;

  constructor(
    private readonly pane: HTMLElement,
    private readonly store: Store,
    private readonly tools: ListTools,
    private readonly choose: (open: Open) => void,
    private readonly redraw: () => void,
  ) {
    const { options } = tools;
    this.sections = SECTIONS.map((name) => {
      const fold = pane.querySelector<HTMLButtonElement>(`[data-fold="${name}"]`);
      const section: Section = new Section(name, pane, fold, () => this.showMore(section));
      section.turn(options.isFolded(name, section.isFolded));
      fold?.addEventListener("click", () => {
        section.turn(!section.isFolded);
        options.keepFold(name, section.isFolded);
        this.draw(true);
      });
      return section;
    });
    options.onChange(() => {
      tools.loader.complete(options.choice);
      this.draw(true);
    });
    this.pressing = new Pressing(this.scroller(), "li", redraw);
    this.watchReader();
  }

  /** Draws the list; `atOnce` also moves rows under the reader, after something they did themselves. */
  draw(atOnce = false): void {
    const { state } = this.store;
    const { options } = this.tools;
    const { choice } = options;
    const isReading = this.pressing.part !== null || (!atOnce && this.isReading());
    const fresh = { chats: 0, visitors: 0 };
    const shown = new Set<string>();
    for (const section of this.sections) {
      const { entries, total } = entriesOf(section.name, state, choice);
      const isOpen = !section.isFolded || isNarrow(choice);
      const first = isOpen ? entries.slice(0, section.limit) : [];
      for (const entry of first) {
        this.known.set(keyOf(entry), entry);
      }
      const wanted = first.map(keyOf);
      const settled = settle(section.keys, wanted, isReading);
      section.keys = isOpen ? settled.keys : [];
      fresh[section.name === "visitors" ? "visitors" : "chats"] += isOpen ? settled.fresh.length : 0;
      this.drawRows(section, new Set(wanted));
      section.drawFrame(total, section.keys.length, state.isLoaded, isNarrow(choice));
      section.keys.forEach((key) => shown.add(key));
    }
    for (const key of this.known.keys()) {
      if (!shown.has(key)) {
        this.known.delete(key);
      }
    }
    options.draw(state, shown.size);
    this.drawNews(fresh.chats, fresh.visitors);
    this.keepOneTabStop();
  }

  /** The chats that are shown, in their order: what next and previous go through. */
  get order(): readonly string[] {
    return this.sections.flatMap((section) => section.keys.map((key) => this.known.get(key)?.chat?.key)).filter((key): key is string => key !== undefined);
  }

  /** Moves the focus into the list, to what is open or to the first row. */
  focus(): void {
    const rows = this.rows();
    (rows.find((row) => row.getAttribute("aria-current") === "true") ?? rows[0])?.focus();
    this.keepOneTabStop();
  }

  private showMore(section: Section): void {
    if (section.name !== "visitors" && section.name !== "held") {
      void this.tools.loader.more(section.name);
    }
    const last = section.keys.length;
    this.draw(true);
    section.list.children[last]?.querySelector<HTMLElement>(".chat-row")?.focus();
  }

  private isReading(): boolean {
    const isPointing = this.isOver && performance.now() - this.movedAt < READING_MILLISECONDS;
    return isPointing || this.scroller().scrollTop > 0;
  }

  private scroller(): HTMLElement {
    return this.pane.querySelector<HTMLElement>(".pane-scroll") ?? this.pane;
  }

  private watchReader(): void {
    const scroller = this.scroller();
    scroller.addEventListener("pointermove", (event) => {
      this.isOver = event.pointerType === "mouse";
      this.movedAt = performance.now();
    });
    scroller.addEventListener("pointerleave", () => {
      this.isOver = false;
      this.redraw();
    });
    scroller.addEventListener("scroll", () => (this.fresh > 0 ? this.redraw() : undefined), { passive: true });
    scroller.addEventListener("keydown", (event) => this.onKey(event));
    this.pane.querySelector("[data-news]")?.addEventListener("click", () => {
      scroller.scrollTo({ top: 0 });
      this.draw(true);
    });
  }

  private drawRows(section: Section, present: ReadonlySet<string>): void {
    const entries = section.keys.map((key) => this.known.get(key)).filter((entry): entry is Entry => entry !== undefined);
    reconcile(section.list, entries, keyOf, () => this.makeRow(), (row, entry) => this.updateRow(row, entry, !present.has(keyOf(entry))));
  }

  private drawNews(chats: number, visitors: number): void {
    this.fresh = chats + visitors;
    const button = this.pane.querySelector<HTMLElement>("[data-news]");
    if (button === null) {
      return;
    }
    button.hidden = this.fresh === 0;
    if (this.fresh > 0) {
      const label = chats > 0 ? counted("new_chats", chats) : counted("new_visitors", visitors);
      setText(button.querySelector("span") ?? button, label);
    }
  }

  private makeRow(): HTMLElement {
    const button = element("button", { class: "chat-row", attributes: { type: "button", tabindex: -1 } });
    const row = element("li", {}, button);
    button.addEventListener("click", () => {
      this.pressing.part = null;
      const entry = this.known.get(row.dataset["key"] ?? "");
      if (entry !== undefined) {
        this.choose(openOf(entry));
      }
    });
    return row;
  }

  private updateRow(row: HTMLElement, entry: Entry, isGone: boolean): void {
    const button = row.firstElementChild as HTMLElement;
    const { state } = this.store;
    const isCurrent = entry.chat !== null ? state.open.chat === entry.chat.key : state.open.chat === null && openVisitorKey(state) === entry.visitor.key;
    const isMine = entry.list === "mine";
    const marks = {
      unread: entry.chat === null || entry.list === "closed" ? 0 : unreadOf(state, entry.chat, isAttentive()),
      patience: entry.chat === null ? ("calm" as const) : patienceOf(entry.chat, state.targets, serverNow()),
      draft: isMine && !isCurrent && entry.chat.state === "active" ? this.tools.keeping.draft(entry.chat.key).slice(0, 80).trim() : "",
    };
    const look = JSON.stringify([entry.list, isGone, isCurrent, marks]);
    const of = entry.chat ?? entry.visitor;
    const before = this.drawn.get(row);
    if ((before?.of === of && before.look === look) || row === this.pressing.part) {
      return;
    }
    this.drawn.set(row, { of, look });
    button.className = `chat-row${marks.unread > 0 ? " is-unread" : ""}${isGone ? " is-gone" : ""}`;
    if (isCurrent) {
      button.setAttribute("aria-current", "true");
    } else {
      button.removeAttribute("aria-current");
    }
    button.replaceChildren(...(entry.chat === null ? visitorParts(entry.visitor, isGone) : chatParts(entry.chat, { ...marks, list: entry.list })));
  }

  private onKey(event: KeyboardEvent): void {
    const rows = this.rows();
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const last = rows.length - 1;
    const moves: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last };
    const to = moves[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    rows[Math.min(last, Math.max(0, to))]?.focus();
    this.keepOneTabStop();
  }

  /** Tab reaches the list once; the arrows go through it. */
  private keepOneTabStop(): void {
    const rows = this.rows();
    const stop =
      rows.find((row) => row === document.activeElement) ??
      rows.find((row) => row.getAttribute("aria-current") === "true") ??
      rows[0];
    for (const row of rows) {
      const wanted = row === stop ? "0" : "-1";
      if (row.getAttribute("tabindex") !== wanted) {
        row.setAttribute("tabindex", wanted);
      }
    }
  }

  private rows(): HTMLElement[] {
    return [...this.pane.querySelectorAll<HTMLElement>(".chat-list:not([hidden]) .chat-row")];
  }
}

function keyOf(entry: Entry): string {
  return entry.chat !== null ? `chat ${entry.chat.key}` : `visitor ${entry.visitor.key}`;
}

function openOf(entry: Entry): Open {
  if (entry.chat !== null) {
    return { chat: entry.chat.key, visitor: null };
  }
  return { chat: entry.visitor.chat?.key ?? null, visitor: entry.visitor.key };
}
