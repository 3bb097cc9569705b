/** The invitation on the page: a short message from a person, with a way to answer and a way to say no. */

import type { Guard, Natives } from "../loader/natives";
import { dressLink, fillMessage, webAddress } from "../shared/safe_html";
import type { LoaderText, Translate } from "../shared/texts";
import type { Invitation } from "../shared/wire";
import { icon } from "./icons";

/** What the visitor can do with an invitation. */
export interface BubbleActions {
  reply(): void;
  dismiss(): void;
  link(address: string): void;
  /** Half of it has been visible for a second in a tab that is in front. */
  seen(): void;
}

/** The bubble as the rest of the loader sees it. */
export interface Bubble {
  show(invitation: Invitation, again: boolean): void;
  hide(): void;
  readonly element: HTMLElement;
}

/** The means of the page that a bubble uses. */
export interface BubbleMeans {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
}

const SEEN_AFTER_MS = 1000;
/** Screen readers announce what comes into a region that is there already: the words follow the empty region after this. */
const FILL_AFTER_MS = 40;

/** The first letter or digit of a name, for the round face beside it. */
export function initialOf(name: string): string {
  const found = /[\p{L}\p{N}]/u.exec(name);
  return found ? found[0] : "•";
}

/** Calls back once when at least half of the element was on screen for a second while the tab was in front. */
function whenSeen(element: HTMLElement, means: BubbleMeans, seen: () => void): () => void {
  const { view, natives, guard } = means;
  if (typeof view.IntersectionObserver !== "function") {
    const timer = natives.setTimer(seen, SEEN_AFTER_MS);
    return () => natives.clearTimer(timer);
  }
  let timer = 0;
  let isHalfVisible = false;
  const judge = guard(() => {
    natives.clearTimer(timer);
    if (isHalfVisible && view.document.visibilityState === "visible") {
      timer = natives.setTimer(guard(() => {
        stop();
        seen();
      }), SEEN_AFTER_MS);
    }
  });
  const observer = new view.IntersectionObserver(guard((entries: IntersectionObserverEntry[]) => {
    const entry = entries[entries.length - 1];
    isHalfVisible = !!entry && entry.intersectionRatio >= 0.5;
    judge();
  }), { threshold: [0, 0.5] });
  const stop = (): void => {
    natives.clearTimer(timer);
    observer.disconnect();
    natives.unlisten(view.document, "visibilitychange", judge);
  };
  natives.listen(view.document, "visibilitychange", judge);
  observer.observe(element);
  return stop;
}

/** Builds the (still empty) region inside the shadow root; it is there from the start so that it can be announced. */
export function makeBubble(
  root: ShadowRoot,
  means: BubbleMeans,
  translate: Translate<LoaderText>,
  base: string,
  actions: BubbleActions,
): Bubble {
  const document = root.ownerDocument;
  const { natives } = means;
  const region = document.createElement("section");
  region.className = "bubble";
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", translate("invitation"));
  region.setAttribute("aria-live", "polite");
  region.hidden = true;
  root.appendChild(region);
  let stopWatching: (() => void) | null = null;

  const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] => {
    const element = document.createElement(name);
    element.className = className;
    return element;
  };

  const sender = (name: string): HTMLElement => {
    const line = make("div", "from");
    const face = make("span", "face");
    face.setAttribute("aria-hidden", "true");
    face.textContent = initialOf(name);
    const words = make("bdi", "name");
    words.textContent = name;
    line.append(face, words);
    return line;
  };

  const message = (invitation: Invitation): HTMLElement => {
    const words = make("div", "words");
    words.dir = "auto";
    fillMessage(words, invitation.html, invitation.text, base);
    words.onclick = (event) => {
      const link = (event.target as Element).closest("a");
      if (!link) actions.reply();
      else actions.link(link.href);
    };
    return words;
  };

  const answers = (invitation: Invitation): HTMLElement[] => {
    const reply = make("button", "answer");
    reply.type = "button";
    reply.textContent = translate("reply");
    reply.onclick = () => actions.reply();
    const links = invitation.buttons.flatMap((button) => {
      const address = webAddress(button.url, document.baseURI);
      if (!address) return [];
      const link = make("a", "answer is-link");
      dressLink(link, address);
      link.textContent = button.label;
      link.onclick = () => actions.link(address.href);
      return [link];
    });
    return [reply, ...links];
  };

  const dismiss = (): HTMLElement => {
    const button = make("button", "dismiss");
    button.type = "button";
    button.setAttribute("aria-label", translate("dismiss_invitation"));
    button.title = translate("dismiss_invitation");
    button.appendChild(icon(document, "close", 16));
    button.onclick = () => actions.dismiss();
    return button;
  };

  let filling = 0;
  const clear = (): void => {
    natives.clearTimer(filling);
    if (stopWatching) stopWatching();
    stopWatching = null;
    region.textContent = "";
  };

  const fill = (invitation: Invitation): void => {
    const words = message(invitation);
    region.append(sender(invitation.sender || translate("panel_title")), words, ...answers(invitation), dismiss());
    // A text that is too long for its place can be scrolled with the keyboard too.
    if (words.scrollHeight > words.clientHeight + 1) words.tabIndex = 0;
    stopWatching = whenSeen(region, means, () => actions.seen());
  };

  return {
    element: region,
    show(invitation, again) {
      clear();
      region.classList.toggle("is-plain", again);
      const width = invitation.design.width;
      if (width) region.style.setProperty("--bubble-width", Math.min(480, Math.max(180, width)) + "px");
      else region.style.removeProperty("--bubble-width");
      region.hidden = false;
      filling = natives.setTimer(means.guard(() => fill(invitation)), FILL_AFTER_MS);
    },
    hide() {
      clear();
      region.hidden = true;
    },
  };
}
