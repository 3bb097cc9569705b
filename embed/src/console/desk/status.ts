/** What the desk says about itself: the line, the sound, and news for screen readers. */

import { icon, setText } from "../safe_dom";
import { text } from "../texts";
import type { SoundState } from "./alarm";
import { waitingChats } from "./selectors";
import type { State } from "./state";
import type { Store } from "./store";
import { called } from "./words";

/** Shows a banner while the line is down; what is typed stays. */
export function drawLine(banner: HTMLElement, state: State): void {
  const isDown = state.line === "lost" || state.line === "restarting" || state.line === "signed_out";
  banner.hidden = !isDown;
  const words = banner.querySelector<HTMLElement>("[data-part='words']");
  const signIn = banner.querySelector<HTMLAnchorElement>("a");
  if (words !== null && isDown) {
    setText(words, text(`line.${state.line}`));
  }
  if (signIn !== null) {
    signIn.hidden = state.line !== "signed_out";
    signIn.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
  }
}

const SOUND_ICONS: Readonly<Record<SoundState, string>> = { on: "volume-2", off: "volume-x", blocked: "volume-x" };

/** Shows on its button whether a sound would be heard, and what pressing it does. */
export function drawSound(button: HTMLElement, state: SoundState): void {
  button.dataset["sound"] = state;
  const words = text(`sound.${state}`);
  button.setAttribute("aria-label", words);
  button.setAttribute("data-tooltip", words);
  button.replaceChildren(icon(SOUND_ICONS[state]));
}

/** Tells screen readers politely who began to wait and what became of the line. */
export function announceNews(region: HTMLElement, store: Store): void {
  store.subscribe((state, before) => {
    if (state.line !== before.line && before.line !== "connecting") {
      setText(region, text(`line.${state.line}`));
      return;
    }
    if (!before.isLoaded || state.chats === before.chats) {
      return;
    }
    const known = new Set(waitingChats(before).map((chat) => chat.key));
    const fresh = waitingChats(state).find((chat) => !known.has(chat.key));
    if (fresh !== undefined) {
      setText(region, text("is_waiting", { name: called(fresh.visitor) }));
    }
  });
}
