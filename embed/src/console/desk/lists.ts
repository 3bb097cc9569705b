/** Which list each chat is in, in which order they stand, and how many there are beyond those that were sent. */

import type { DeskChat, DeskState, ListName, Totals } from "./documents";
import { NO_CHATS, type State } from "./state";

export const LISTS: readonly ListName[] = ["waiting", "offered", "mine", "active", "closed"];

type Known = Pick<State, "me" | "open" | "dayBegan">;

/** The list that a chat is in, as `app/chats/lists.py` says it; null for one that was closed before today. */
export function listOf(chat: DeskChat, { me, open, dayBegan }: Known): ListName | null {
  const isMine = chat.state !== "waiting" && chat.operator?.id === me.id;
  if (isMine && (chat.state === "active" || open.chat === chat.key)) {
    return "mine";
  }
  if (chat.state === "closed") {
    return isOfToday(chat, dayBegan) ? "closed" : null;
  }
  if (isOfferedToMe(chat, me)) {
    return "offered";
  }
  return chat.state === "waiting" ? "waiting" : "active";
}

/** Whether a colleague has offered the chat to me, or to a department that I serve. */
export function isOfferedToMe(chat: DeskChat, me: State["me"]): boolean {
  const { transfer } = chat;
  if (transfer === null || chat.state === "closed" || chat.operator?.id === me.id) {
    return false;
  }
  const { operator, department } = transfer;
  const isMyTeam = department !== null && (me.departments.length === 0 || me.departments.includes(department.id));
  return operator?.id === me.id || isMyTeam;
}

/** Whether a closed chat was closed today, by the site's clock. */
export function isOfToday(chat: DeskChat, dayBegan: string): boolean {
  return chat.closed_at !== null && Date.parse(chat.closed_at) >= Date.parse(dayBegan);
}

let sortedFrom: { readonly chats: State["chats"]; readonly open: State["open"]; readonly me: State["me"]; readonly lists: Lists } | null = null;

export type Lists = Readonly<Record<ListName, readonly DeskChat[]>>;

/** The known chats of every list, the oldest first, of the closed ones the latest. Worked out once for each state. */
export function listsOf(state: State): Lists {
  const { chats, open, me } = state;
  if (sortedFrom === null || sortedFrom.chats !== chats || sortedFrom.open !== open || sortedFrom.me !== me) {
    const lists: Record<ListName, DeskChat[]> = { waiting: [], offered: [], mine: [], active: [], closed: [] };
    for (const chat of chats.values()) {
      const name = listOf(chat, state);
      if (name !== null) {
        lists[name].push(chat);
      }
    }
    for (const name of LISTS) {
      lists[name].sort(name === "closed" ? byClosing : byStart);
    }
    sortedFrom = { chats, open, me, lists };
  }
  return sortedFrom.lists;
}

/** How many chats of each list are not known here, after the server said how many there are. */
export function unlistedOf(state: Known, chats: State["chats"], totals: Totals["totals"]): State["unlistedChats"] {
  const known = { ...NO_CHATS };
  for (const chat of chats.values()) {
    const name = listOf(chat, state);
    if (name !== null) {
      known[name] += 1;
    }
  }
  const beyond = (name: ListName): number => Math.max(0, totals[name] - known[name]);
  return { waiting: beyond("waiting"), offered: beyond("offered"), mine: beyond("mine"), active: beyond("active"), closed: beyond("closed") };
}

/** The part of a desk's state that is about its lists. */
export function listPart(fresh: DeskState): Pick<State, "departments" | "targets" | "dayBegan" | "listedAt" | "listedUpTo" | "missed"> {
  const last = (name: ListName): string | null => fresh.chats[name].at(-1)?.key ?? null;
  const listedUpTo = { waiting: last("waiting"), offered: last("offered"), mine: last("mine"), active: last("active"), closed: last("closed") };
  return { departments: fresh.departments, targets: fresh.targets, dayBegan: fresh.day_began, listedAt: fresh.now, listedUpTo, missed: fresh.missed };
}

/** The state after the server sent more chats of a list. */
export function withListed(state: State, list: ListName, sent: readonly DeskChat[], more: boolean): State {
  const chats = new Map(state.chats);
  let fresh = 0;
  for (const chat of sent) {
    if (!chats.has(chat.key)) {
      chats.set(chat.key, chat);
      fresh += 1;
    }
  }
  const left = more ? Math.max(0, state.unlistedChats[list] - fresh) : 0;
  const listedUpTo = { ...state.listedUpTo, [list]: sent.at(-1)?.key ?? state.listedUpTo[list] };
  return { ...state, chats, listedUpTo, unlistedChats: { ...state.unlistedChats, [list]: left } };
}

/** The state after the server counted its lists again. */
export function withTotals(state: State, told: Totals): State {
  const unlistedChats = unlistedOf(state, state.chats, told.totals);
  const unlisted = Math.max(0, told.visitors_online - state.visitors.size);
  return { ...state, unlistedChats, unlisted, listedAt: told.now };
}

function byStart(one: DeskChat, other: DeskChat): number {
  return compare(one.started_at, other.started_at) || compare(one.key, other.key);
}

function byClosing(one: DeskChat, other: DeskChat): number {
  return compare(other.closed_at ?? "", one.closed_at ?? "") || compare(one.key, other.key);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
