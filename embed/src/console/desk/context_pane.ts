/** The context pane: who the visitor is, where they came from, what they look at and looked at before. */

import { Person } from "../context/person";
import { initials } from "../initials";
import { element, reconcile, setAttribute, setText } from "../safe_dom";
import { text } from "../texts";
import { timeElement, setTime } from "../time";
import type { SeenPage, VisitorPage, VisitorRow } from "./documents";
import { openChat, openVisitorKey } from "./selectors";
import type { State } from "./state";
import type { Store } from "./store";
import { setTicking, ticking } from "./ticking";
import { called, countryName, hostOf, languageName, pageName, pathOf, withColleague } from "./words";

type Value = HTMLElement | string | null;

export class ContextPane {
  private readonly values = new Map<string, { readonly row: HTMLElement; readonly value: HTMLElement; look: Node | null }>();
  private drawn = "";
  private shownKey = "";
  private readonly person: Person;

  /** @param openChat opens an earlier chat of the visitor */
  constructor(
    private readonly pane: HTMLElement,
    private readonly store: Store,
    openChat: (chat: string) => void,
    gone: () => void,
    storage: Storage | null,
  ) {
    this.person = new Person(pane, storage, gone, () => this.draw());
    pane.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-open-chat]") : null;
      if (link !== null && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        openChat(link.dataset["openChat"] ?? "");
      }
    });
  }

  /** Shows the visitor of the open chat, or the chosen one. */
  draw(): void {
    const { state } = this.store;
    const key = openVisitorKey(state);
    const visitor = key === null ? undefined : (state.details.get(key) ?? state.visitors.get(key));
    this.part("body").hidden = visitor === undefined;
    if (visitor === undefined) {
      this.drawn = "";
      return;
    }
    const isHere = this.isHere(state, visitor.key);
    const chat = openChat(state);
    const stamp = JSON.stringify([visitor.name, visitor.invitation, visitor.manual, visitor.chat, visitor.visit_number, chat?.state, chat?.rating]);
    const look = JSON.stringify([visitor, isHere, chat?.department, chat?.operator, chat?.tags, chatOf(state, visitor), stamp]);
    if (look === this.drawn) {
      return;
    }
    this.drawn = look;
    this.shownKey = visitor.key;
    this.drawPerson(visitor, isHere);
    this.drawFacts(state, visitor, isHere);
    this.drawTrail(isPage(visitor) ? visitor.trail : []);
    this.person.show(visitor.key, {
      chat: chat === null ? null : { key: chat.key, tags: chat.tags },
      tags: visitor.tags,
      name: called(visitor),
      stamp,
    });
  }

  /** Only the latest visitors are listed; of the others the server's answer holds until they are pushed as gone. */
  private isHere(state: State, key: string): boolean {
    return state.visitors.has(key) || (this.person.wasHere && this.shownKey === key && !state.pushed.has(key));
  }

  private drawPerson(visitor: VisitorRow, isHere: boolean): void {
    const name = called(visitor);
    setText(this.part("avatar"), initials(name));
    setText(this.part("name"), name);
    setText(this.part("place"), [placeOf(visitor), isHere ? text("here_now") : text("has_left")].filter(Boolean).join(" · "));
    setAttribute(this.part("explain"), "href", `/visitors/${encodeURIComponent(visitor.key)}/explain`);
    setAttribute(this.part("details"), "href", `/visitors/${encodeURIComponent(visitor.key)}`);
    this.drawInviting(visitor, isHere, name);
    this.part("presence").className = `presence presence-${isHere ? "online" : "offline"}`;
  }

  private drawInviting(visitor: VisitorRow, isHere: boolean, name: string): void {
    const link = this.part("invite");
    const isOpen = visitor.manual?.is_open === true;
    link.hidden = !isHere || visitor.chat !== null;
    setAttribute(link, "href", `/visitors/invite?visitor=${encodeURIComponent(visitor.key)}`);
    link.dataset["invite"] = visitor.key;
    link.dataset["inviteName"] = name;
    const recall = this.part("recall");
    recall.hidden = !isOpen;
    recall.dataset["recall"] = visitor.manual?.key ?? "";
  }

  private drawFacts(state: State, visitor: VisitorRow | VisitorPage, isHere: boolean): void {
    const landing = isPage(visitor) ? visitor.landing_url : null;
    const zone = isPage(visitor) ? visitor.time_zone : null;
    this.fact("page", visitor.page === null ? null : pageLink(visitor.page.url, pageName(visitor.page)));
    this.fact("referrer", visitor.referrer === null ? text("came_directly") : pageLink(visitor.referrer, hostOf(visitor.referrer)));
    this.fact("landing", landing === null ? null : pageLink(landing, pathOf(landing)));
    this.fact("campaign", isPage(visitor) ? campaignOf(visitor.utm) : null);
    this.fact("device", deviceOf(visitor) || null);
    this.fact("language", visitor.language === null ? null : languageName(visitor.language));
    this.fact("place", placeOf(visitor) || null);
    this.fact("time_zone", zone === null ? null : localTime(zone, new Date()));
    const began = isPage(visitor) ? visitor.page_began_at : null;
    this.fact("on_page", isHere && began !== null ? since(began) : null);
    this.fact("on_site", isHere && visitor.visit_started_at !== null ? since(visitor.visit_started_at) : null);
    this.fact("page_views", String(visitor.page_views));
    this.fact("visits", String(visitor.visit_number));
    this.fact("invitation", invitationOf(visitor));
    this.fact("department", openChat(state)?.department ?? null);
    this.fact("chat", visitor.chat?.key === state.open.chat ? null : chatOf(state, visitor));
  }

  private fact(name: string, value: Value): void {
    const known = this.values.get(name) ?? this.findFact(name);
    known.row.hidden = value === null;
    const fresh = value instanceof Node ? value : document.createTextNode(value ?? "");
    if (known.look === null || !fresh.isEqualNode(known.look)) {
      known.look = fresh.cloneNode(true); // times on the page go on by themselves, so the page itself is no measure
      known.value.replaceChildren(fresh);
    }
  }

  private findFact(name: string): { readonly row: HTMLElement; readonly value: HTMLElement; look: Node | null } {
    const row = this.pane.querySelector<HTMLElement>(`[data-fact="${name}"]`);
    const value = row?.querySelector<HTMLElement>("dd");
    if (row === null || value === null || value === undefined) {
      throw new Error(`the context pane has no fact "${name}"`);
    }
    const found = { row, value, look: null };
    this.values.set(name, found);
    return found;
  }

  private drawTrail(trail: readonly SeenPage[]): void {
    this.part("trail-block").hidden = trail.length === 0;
    const make = (page: SeenPage): HTMLElement =>
      element("li", {}, pageLink(page.url, ""), timeElement(page.at, "ago"));
    reconcile(this.part("trail"), trail, (page) => `${page.at} ${page.url}`, make, (row, page) => {
      const link = row.querySelector<HTMLElement>(".trail-page");
      const time = row.querySelector("time");
      if (link !== null && time !== null) {
        setText(link, pageName(page));
        setTime(time, page.at);
      }
    });
  }

  private part(name: string): HTMLElement {
    const found = this.pane.querySelector<HTMLElement>(`[data-part="${name}"]`);
    if (found === null) {
      throw new Error(`the context pane has no part "${name}"`);
    }
    return found;
  }
}

