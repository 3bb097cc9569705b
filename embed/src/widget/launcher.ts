/** The round button that opens and closes the chat and counts unread messages. */

import type { Translate, LoaderText } from "../shared/texts";
import { icon } from "./icons";

/** The launcher as the rest of the loader sees it. */
export interface Launcher {
  readonly button: HTMLButtonElement;
  setOpen(open: boolean): void;
  setUnread(count: number): void;
  setHidden(hidden: boolean): void;
}

/** Builds the launcher inside the shadow root. */
export function makeLauncher(root: ShadowRoot, translate: Translate<LoaderText>, onPress: () => void): Launcher {
  const document = root.ownerDocument;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "launcher";
  const chat = icon(document, "chat", 26);
  chat.setAttribute("class", "as-chat");
  const close = icon(document, "close", 26);
  close.setAttribute("class", "as-close");
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.setAttribute("aria-hidden", "true");
  badge.hidden = true;
  const spoken = document.createElement("span");
  spoken.id = "beckon-unread";
  spoken.hidden = true;
  button.append(chat, close, badge);
  root.append(button, spoken);
  button.onclick = onPress;

  let isOpen = false;
  const rename = (): void => {
    const name = translate(isOpen ? "close_chat" : "open_chat");
    button.setAttribute("aria-label", name);
    button.title = name;
    button.setAttribute("aria-expanded", String(isOpen));
  };
  rename();
  return {
    button,
    setOpen(open) {
      isOpen = open;
      rename();
    },
    setUnread(count) {
      badge.hidden = count < 1;
      badge.textContent = count > 99 ? "99+" : String(count);
      spoken.textContent = count < 1 ? "" : translate(count === 1 ? "unread_one" : "unread_many", { count });
      if (count < 1) button.removeAttribute("aria-describedby");
      else button.setAttribute("aria-describedby", spoken.id);
    },
    setHidden(hidden) {
      button.hidden = hidden;
    },
  };
}
