/** How a conversation changes: what was edited or taken back, notes, what happened beside it, and what is being typed. */

import type { Note, SideLine } from "./conversation_documents";
import type { ChatPage, DeskChat, Message } from "./documents";
import { lastInRow, merge, mergeNumbered } from "./messages";
import type { Conversation, State } from "./state";

export type ConversationEvent =
  | { readonly type: "message_changed"; readonly message: Message }
  | { readonly type: "note"; readonly note: Note }
  | { readonly type: "lines"; readonly chat: string; readonly lines: readonly SideLine[] }
  | { readonly type: "previous"; readonly chat: string; readonly found: DeskChat | null }
  | { readonly type: "preview"; readonly chat: string; readonly text: string; readonly until: number };

/** The desk after such an event. */
export function reduceConversation(state: State, event: ConversationEvent): State {
  switch (event.type) {
    case "message_changed":
      return within(state, event.message.chat, (found) => withChange(found, event.message));
    case "note":
      return within(state, event.note.chat, (found) => ({ ...found, notes: mergeNumbered(found.notes, [event.note]) }));
    case "lines":
      return within(state, event.chat, (found) => ({ ...found, lines: event.lines }));
    case "preview":
      return within(state, event.chat, (found) => ({ ...found, preview: event.text === "" ? null : { text: event.text, until: event.until } }));
    case "previous":
      return withPrevious(state, event.chat, event.found);
  }
}

/** What an answer says about changes and notes. */
export function withPage(found: Conversation, page: ChatPage): Conversation {
  return {
    ...found,
    messages: merge(found.messages, page.changes),
    changedTo: Math.max(found.changedTo ?? 0, page.changed_to),
    notes: mergeNumbered(found.notes, page.notes),
    hasPrevious: page.has_previous,
  };
}

/** Whether something of the chat was missed: a message, a change or a note. */
export function hasGap(conversation: Conversation, chat: DeskChat): boolean {
  return (
    lastInRow(conversation.messages) < chat.last_id ||
    (conversation.changedTo ?? 0) < chat.last_change ||
    lastInRow(conversation.notes) < chat.last_note
  );
}

/** The next change in the row is known from now on; after a gap the missing ones have to be read. */
function withChange(found: Conversation, message: Message): Conversation {
  const isNext = found.changedTo !== null && message.change === found.changedTo + 1;
  return { ...found, messages: merge(found.messages, [message]), changedTo: isNext ? message.change : found.changedTo };
}

/** Conversations that were never opened are read whole when they are. */
function within(state: State, chat: string, change: (found: Conversation) => Conversation): State {
  const found = state.conversations.get(chat);
  return found === undefined ? state : { ...state, conversations: new Map(state.conversations).set(chat, change(found)) };
}

function withPrevious(state: State, chat: string, found: DeskChat | null): State {
  const known = state.previous.get(chat) ?? { chats: [], isAll: false };
  if (found !== null && known.chats.some((one) => one.key === found.key)) {
    return state;
  }
  const next = found === null ? { ...known, isAll: true } : { chats: [found, ...known.chats], isAll: false };
  return { ...state, previous: new Map(state.previous).set(chat, next) };
}
