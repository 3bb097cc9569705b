/** What happened that an operator may want to hear of, and what goes on ringing: pure functions of the desk's state. */

import type { Occasion } from "./alert_matrix";
import type { DeskChat } from "./documents";
import { isOfferedToMe, listsOf } from "./lists";
import { givenChats } from "./selectors";
import type { State } from "./state";

export interface Happening {
  readonly occasion: Occasion;
  readonly chat: DeskChat;
}

/** Chats that wait for me: nobody has accepted them, and I serve their department at the moment. */
export function waitingForMe(state: State): readonly DeskChat[] {
  const { pauses } = state.me;
  return listsOf(state).waiting.filter((chat) => chat.department_id === null || !pauses.includes(chat.department_id));
}

/** Chats that were given or offered to me and that I have not looked at. */
export function handedToMe(state: State, isAttentive: boolean): readonly DeskChat[] {
  const offered = listsOf(state).offered.filter((chat) => !(isAttentive && state.open.chat === chat.key));
  return [...offered, ...givenChats(state, isAttentive)];
}

/** Chats whose visitor has waited for an answer longer than the site wants: those that wait, and mine. */
export function lateChats(state: State, now: number): readonly DeskChat[] {
  const own = listsOf(state).mine.filter((chat) => chat.state === "active" && chat.held_since === null);
  return [...waitingForMe(state), ...own].filter((chat) => {
    const since = chat.state === "waiting" ? (chat.awaiting_since ?? chat.waiting_since) : chat.awaiting_since;
    return since !== null && now - Date.parse(since) > state.targets.red * 1000;
  });
}

/** What is new since another state; nothing while the desk has only begun to know. */
export function happenings(state: State, before: State, isAttentive: boolean): readonly Happening[] {
  if (!before.isLoaded || state.chats === before.chats) {
    return [];
  }
  const found: Happening[] = [];
  const handed = new Set(handedToMe(state, isAttentive));
  for (const chat of waitingForMe(state)) {
    if (before.chats.get(chat.key)?.state !== "waiting") found.push({ occasion: "waiting", chat });
  }
  for (const chat of handed) {
    const known = before.chats.get(chat.key);
    if (known === undefined || !isHandedTo(known, before.me)) found.push({ occasion: "assigned", chat });
  }
  for (const chat of listsOf(state).mine) {
    const known = before.chats.get(chat.key);
    const isWatched = isAttentive && state.open.chat === chat.key;
    if (known !== undefined && chat.unread > known.unread && !isWatched && !handed.has(chat)) {
      found.push({ occasion: "message", chat });
    }
  }
  return found;
}

function isHandedTo(chat: DeskChat, me: State["me"]): boolean {
  const isUnseenMine = chat.state === "active" && chat.operator?.id === me.id && chat.seen_by_operator === 0;
  return isUnseenMine || isOfferedToMe(chat, me);
}
