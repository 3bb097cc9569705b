/** The parts of an invitation's bubble: who speaks, the words, what can be answered, and the way to say no. */

import { initialOf } from "../shared/initial";
import { tameMovingPictures } from "../shared/moving_pictures";
import { dressLink, fillMessage, linkAddress } from "../shared/safe_html";
import { stageTranslator } from "../shared/stage_texts";
import type { LoaderText, Translate } from "../shared/texts";
import type { Invitation, InvitationButton } from "../shared/wire";
import type { BubbleActions } from "./bubble";
import { icon } from "./icons";

/** Styles that the invitation's own style sheet cannot outdo: the way out stays visible and where the finger expects it. */
const ALWAYS_THERE: Readonly<Record<string, string>> = {
  display: "grid", visibility: "visible", opacity: "1", position: "absolute", width: "44px", height: "44px", "min-width": "0", "min-height": "0",
  "max-width": "none", "max-height": "none", margin: "0", "pointer-events": "auto",
};

/** Makes elements of one bubble. */
export class BubbleParts {
  constructor(
    private readonly document: Document,
    private readonly translate: Translate<LoaderText>,
    private readonly base: string,
    private readonly actions: BubbleActions,
  ) {}

  /** An element with a class. */
  make<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string): HTMLElementTagNameMap[Name] {
    const element = this.document.createElement(name);
    element.className = className;
    return element;
  }

  /** Face and name. */
  sender(name: string): HTMLElement {
    const line = this.make("div", "from");
    const face = this.make("span", "face");
    face.setAttribute("aria-hidden", "true");
    face.textContent = initialOf(name);
    const words = this.make("bdi", "name");
    words.textContent = name;
    line.append(face, words);
    return line;
  }

  /** The message; a click on it is a reply, except on a link or a button in it. */
  message(invitation: Invitation, view: Window): HTMLElement {
    const say = stageTranslator(this.translate);
    const words = this.make("div", "words");
    words.dir = "auto";
    if (invitation.language) words.lang = invitation.language;
    fillMessage(words, invitation.html, invitation.text, this.base);
    tameMovingPictures(words, view, { pause: say("pause_picture"), play: say("play_picture") });
    words.onclick = (event) => {
      const target = event.target as Element;
      const link = target.closest("a");
      if (link) this.actions.link(link.href);
      else if (!target.closest("button")) this.actions.reply();
    };
    return words;
  }

  /** What can be answered: "Reply", unless a button of the message opens the chat already, and the message's buttons. */
  answers(invitation: Invitation): HTMLElement {
    const row = this.make("div", "answers");
    const { buttons } = invitation;
    if (!buttons.some((button) => button.does === "chat")) row.append(this.button(this.translate("reply"), () => this.actions.reply()));
    for (const button of buttons) {
      const made = this.answer(button);
      if (invitation.language) made.lang = invitation.language;
      row.append(made);
    }
    return row;
  }

  /** The bar that a known invitation begins as: who speaks and the first words; it opens the whole. */
  bar(name: string, invitation: Invitation, open: () => void): HTMLElement {
    const bar = this.button("", open);
    bar.className = "bar";
    bar.setAttribute("aria-expanded", "false");
    bar.title = stageTranslator(this.translate)("show_invitation");
    const words = this.make("span", "gist");
    words.dir = "auto";
    words.textContent = invitation.text.replace(/\s+/g, " ");
    bar.append(this.sender(name), words);
    return bar;
  }

  /** The way to say no. */
  dismiss(): HTMLElement {
    const name = this.translate("dismiss_invitation");
    const button = this.button("", () => this.actions.dismiss());
    button.className = "dismiss";
    button.id = "invitation-close-btn";
    button.setAttribute("aria-label", name);
    button.title = name;
    button.appendChild(icon(this.document, "close", 16));
    keepStyles(button, ALWAYS_THERE);
    return button;
  }

  private button(words: string, press: () => void): HTMLButtonElement {
    const button = this.make("button", "answer");
    button.type = "button";
    button.textContent = words;
    button.onclick = press;
    return button;
  }

  private answer(button: InvitationButton): HTMLElement {
    const { label, does, url } = button;
    const address = does === "link" ? linkAddress(url, this.document.baseURI) : null;
    if (!address) {
      return this.button(label, () => (does === "reply" ? this.actions.say(label) : this.actions.chat(label)));
    }
    const link = this.make("a", "answer is-link");
    dressLink(link, address);
    link.textContent = label;
    link.onclick = () => this.actions.link(address.href);
    return link;
  }
}

/** Sets styles on an element itself, where no style sheet can change them. */
export function keepStyles(element: HTMLElement, styles: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(styles)) element.style.setProperty(name, styles[name] as string, "important");
}
