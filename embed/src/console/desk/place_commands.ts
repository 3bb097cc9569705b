/** The commands that go from place to place: through the chats, to the list, to the box, and back. */

import { text } from "../texts";
import type { Command } from "./commands";

export interface Places {
  step(direction: 1 | -1): void;
  /** Returns whether there was somewhere to go back to. */
  back(): boolean;
}

/** These commands. */
export function placeCommands(places: Places): readonly Command[] {
  return [
    { id: "chats.next", group: "chats", name: () => text("do.next_chat"), keys: ["j", "Alt+ArrowDown"], icon: "chevron-down", run: () => places.step(1) },
    { id: "chats.previous", group: "chats", name: () => text("do.previous_chat"), keys: ["k", "Alt+ArrowUp"], icon: "chevron-up", run: () => places.step(-1) },
    { id: "desk.back", group: "desk", name: () => text("do.back"), keys: ["Escape"], icon: "arrow-left", run: () => places.back() },
  ];
}
