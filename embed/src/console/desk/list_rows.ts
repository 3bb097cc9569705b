/** What one row of the lists says: a chat or a visitor, in three calm lines. */

import { initials } from "../initials";
import { element, icon } from "../safe_dom";
import { text } from "../texts";
import type { DeskChat, ListName, VisitorRow } from "./documents";
import { setTicking, ticking } from "./ticking";
import { waitsSince, type Patience } from "./waiting_time";
import { called, counted, countryName, hostOf, pageName, pathOf, withColleague } from "./words";

const TAGS_SHOWN = 3;

/** What is true of a chat's row besides the chat itself. */
export interface ChatMarks {
  readonly unread: number;
  readonly patience: Patience;
  readonly list: ListName;
  readonly draft: string;
}

/** The contents of a chat's row. */
export function chatParts(chat: DeskChat, marks: ChatMarks): HTMLElement[] {
  const name = called(chat.visitor);
  const page = chat.page === null ? null : pageLine(chat.page.title, chat.page.url);
  const bottom = element("span", { class: "chat-row-bottom" }, lastLine(chat, marks), ...stateMarks(chat, marks), unreadBadge(marks.unread));
  const main = element("span", { class: "chat-row-main" }, topLine(name, chat.visitor.country, chatTime(chat, marks.patience)), page, bottom, tagLine(chat.tags));
  return [avatar(name), main];
}

/** The contents of a visitor's row. */
export function visitorParts(visitor: VisitorRow, isGone: boolean): HTMLElement[] {
  const name = called(visitor);
  const since = ticking(visitor.visit_started_at, "length");
  const time = element("span", { class: "chat-wait" }, element("span", { class: "visually-hidden", text: `${text("on_the_site_for")} ` }), since);
  const source = visitor.referrer === null ? text("came_directly") : text("came_from", { host: hostOf(visitor.referrer) });
  const facts = isGone ? text("has_left") : `${counted("page_views", visitor.page_views)} · ${source}`;
  const bottom = element("span", { class: "chat-row-bottom" }, element("span", { class: "chat-last", text: facts }), stateMark(visitor));
  const page = visitor.page === null ? null : pageLine(visitor.page.title, visitor.page.url);
  return [avatar(name), element("span", { class: "chat-row-main" }, topLine(name, visitor.country, time), page, bottom)];
}

function chatTime(chat: DeskChat, patience: Patience): HTMLElement | null {
  if (chat.state === "closed") {
    return element("span", { class: "chat-wait" }, hidden(text("closed_at")), clockTime(chat.closed_at));
  }
  if (chat.held_since !== null) {
    return element("span", { class: "chat-wait", attributes: { title: text("on_hold") } }, hidden(text("on_hold")), icon("pause", 12), since(chat.held_since, "length"));
  }
  const waits = waitsSince(chat);
  if (waits === null) {
    return element("span", { class: "chat-wait is-answered" }, hidden(text("last_message_ago")), since(chat.last_activity_at, "length"));
  }
  const words = patience === "red" ? text("waits_too_long") : text("waits_for");
  const mark = patience === "calm" ? null : icon(patience === "red" ? "circle-alert" : "clock", 12);
  return element("span", { class: `chat-wait is-${patience}` }, hidden(words), mark, since(waits, "clock"));
}

function lastLine(chat: DeskChat, marks: ChatMarks): HTMLElement {
  if (marks.draft !== "") {
    const word = element("span", { class: "chat-draft", text: text("draft") });
    return element("span", { class: "chat-last", attributes: { dir: "auto" } }, word, ` ${marks.draft}`);
  }
  if (marks.list === "offered" && chat.transfer !== null) {
    const words = text("offered_by", { name: chat.transfer.by.name });
    return element("span", { class: "chat-last", text: chat.transfer.note === "" ? words : `${words}: ${chat.transfer.note}`, attributes: { dir: "auto" } });
  }
  return element("span", { class: "chat-last", text: chat.last_line, attributes: { dir: "auto" } });
}

function stateMarks(chat: DeskChat, marks: ChatMarks): readonly (HTMLElement | null)[] {
  const colleague = marks.list === "active" || marks.list === "closed" ? chat.operator : null;
  return [
    chat.missed_at === null ? null : element("span", { class: "badge badge-error chat-mark", text: text("missed") }),
    chat.rating === null ? null : element("span", { class: `badge badge-${RATED[chat.rating]} chat-mark`, text: text(`rated.${chat.rating}`) }),
    colleague === null ? null : element("span", { class: "badge badge-neutral chat-mark", text: colleague.name, attributes: { dir: "auto" } }),
  ];
}

const RATED = { great: "online", average: "neutral", poor: "error" } as const;

function unreadBadge(unread: number): HTMLElement | null {
  return unread === 0 ? null : element("span", { class: "unread" }, String(unread), element("span", { class: "visually-hidden", text: ` ${text("unread")}` }));
}

function tagLine(tags: readonly string[]): HTMLElement | null {
  if (tags.length === 0) {
    return null;
  }
  const shown = tags.slice(0, TAGS_SHOWN).map((tag) => element("span", { class: "tag chat-tag", text: tag, attributes: { dir: "auto" } }));
  const more = tags.length - shown.length;
  return element("span", { class: "chat-tags" }, hidden(text("tags_are")), ...shown, more > 0 ? element("span", { class: "muted", text: `+${more}`, attributes: { title: tags.slice(TAGS_SHOWN).join(", ") } }) : null);
}

function avatar(name: string): HTMLElement {
  return element("span", { class: "avatar avatar-32", attributes: { "aria-hidden": "true" } }, element("span", { text: initials(name) }));
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

function hidden(words: string): HTMLElement {
  return element("span", { class: "visually-hidden", text: `${words} ` });
}

function since(iso: string | null, shape: "clock" | "length"): HTMLElement {
  const made = ticking(iso, shape);
  setTicking(made, iso);
  return made;
}

function clockTime(iso: string | null): HTMLElement | null {
  if (iso === null) {
    return null;
  }
  const words = new Intl.DateTimeFormat(document.documentElement.lang || "en", { timeStyle: "short" }).format(new Date(iso));
  return element("time", { text: words, attributes: { datetime: iso } });
}
