/** What the desk says about itself: the line, the operator's presence, the sound, and news for screen readers. */

import { icon, setText } from "../safe_dom";
import { text } from "../texts";
import type { SoundState } from "./alarm";
import type { Desk } from "./desk";
import type { Presence } from "./documents";
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

const PRESENCES: readonly Presence[] = ["online", "away", "invisible", "offline"];

/** Makes the presence menu of the rail say what the server says, and say what the operator wants. */
export class PresenceSwitch {
  constructor(
    private readonly menu: HTMLElement,
    desk: Pick<Desk, "say">,
  ) {
    const form = menu.querySelector("form");
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
      form.hidePopover();
      void desk.say(chosen as Presence);
    });
  }

  /** Shows the operator's own state; without a line it is offline, whatever was chosen. */
  draw(presence: Presence): void {
    if (this.menu.dataset["presence"] === presence) {
      return;
    }
    this.menu.dataset["presence"] = presence;
    const word = text(`presence.${presence}`);
    const button = this.menu.querySelector<HTMLElement>("[data-presence-button]");
    const dot = button?.querySelector(".presence");
    dot?.classList.remove(...PRESENCES.map((one) => `presence-${one}`));
    dot?.classList.add(`presence-${presence}`);
    button?.setAttribute("aria-label", text("your_presence", { state: word }));
    button?.setAttribute("data-tooltip", word);
    const label = this.menu.querySelector("[data-presence-word]");
    if (label !== null) {
      setText(label, word);
    }
    for (const choice of this.menu.querySelectorAll<HTMLButtonElement>("button[name='state']")) {
      choice.setAttribute("aria-pressed", String(choice.value === presence));
    }
  }
}

const SOUND_ICONS: Readonly<Record<SoundState, string>> = { on: "volume-2", off: "volume-x", blocked: "volume-x" };

/** Shows on its button whether a sound would be heard, and what pressing it does. */
export function drawSound(button: HTMLElement, state: SoundState): void {
  button.dataset["sound"] = state;
  const words = text(`sound.${state}`);
  button.setAttribute("aria-label", words);
  button.setAttribute("data-tooltip", words);
  button.classList.toggle("button-icon", state !== "blocked");
  button.classList.toggle("button-quiet", state !== "blocked");
  button.classList.toggle("button-secondary", state === "blocked");
  button.replaceChildren(icon(SOUND_ICONS[state]), ...(state === "blocked" ? [words] : []));
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
