/** The list pane: who waits, my own chats, who is on the site. Rows are patched in place and stand still while read. */

import { element, icon, reconcile, setText } from "../safe_dom";
import { initials } from "../initials";
import { text } from "../texts";
import { isAttentive } from "./attention";
import type { DeskChat, VisitorRow } from "./documents";
import { LATE_MILLISECONDS, openVisitorKey, ownChats, unreadOf, visitorsOnline, waitingChats } from "./selectors";
import { serverNow } from "./server_clock";
import { settle } from "./settle";
import type { Open, State } from "./state";
import type { Store } from "./store";
import { setTicking, ticking } from "./ticking";
import { called, counted, countryName, hostOf, pageName, pathOf, withColleague } from "./words";

/** How long after its last move the pointer over the list still means that somebody reads. */
const READING_MILLISECONDS = 3000;

type Entry = { readonly chat: DeskChat; readonly visitor: null } | { readonly chat: null; readonly visitor: VisitorRow };

interface Section {
  readonly list: HTMLElement;
  readonly count: HTMLElement;
  readonly empty: HTMLElement;
  readonly entries: (state: State) => readonly Entry[];
  keys: readonly string[];
}

export class ListPane {
  private readonly sections: readonly Section[];
  private readonly known = new Map<string, Entry>();
  private readonly drawn = new WeakMap<HTMLElement, string>();
  private movedAt = -READING_MILLISECONDS;
  private isOver = false;
  private fresh = 0;

  constructor(
    private readonly pane: HTMLElement,
    private readonly store: Store,
    private readonly choose: (open: Open) => void,
    private readonly redraw: () => void,
  ) {
    const chats = (select: (state: State) => readonly DeskChat[]) => (state: State) =>
      select(state).map((chat): Entry => ({ chat, visitor: null }));
    this.sections = [
      this.section("waiting", chats(waitingChats)),
      this.section("mine", chats(ownChats)),
      this.section("visitors", (state) => visitorsOnline(state).map((visitor): Entry => ({ chat: null, visitor }))),
    ];
    this.watchReader();
  }

  /** Draws the list; `atOnce` also moves rows under the reader, after something they did themselves. */
  draw(atOnce = false): void {
    const { state } = this.store;
    const isReading = !atOnce && this.isReading();
    const fresh = { chats: 0, visitors: 0 };
    for (const section of this.sections) {
      const entries = section.entries(state);
      for (const entry of entries) {
        this.known.set(keyOf(entry), entry);
      }
      const wanted = entries.map(keyOf);
      const settled = settle(section.keys, wanted, isReading);
      section.keys = settled.keys;
      fresh[section === this.sections[2] ? "visitors" : "chats"] += settled.fresh.length;
      this.drawSection(section, entries.length + (section === this.sections[2] ? state.unlisted : 0), new Set(wanted));
    }
    this.drawNews(fresh.chats, fresh.visitors);
    this.keepOneTabStop();
  }

