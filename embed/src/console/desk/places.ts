/** Connects the desk's own commands with its panes. */

import type { ConversationPane } from "./conversation_pane";
import type { Desk } from "./desk";
import type { KeySheet } from "./key_sheet";
import type { ListOptions } from "./list_options";
import type { ListPane } from "./list_pane";
import type { OpenChats } from "./open_chats";
import type { Palette } from "./palette";
import type { Places } from "./place_commands";
import type { Store } from "./store";

interface Parts {
  readonly store: Store;
  readonly desk: Desk;
  readonly list: ListPane;
  readonly conversation: ConversationPane;
  readonly openChats: OpenChats;
  readonly options: ListOptions;
  readonly palette: Palette;
  readonly sheet: KeySheet;
}

interface Moves {
  step(direction: 1 | -1): void;
  back(): boolean;
  accept(chat: string): Promise<void>;
  toggleContext(): void;
  toList(): void;
}

/** What the commands can do, given the parts of the page and the ways between them. */
export function placesOf(parts: Parts, moves: Moves): Places {
  const isListHidden = (): boolean => parts.options.search.offsetParent === null;
  const toList = (act: () => void): void => {
    if (isListHidden()) {
      moves.toList();
    }
    act();
  };
  return {
    state: () => parts.store.state,
    step: (direction) => moves.step(direction),
    accept: (chat) => void moves.accept(chat),
    close: () => document.querySelector<HTMLElement>(".desk-chat [data-part='close']")?.click(),
    canWrite: () => parts.conversation.composer.isShown,
    write: () => parts.conversation.focus(),
    toList: () => toList(() => parts.list.focus()),
    search: () => toList(() => parts.options.search.focus()),
    toggleContext: () => moves.toggleContext(),
    putAway: (chat) => parts.openChats.putAway(chat),
    back: () => moves.back(),
    openPalette: () => parts.palette.open(),
    openKeys: () => parts.sheet.open(),
    say: (presence) => void parts.desk.say(presence),
  };
}
