/** The commands for what becomes of a chat: transfer, hold, take over, take an offer, take one back. */

import { text } from "../texts";
import type { Command } from "./commands";
import type { Flow } from "./flow";

/** These commands. */
export function flowCommands(flow: Flow): readonly Command[] {
  const isHeld = (): boolean => flow.ownChat !== null && flow.ownChat.held_since !== null;
  const hasOffer = (): boolean => flow.ownChat !== null && flow.ownChat.transfer !== null;
  return [
    {
      id: "chat.accept_transfer", group: "chat", name: () => text("flow.accept_transfer"), keys: ["y"], icon: "check",
      isPossible: () => flow.offeredChat !== null, run: () => void flow.acceptOffer(),
    },
    {
      id: "chat.transfer", group: "chat", name: () => text("flow.transfer"), keys: ["t"], icon: "arrow-right-left",
      isPossible: () => flow.rights.transfer && flow.ownChat !== null && !hasOffer(), run: () => flow.transfer(),
    },
    {
      id: "chat.withdraw", group: "chat", name: () => text("flow.withdraw"), icon: "undo-2",
      isPossible: hasOffer, run: () => void flow.withdraw(),
    },
    {
      id: "chat.hold", group: "chat", name: () => text(isHeld() ? "flow.resume" : "flow.hold"), keys: ["h"], icon: "circle-pause",
      isPossible: () => flow.ownChat !== null, run: () => void flow.toggleHold(),
    },
    {
      id: "chat.take_over", group: "chat", name: () => text("flow.take_over"), keys: ["o"], icon: "user",
      isPossible: () => flow.rights.takeOver && flow.colleaguesChat !== null, run: () => void flow.takeOver(),
    },
  ];
}
