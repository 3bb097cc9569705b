/** What the palette finds: chats, commands, visitors who are online, and the pages of the console. */

import { text } from "../texts";
import type { Commands } from "./commands";
import type { DeskChat } from "./documents";
import { LISTS, listsOf } from "./lists";
import type { Finding, FindingSource } from "./palette";
import { visitorsOnline } from "./selectors";
import type { Open, State } from "./state";
import type { Store } from "./store";
import { called, pageName } from "./words";

/** All of them. */
export function paletteSources(store: Store, commands: Commands, choose: (open: Open) => void): readonly FindingSource[] {
  return [
    { title: text("palette.chats"), first: 5, findings: () => chatFindings(store.state, choose) },
    { title: text("palette.commands"), first: 30, findings: () => commandFindings(commands) },
    { title: text("palette.pages"), first: 0, findings: pageFindings },
    { title: text("palette.visitors"), first: 0, findings: () => visitorFindings(store.state, choose) },
  ];
}

function chatFindings(state: State, choose: (open: Open) => void): readonly Finding[] {
  const lists = listsOf(state);
  return LISTS.flatMap((name) => lists[name])
    .filter((chat) => chat.key !== state.open.chat)
    .map((chat) => ({
      id: `chat ${chat.key}`,
      name: called(chat.visitor),
      detail: [standing(chat), chat.last_line].filter(Boolean).join(" · "),
      words: [chat.page?.title, chat.department, ...chat.tags].filter(Boolean).join(" "),
      icon: "message-circle",
      run: () => choose({ chat: chat.key, visitor: null }),
    }));
}

function standing(chat: DeskChat): string {
  return chat.state === "active" ? text("chat.active", { name: chat.operator?.name ?? "" }) : text(`chat.${chat.state}`);
}

function commandFindings(commands: Commands): readonly Finding[] {
  return commands.possible
    .filter((command) => command.id !== "desk.palette")
    .map((command) => ({
      id: `command ${command.id}`,
      name: command.name(),
      words: `${command.words?.() ?? ""} ${text(`group.${command.group}`)}`,
      icon: command.icon ?? "zap",
      ...(command.keys === undefined ? {} : { keys: command.keys }),
      run: () => void command.run(),
    }));
}

function visitorFindings(state: State, choose: (open: Open) => void): readonly Finding[] {
  return visitorsOnline(state).map((visitor) => ({
    id: `visitor ${visitor.key}`,
    name: called(visitor),
    detail: visitor.page === null ? "" : pageName(visitor.page),
    words: [visitor.page?.url, visitor.city, ...visitor.tags].filter(Boolean).join(" "),
    icon: "user",
    run: () => choose({ chat: visitor.chat?.key ?? null, visitor: visitor.key }),
  }));
}

/** The pages of the rail, as the server gave them to this operator. */
function pageFindings(): readonly Finding[] {
  return [...document.querySelectorAll<HTMLAnchorElement>("#account-menu .menu-places a")].map((link) => ({
    id: `page ${link.pathname}`,
    name: link.textContent?.trim() ?? "",
    detail: link.pathname,
    icon: /#([\w-]+)$/.exec(link.querySelector("use")?.getAttribute("href") ?? "")?.[1] ?? "chevron-right",
    run: () => location.assign(link.href),
  }));
}
