/** The lists of the context pane: earlier chats, visits, invitations, attributes, cards of plugins. */

import { counted, duration, hostOf, pathOf } from "../desk/words";
import { element, icon, reconcile, setText } from "../safe_dom";
import { text } from "../texts";
import { setTime, timeElement } from "../time";
import type { Card, PastChat, PastVisit, ShownInvitation } from "./documents";

const RATING_SIGNS = { great: "😀", average: "😐", poor: "🙁" } as const;

/** Earlier chats, each a link that opens it; `open` is the chat that is open beside the pane. */
export function drawChats(list: HTMLElement, chats: readonly PastChat[], open: string | null): void {
  const earlier = chats.filter((chat) => chat.key !== open);
  reconcile(list, earlier, (chat) => `${chat.key} ${chat.state} ${chat.rating ?? ""} ${chat.messages}`, chatRow, (row, chat) => {
    const time = row.querySelector("time");
    if (time) setTime(time, chat.at);
  });
}

function chatRow(chat: PastChat): HTMLElement {
  const link = element("a", { class: "past-link", text: chatName(chat), attributes: { href: `/?chat=${encodeURIComponent(chat.key)}`, dir: "auto" }, data: { openChat: chat.key } });
  const rating = chat.rating === null ? null : element("span", { class: "past-rating", attributes: { title: text(`context.rating.${chat.rating}`) } }, element("span", { text: RATING_SIGNS[chat.rating], attributes: { "aria-hidden": "true" } }), element("span", { class: "visually-hidden", text: text(`context.rating.${chat.rating}`) }));
  const about = [counted("context.messages", chat.messages), chat.is_of_this_browser ? "" : text("context.other_browser")].filter(Boolean).join(" · ");
  return element(
    "li",
    { class: "past" },
    element("div", { class: "past-head" }, link, rating, timeElement(chat.at, "ago")),
    element("p", { class: "past-about", text: about }),
    chat.comment ? element("p", { class: "past-comment", text: chat.comment, attributes: { dir: "auto" } }) : null,
  );
}

function chatName(chat: PastChat): string {
  if (chat.operator !== null) return text("context.chat_of", { name: chat.operator });
  return text(chat.state === "waiting" ? "context.chat_waiting" : "context.chat_of_nobody");
}

/** What was shown to the visitor, with the way to why. */
export function drawInvitations(list: HTMLElement, shown: readonly ShownInvitation[], visitor: string): void {
  const make = (each: ShownInvitation): HTMLElement => {
    const name = each.by_hand ? text("context.by_hand", { name: each.name }) : each.name;
    const address = `/visitors/${encodeURIComponent(visitor)}/explain${each.key === null ? "" : `?invitation=${encodeURIComponent(each.key)}`}`;
    const why = each.key === null ? null : element("a", { class: "button button-quiet button-icon button-small", attributes: { href: address, target: "_blank", "aria-label": text("context.explain_one", { name }), "data-tooltip": text("context.explain_one", { name }) } }, icon("list-filter"));
    return element(
      "li",
      { class: "past" },
      element("div", { class: "past-head" }, element("span", { class: "past-link", text: name, attributes: { dir: "auto" } }), timeElement(each.at, "ago"), why),
      element("p", { class: "past-about", text: [each.words, each.page === null ? "" : pathOf(each.page)].filter(Boolean).join(" · ") }),
    );
  };
  reconcile(list, shown, (each) => `${each.key ?? each.name} ${each.at} ${each.state}`, make, (row, each) => {
    const time = row.querySelector("time");
    if (time) setTime(time, each.at);
  });
}

/** The visits before the present one. */
export function drawVisits(list: HTMLElement, visits: readonly PastVisit[]): void {
  const make = (visit: PastVisit): HTMLElement =>
    element(
      "li",
      { class: "past" },
      element("div", { class: "past-head" }, element("span", { class: "past-link", text: text("context.visit", { n: visit.number }) }), timeElement(visit.at, "ago")),
      element("p", { class: "past-about", attributes: { dir: "auto" } }),
    );
  reconcile(list, visits, (visit) => String(visit.number), make, (row, visit) => {
    const source = visit.referrer === null ? text("came_directly") : hostOf(visit.referrer);
    const about = row.querySelector(".past-about");
    if (about) setText(about, [source, pathOf(visit.landing_url), counted("page_views", visit.pages), duration(visit.seconds)].join(" · "));
  });
}

/** Pairs of name and value. */
export function drawFacts(list: HTMLElement, facts: readonly { readonly name: string; readonly value: string }[]): void {
  const make = (): HTMLElement => element("div", {}, element("dt", { attributes: { dir: "auto" } }), element("dd", { attributes: { dir: "auto" } }));
  reconcile(list, facts, (fact) => fact.name, make, (row, fact) => {
    const [name, value] = [row.querySelector("dt"), row.querySelector("dd")];
    if (name) setText(name, fact.name);
    if (value) setText(value, fact.value);
  });
}

/** What plugins know about the visitor: titles, sentences and lines, never markup. */
export function drawCards(box: HTMLElement, cards: readonly Card[]): void {
  const make = (card: Card): HTMLElement => {
    const lines = card.lines.map((line) => {
      const value = line.href === null ? line.value : element("a", { text: line.value, attributes: { href: line.href, target: "_blank", rel: "noopener noreferrer nofollow" } });
      return element("div", {}, element("dt", { text: line.label, attributes: { dir: "auto" } }), element("dd", { attributes: { dir: "auto" } }, value));
    });
    const words = card.failed ? text("context.card_failed") : card.text;
    return element(
      "section",
      { class: "context-card" },
      element("h3", { class: "context-card-title", text: card.title, attributes: { dir: "auto" } }),
      words === "" ? null : element("p", { class: card.failed ? "muted" : "", text: words, attributes: { dir: "auto" } }),
      lines.length === 0 ? null : element("dl", { class: "facts" }, ...lines),
    );
  };
  reconcile(box, cards, (card) => JSON.stringify(card), make, () => undefined);
}
