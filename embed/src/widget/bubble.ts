/** The invitation on the page: a short message from a person, with a way to answer and a way to say no. */

import type { LoaderText, Translate } from "../shared/texts";
import type { Invitation } from "../shared/wire";
import { BubbleParts, keepStyles } from "./bubble_parts";
import { whenSeen, type SeenMeans } from "./seen";

/** What the visitor can do with an invitation. */
export interface BubbleActions {
  reply(): void;
  dismiss(): void;
  link(address: string): void;
  /** A button that opens the chat. */
  chat(label: string): void;
  /** A button that answers with its own words. */
  say(label: string): void;
  /** Half of it has been visible for a second in a tab that is in front. */
  seen(): void;
}

/** The bubble as the rest of the loader sees it. */
export interface Bubble {
  show(invitation: Invitation, again: boolean): void;
  hide(): void;
  /** True while the pointer or the focus is in it: then nothing takes it away. */
  readonly isInUse: boolean;
  readonly element: HTMLElement;
}

/** The means of the page that a bubble uses. */
export type BubbleMeans = SeenMeans;

/** Screen readers announce what comes into a region that is there already: the words follow the empty region after this. */
const FILL_AFTER_MS = 40;
const NARROWEST = 180;
const WIDEST = 480;

/** Whatever an invitation's own style sheet says, its bubble stays in its place, and nothing of it lies outside. */
const IN_ITS_PLACE: Readonly<Record<string, string>> = {
  position: "fixed", margin: "0", overflow: "hidden", contain: "layout paint", "min-width": "0", "min-height": "0",
  "max-width": "var(--most-width)", "max-height": "var(--most-height)", "pointer-events": "auto",
};

/** Builds the (still empty) region inside the shadow root; it is there from the start so that it can be announced. */
export function makeBubble(
  root: ShadowRoot,
  means: BubbleMeans,
  translate: Translate<LoaderText>,
  base: string,
  actions: BubbleActions,
): Bubble {
  const { natives, guard, view } = means;
  const parts = new BubbleParts(root.ownerDocument, translate, base, actions);
  const region = parts.make("section", "bubble proactive-need-help");
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", translate("invitation"));
  region.setAttribute("aria-live", "polite");
  region.hidden = true;
  keepStyles(region, IN_ITS_PLACE);
  root.appendChild(region);
  let stopWatching: (() => void) | null = null;
  let filling = 0;

  const clear = (): void => {
    natives.clearTimer(filling);
    if (stopWatching) stopWatching();
    stopWatching = null;
    region.textContent = "";
  };

  const fill = (invitation: Invitation, isSmall: boolean): void => {
    const name = invitation.sender || translate("panel_title");
    region.classList.toggle("is-small", isSmall);
    if (isSmall) region.append(parts.bar(name, invitation, guard(() => unfold(invitation))), parts.dismiss());
    else {
      const words = parts.message(invitation, view);
      region.append(parts.sender(name), words, parts.answers(invitation), parts.dismiss());
      // A text that is too long for its place can be scrolled with the keyboard too.
      if (words.scrollHeight > words.clientHeight + 1) words.tabIndex = 0;
    }
    stopWatching = whenSeen(region, means, () => actions.seen());
  };

  /** The visitor wants the whole: the focus goes where the bar was, to the first answer. */
  const unfold = (invitation: Invitation): void => {
    clear();
    region.classList.add("is-plain");
    fill(invitation, false);
    const first = region.querySelector<HTMLElement>(".answer");
    if (first) first.focus({ preventScroll: true });
  };

  return {
    element: region,
    get isInUse() {
      return region.matches(":hover") || region.contains(root.activeElement);
    },
    show(invitation, again) {
      clear();
      region.classList.toggle("is-plain", again);
      const width = invitation.design.width;
      if (width) region.style.setProperty("--bubble-width", Math.min(WIDEST, Math.max(NARROWEST, width)) + "px");
      else region.style.removeProperty("--bubble-width");
      region.hidden = false;
      filling = natives.setTimer(guard(() => fill(invitation, invitation.design.minimised)), FILL_AFTER_MS);
    },
    hide() {
      clear();
      region.hidden = true;
    },
  };
}
