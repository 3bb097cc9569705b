/** What an operator does inside a conversation beside sending: change, take back, note, reopen, look back. */

import { getJson, HttpError, postJson } from "../http";
import { toast } from "../toast";
import { text } from "../texts";
import type { Note, SideLine, Version } from "./conversation_documents";
import type { DeskChat, Message, Presence } from "./documents";
import { lastInRow } from "./messages";
import { NO_CONVERSATION, type Conversation } from "./state";
import type { Store } from "./store";
import { called, refusalText } from "./words";

/** A colleague who can be called to a chat. */
export interface Mentionable {
  readonly id: number;
  readonly name: string;
  readonly state: Presence;
}

/** How far a conversation is known, as the server asks for it. */
export function positionIn(conversation: Conversation = NO_CONVERSATION): string {
  const asked: Record<string, string> = {
    after: String(lastInRow(conversation.messages)),
    notes_after: String(lastInRow(conversation.notes)),
  };
  if (conversation.changedTo !== null || conversation.messages.length > 0) {
    asked["changes_after"] = String(conversation.changedTo ?? 0);
  }
  return new URLSearchParams(asked).toString();
}

export class Talking {
  private readonly asking = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly readChat: (chat: string) => Promise<void>,
  ) {}

  /** Gives a message another text. Throws what the server refuses. */
  async edit(message: Message, words: string): Promise<void> {
    const { message: changed } = await postJson<{ message: Message }>(`${addressOf(message)}/edit`, { text: words, change: message.change });
    this.store.dispatch({ type: "message_changed", message: changed });
  }

  /** Takes a message back; says what went wrong. */
  async remove(message: Message): Promise<void> {
    try {
      const { message: changed } = await postJson<{ message: Message }>(`${addressOf(message)}/delete`, { change: message.change });
      this.store.dispatch({ type: "message_changed", message: changed });
    } catch (problem) {
      complain(problem);
      void this.readChat(message.chat);
    }
  }

  /** What a message said before, oldest first. */
  async history(message: Message): Promise<readonly Version[]> {
    return (await getJson<{ versions: readonly Version[] }>(`${addressOf(message)}/history`)).versions;
  }

  /** Leaves a note. The same `client_id` again is the same note. Throws what the server refuses. */
  async note(chat: string, client_id: string, words: string): Promise<void> {
    const { note } = await postJson<{ note: Note }>(`${chatAddress(chat)}/notes`, { client_id, text: words });
    this.store.dispatch({ type: "note", note });
  }

  /** Who can be called to a chat by name. */
  async colleagues(chat: string): Promise<readonly Mentionable[]> {
    return (await getJson<{ colleagues: readonly Mentionable[] }>(`${chatAddress(chat)}/colleagues`)).colleagues;
  }

  /** Takes a closed chat up again. Returns whether it is mine and open now. */
  async reopen(chat: string): Promise<boolean> {
    try {
      const { chat: opened } = await postJson<{ chat: DeskChat }>(`${chatAddress(chat)}/reopen`, {});
      this.store.dispatch({ type: "chat", chat: opened });
      return true;
    } catch (problem) {
      complain(problem);
      return false;
    } finally {
      void this.readChat(chat);
    }
  }

  /** Loads the chat that the visitor had before the earliest one that is shown. */
  async loadPrevious(chat: string): Promise<void> {
    const known = this.store.state.previous.get(chat);
    if (known?.isAll === true || this.asking.has(chat)) {
      return;
    }
    this.asking.add(chat);
    try {
      const first = known?.chats[0]?.key ?? chat;
      const { chat: found } = await getJson<{ chat: DeskChat | null }>(`${chatAddress(first)}/previous`);
      if (found !== null) {
        await this.readChat(found.key);
      }
      this.store.dispatch({ type: "previous", chat, found });
    } catch (problem) {
      complain(problem);
    } finally {
      this.asking.delete(chat);
    }
  }

  /** Reads what happened beside the messages. */
  async readLines(chat: string): Promise<void> {
    try {
      const { lines } = await getJson<{ lines: readonly SideLine[] }>(`${chatAddress(chat)}/lines`);
      this.store.dispatch({ type: "lines", chat, lines });
    } catch {
      // They come with the next look.
    }
  }

  /** A colleague's note calls me. */
  mentioned(note: Note, chat: DeskChat, open: () => void): void {
    this.store.dispatch({ type: "chat", chat });
    this.store.dispatch({ type: "note", note });
    const words = text("mentioned_by", { name: note.operator.name, visitor: called(chat.visitor) });
    toast(words, { action: { label: text("open_chat"), run: open } });
  }
}

function complain(problem: unknown): void {
  const isRefused = problem instanceof HttpError && problem.status !== 0;
  toast(isRefused ? refusalText(problem.code) : text("error.unreachable"), { tone: "error" });
}

function chatAddress(chat: string): string {
  return `/desk/chats/${encodeURIComponent(chat)}`;
}

function addressOf(message: Message): string {
  return `${chatAddress(message.chat)}/messages/${message.id}`;
}