  private section(name: string, entries: Section["entries"]): Section {
    const find = (part: string): HTMLElement => {
      const found = this.pane.querySelector<HTMLElement>(`[data-${part}="${name}"]`);
      if (found === null) {
        throw new Error(`the desk has no ${part} for ${name}`);
      }
      return found;
    };
    return { list: find("list"), count: find("count"), empty: find("empty"), entries, keys: [] };
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

  private drawSection(section: Section, total: number, present: ReadonlySet<string>): void {
    const entries = section.keys.map((key) => this.known.get(key)).filter((entry): entry is Entry => entry !== undefined);
    reconcile(section.list, entries, keyOf, () => this.makeRow(), (row, entry) => this.updateRow(row, entry, present));
    setText(section.count, total === 0 ? "" : String(total));
    section.count.hidden = total === 0;
    section.list.hidden = entries.length === 0;
    section.empty.hidden = entries.length > 0 || !this.store.state.isLoaded;
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
      const entry = this.known.get(row.dataset["key"] ?? "");
      if (entry !== undefined) {
        this.choose(openOf(entry));
      }
    });
    return row;
  }

  private updateRow(row: HTMLElement, entry: Entry, present: ReadonlySet<string>): void {
    const button = row.firstElementChild as HTMLElement;
    const { state } = this.store;
    const isGone = !present.has(keyOf(entry));
    const isCurrent =
      entry.chat !== null ? state.open.chat === entry.chat.key : openVisitorKey(state) === entry.visitor.key;
    const unread = entry.chat === null ? 0 : unreadOf(state, entry.chat, isAttentive());
    const isLate = entry.chat?.state === "waiting" && isLateSince(entry.chat);
    const look = JSON.stringify([entry, isGone, isCurrent, unread, isLate]);
    if (this.drawn.get(row) === look) {
      return;
    }
    this.drawn.set(row, look);
    button.className = `chat-row${unread > 0 ? " is-unread" : ""}${isGone ? " is-gone" : ""}`;
    if (isCurrent) {
      button.setAttribute("aria-current", "true");
    } else {
      button.removeAttribute("aria-current");
    }
    button.replaceChildren(...(entry.chat === null ? visitorParts(entry.visitor, isGone) : chatParts(entry.chat, unread, isLate)));
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
    return [...this.pane.querySelectorAll<HTMLElement>(".chat-row")];
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

function isLateSince(chat: DeskChat): boolean {
  return serverNow() - Date.parse(chat.waiting_since ?? chat.started_at) > LATE_MILLISECONDS;
}

function avatar(name: string): HTMLElement {
  const letters = element("span", { text: initials(name) });
  return element("span", { class: "avatar avatar-32", attributes: { "aria-hidden": "true" } }, letters);
}

function topLine(name: string, country: string | null, time: HTMLElement | null): HTMLElement {
  const mark =
    country === null
      ? null
      : element(
          "span",
          { class: "country", attributes: { title: countryName(country) } },
          element("span", { text: country.toUpperCase(), attributes: { "aria-hidden": "true" } }),
          element("span", { class: "visually-hidden", text: countryName(country) }),
        );
  return element("span", { class: "chat-row-top" }, element("span", { class: "chat-name", text: name, attributes: { dir: "auto" } }), mark, time);
}

function chatParts(chat: DeskChat, unread: number, isLate: boolean): HTMLElement[] {
  const name = called(chat.visitor);
  const time = element("span", { class: `chat-wait${isLate ? " is-late" : ""}` });
  if (chat.state === "waiting") {
    time.append(element("span", { class: "visually-hidden", text: `${text("waits_for")} ` }));
    if (isLate) {
      time.append(icon("clock", 12));
    }
    const since = ticking(chat.waiting_since, "clock");
    setTicking(since, chat.waiting_since);
    time.append(since);
  } else if (chat.state === "closed") {
    time.append(text("closed"));
  }
  const page = chat.page === null ? null : pageLine(chat.page.title, chat.page.url);
  const badge =
    unread > 0
      ? element("span", { class: "unread" }, String(unread), element("span", { class: "visually-hidden", text: ` ${text("unread")}` }))
      : null;
  const last = element("span", { class: "chat-last", text: chat.last_line, attributes: { dir: "auto" } });
  return [
    avatar(name),
    element("span", { class: "chat-row-main" }, topLine(name, chat.visitor.country, time), page, element("span", { class: "chat-row-bottom" }, last, badge)),
  ];
}

function visitorParts(visitor: VisitorRow, isGone: boolean): HTMLElement[] {
  const name = called(visitor);
  const since = ticking(visitor.visit_started_at, "length");
  const time = element("span", { class: "chat-wait" }, element("span", { class: "visually-hidden", text: `${text("on_the_site_for")} ` }), since);
  const source = visitor.referrer === null ? text("came_directly") : text("came_from", { host: hostOf(visitor.referrer) });
  const facts = isGone ? text("has_left") : `${counted("page_views", visitor.page_views)} · ${source}`;
  const bottom = element("span", { class: "chat-row-bottom" }, element("span", { class: "chat-last", text: facts }), stateMark(visitor));
  const page = visitor.page === null ? null : pageLine(visitor.page.title, visitor.page.url);
  return [avatar(name), element("span", { class: "chat-row-main" }, topLine(name, visitor.country, time), page, bottom)];
}

function pageLine(title: string, url: string): HTMLElement {
  const path = pathOf(url);
  const name = pageName({ title, url });
  const address = name === path ? null : element("bdi", { class: "chat-path", text: path });
  return element("span", { class: "chat-page", attributes: { title: url } }, element("bdi", { text: name }), address === null ? null : " ", address);
}

/** What the row says about an invitation or a chat with a colleague. */
function stateMark(visitor: VisitorRow): HTMLElement | null {
  if (visitor.chat !== null) {
    const words = visitor.chat.operator === null ? text("in_chat") : withColleague(visitor.chat.operator);
    return element("span", { class: "badge badge-accent chat-mark", text: words });
  }
  if (visitor.manual !== null) {
    const words = text("manual_mark", { state: text(`manual.${visitor.manual.state}`) });
    const title = visitor.manual.sender.name;
    return element("span", { class: `badge badge-${visitor.manual.is_open ? "accent" : "neutral"} chat-mark`, text: words, attributes: { title } });
  }
  if (visitor.invitation === null) {
    return null;
  }
  const tone = visitor.invitation.state === "shown" || visitor.invitation.state === "opened" ? "accent" : "neutral";
  const words = text(`invitation.${visitor.invitation.state}`);
  return element("span", { class: `badge badge-${tone} chat-mark`, text: words, attributes: { title: visitor.invitation.name } });
}
