/** What can be done inside a conversation by name or by key. */

import { text } from "../texts";
import type { Command } from "./commands";
import type { DeskChat } from "./documents";

/** What these commands can do. */
export interface Conversing {
  chat(): DeskChat | null;
  canReply(): boolean;
  quote(): boolean;
  editLast(): boolean;
  note(): void;
  sendAndClose(): void;
  reopen(): void;
  toLatest(): void;
  hasPrevious(): boolean;
  loadPrevious(): void;
}

/** These commands. */
export function messageCommands(conversing: Conversing): readonly Command[] {
  const isOpen = (): boolean => conversing.chat() !== null;
  const canReply = (): boolean => conversing.canReply();
  return [
    { id: "message.quote", group: "chat", name: () => text("do.quote"), keys: ["q"], icon: "reply", isPossible: canReply, run: () => conversing.quote() },
    { id: "message.edit", group: "chat", name: () => text("do.edit_last"), keys: ["e"], icon: "pencil", isPossible: canReply, run: () => conversing.editLast() },
    { id: "chat.note", group: "chat", name: () => text("do.note"), keys: ["m"], icon: "sticky-note", isPossible: isOpen, run: () => conversing.note() },
    { id: "chat.send_and_close", group: "chat", name: () => text("do.send_and_close"), keys: ["Mod+Shift+Enter"], icon: "send", isPossible: canReply, run: () => conversing.sendAndClose() },
    { id: "chat.reopen", group: "chat", name: () => text("do.reopen"), icon: "rotate-ccw", isPossible: () => conversing.chat()?.state === "closed", run: () => conversing.reopen() },
    { id: "chat.latest", group: "chat", name: () => text("to_latest"), icon: "chevron-down", isPossible: isOpen, run: () => conversing.toLatest() },
    { id: "chat.previous_chats", group: "chat", name: () => text("load_previous"), icon: "history", isPossible: () => conversing.hasPrevious(), run: () => conversing.loadPrevious() },
  ];
}
