/** The desk's own commands: through the chats, accept, close, to the box and the list and back, presence. */

import { text } from "../texts";
import type { Command, KeyNote } from "./commands";
import type { Presence } from "./documents";
import { openChat, waitingChats, waitingCount } from "./selectors";
import type { State } from "./state";

/** What these commands can do to the page. */
export interface Places {
  state(): State;
  step(direction: 1 | -1): void;
  accept(chat: string): void;
  close(): void;
  canWrite(): boolean;
  write(): void;
  toList(): void;
  search(): void;
  toggleContext(): void;
  putAway(chat: string): void;
  /** Returns whether there was somewhere to go back to. */
  back(): boolean;
  openPalette(): void;
  openKeys(): void;
  say(presence: Presence): void;
}

/** These commands. */
export function placeCommands(places: Places): readonly Command[] {
  return [...chatsCommands(places), ...chatCommands(places), ...deskCommands(places), ...presenceCommands(places)];
}

function chatsCommands(places: Places): readonly Command[] {
  const acceptNext = (): void => {
    const first = waitingChats(places.state())[0];
    if (first !== undefined) {
      places.accept(first.key);
    }
  };
  return [
    { id: "chats.next", group: "chats", name: () => text("do.next_chat"), keys: ["j", "Alt+ArrowDown"], icon: "chevron-down", run: () => places.step(1) },
    { id: "chats.previous", group: "chats", name: () => text("do.previous_chat"), keys: ["k", "Alt+ArrowUp"], icon: "chevron-up", run: () => places.step(-1) },
    { id: "chats.accept_next", group: "chats", name: () => text("do.accept_next"), keys: ["n"], icon: "zap", isPossible: () => waitingCount(places.state()) > 0, run: acceptNext },
    { id: "chats.list", group: "chats", name: () => text("do.list"), keys: ["l"], icon: "list", run: () => places.toList() },
    { id: "chats.search", group: "chats", name: () => text("do.search"), keys: ["/"], icon: "search", run: () => places.search() },
  ];
}

function chatCommands(places: Places): readonly Command[] {
  const isWaiting = (): boolean => openChat(places.state())?.state === "waiting";
  const isMine = (): boolean => {
    const chat = openChat(places.state());
    return chat?.state === "active" && chat.operator?.id === places.state().me.id;
  };
  const withChat = (act: (chat: string) => void) => (): boolean => {
    const chat = openChat(places.state());
    if (chat !== null) {
      act(chat.key);
    }
    return chat !== null;
  };
  const isOpen = (): boolean => openChat(places.state()) !== null;
  return [
    { id: "chat.accept", group: "chat", name: () => text("do.accept"), keys: ["a"], icon: "check", isPossible: isWaiting, run: withChat((chat) => places.accept(chat)) },
    { id: "chat.write", group: "chat", name: () => text("do.write"), keys: ["r"], icon: "pencil", isPossible: () => places.canWrite(), run: () => places.write() },
    { id: "chat.close", group: "chat", name: () => text("do.close"), keys: ["c"], icon: "archive", isPossible: isMine, run: () => places.close() },
    { id: "chat.context", group: "chat", name: () => text("do.context"), keys: ["i"], icon: "panel-right", run: () => places.toggleContext() },
    { id: "chat.put_away", group: "chat", name: () => text("do.put_away"), keys: ["w"], icon: "x", isPossible: isOpen, run: withChat((chat) => places.putAway(chat)) },
  ];
}

function deskCommands(places: Places): readonly Command[] {
  return [
    { id: "desk.palette", group: "desk", name: () => text("do.palette"), keys: ["Mod+k"], icon: "search", run: () => places.openPalette() },
    { id: "desk.keys", group: "desk", name: () => text("do.keys"), keys: ["?"], icon: "info", run: () => places.openKeys() },
    { id: "desk.back", group: "desk", name: () => text("do.back"), keys: ["Escape"], icon: "arrow-left", run: () => places.back() },
  ];
}

function presenceCommands(places: Places): readonly Command[] {
  const presences: readonly Presence[] = ["online", "away", "invisible"];
  return presences.map((presence) => ({
    id: `presence.${presence}`,
    group: "presence" as const,
    name: () => text("do.presence", { state: text(`presence.${presence}`) }),
    words: () => text("group.presence"),
    icon: "circle-dot",
    isPossible: () => places.state().me.presence !== presence,
    run: () => places.say(presence),
  }));
}

/** Keys of the desk that work in one place only. */
export function placeNotes(): readonly KeyNote[] {
  return [
    { group: "chats", name: () => text("do.rows"), keys: ["ArrowDown", "ArrowUp"] },
    { group: "chat", name: () => text("do.send"), keys: ["Enter"] },
    { group: "chat", name: () => text("do.new_line"), keys: ["Shift+Enter"] },
  ];
}
