/** Notes that call the operator by name: the desk tells when somebody has looked, so that no letter follows. */

import { postJson } from "../http";
import { isAttentive } from "./attention";
import type { Note } from "./conversation_documents";
import type { State } from "./state";
import type { Store } from "./store";

/** The last note of the open chat with which a colleague may call me. */
export function lastCall(state: State): Note | null {
  const conversation = state.open.chat === null ? undefined : state.conversations.get(state.open.chat);
  const calling = conversation?.isLoaded === true ? conversation.notes : [];
  return calling.filter((note) => note.operator.id !== state.me.id && note.text.includes("@")).at(-1) ?? null;
}

/** Tells the server which calls were on the screen while somebody looked at it, each once. */
export function tellSeenCalls(store: Store): void {
  const told = new Map<string, number>();
  const look = (): void => {
    const note = isAttentive() ? lastCall(store.state) : null;
    if (note === null || (told.get(note.chat) ?? 0) >= note.id) {
      return;
    }
    told.set(note.chat, note.id);
    postJson(`/desk/chats/${encodeURIComponent(note.chat)}/notes/${note.id}/seen`, {}).catch(() => told.delete(note.chat));
  };
  store.subscribe(look);
  for (const type of ["focus", "pageshow"] as const) {
    window.addEventListener(type, look);
  }
  document.addEventListener("visibilitychange", look);
}