/** A row that was pushed knows less than the details that were asked for. */
function isPage(visitor: VisitorRow | VisitorPage): visitor is VisitorPage {
  return "trail" in visitor;
}

/** The campaign's values; which is which stands behind them, on hover. */
function campaignOf(utm: Readonly<Record<string, string>>): HTMLElement | null {
  const names = Object.keys(utm);
  if (names.length === 0) {
    return null;
  }
  const title = names.map((name) => `${name}: ${utm[name]}`).join("\n");
  return element("span", { text: Object.values(utm).join(" · "), attributes: { title, dir: "auto" } });
}

/** The time of day where the visitor is, with the zone's name; the name alone where the browser does not know it. */
export function localTime(zone: string, now: Date): string {
  try {
    const time = new Intl.DateTimeFormat(document.documentElement.lang || "en", { timeStyle: "short", timeZone: zone }).format(now);
    return `${time} · ${zone.replaceAll("_", " ")}`;
  } catch {
    return zone;
  }
}

function placeOf(visitor: VisitorRow): string {
  const country = visitor.country === null ? null : countryName(visitor.country);
  return [visitor.city, country].filter(Boolean).join(", ");
}

function deviceOf(visitor: VisitorRow): string {
  const device = visitor.device === null ? null : text(`device.${visitor.device}`);
  return [device, visitor.browser, visitor.system].filter(Boolean).join(", ");
}

function invitationOf(visitor: VisitorRow): HTMLElement | string | null {
  const { invitation, manual } = visitor;
  if (manual !== null) {
    const words = text("manual_invited_by", { sender: manual.sender.name, ago: "@", state: text(`manual.${manual.state}`) }).split("@");
    return element("span", {}, words[0] ?? "", timeElement(manual.at, "ago"), words[1] ?? "");
  }
  return invitation === null ? null : `${invitation.name}: ${text(`invitation.${invitation.state}`)}`;
}

/** The lists hear of every change of a chat; what was read of the visitor may be older. */
function chatOf(state: State, visitor: VisitorRow): string | null {
  const chat = visitor.chat === null ? null : (state.chats.get(visitor.chat.key) ?? visitor.chat);
  if (chat === null || chat.state === "closed") {
    return null;
  }
  return chat.operator === null ? text("in_chat") : withColleague(chat.operator);
}

function since(iso: string): HTMLElement {
  const made = ticking(iso, "length");
  setTicking(made, iso);
  return made;
}

function pageLink(url: string, name: string): HTMLElement {
  const link = element("a", { class: "trail-page", text: name, attributes: { target: "_blank", rel: "noopener noreferrer nofollow", dir: "auto" } });
  setAttribute(link, "href", url);
  setAttribute(link, "title", url);
  return link;
}
