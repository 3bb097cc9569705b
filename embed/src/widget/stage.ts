/** Invitation and panel on the customer's page, and how they follow one another; a file of its own, loaded on first need. */

import type { Guard, Natives } from "../loader/natives";
import type { Options } from "../loader/options";
import type { LoaderText, Translate } from "../shared/texts";
import type { FromPanel, PanelInvitation, StartMessage } from "../shared/window_messages";
import type { Embed, Invitation } from "../shared/wire";
import { makeBubble, type Bubble } from "./bubble";
import type { Launcher } from "./launcher";
import { PanelFrame } from "./panel_frame";
import { whenSeen } from "./seen";
import { playOnce } from "./sound";
import STYLES from "./stage.text.css";
import type { Surface } from "./surface";

/** How an address of ours begins in an invitation's style sheet. */
const OUR_FILES = 'url("/embed/files/';
/** An invitation whose time is up waits so long when the visitor is busy with it. */
const IN_USE_MS = 3000;

/** What the stage asks of, and reports to, the rest of the loader. */
export interface StageNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly options: Options;
  readonly surface: Surface;
  readonly launcher: Launcher;
  readonly origin: string;
  readonly base: string;
  readonly translate: Translate<LoaderText>;
  readonly panelAddress: () => string;
  readonly start: () => { token: string | null; page_id: string; tab_id: string; embed: Embed; page: { url: string; title: string } };
  readonly opened: () => void;
  readonly closed: () => void;
  readonly invitationSeen: (invitation: Invitation) => void;
  readonly invitationAnswered: (invitation: Invitation, how: "opened" | "dismissed" | "expired") => void;
  readonly invitationLink: (invitation: Invitation, link: string) => void;
  readonly heard: (message: FromPanel) => void;
}

/** Builds bubble and panel beside the launcher and keeps them in step. */
export class Stage {
  private readonly surface: Surface;
  private readonly launcher: Launcher;
  private readonly bubble: Bubble;
  private readonly panel: PanelFrame;
  private invitation: Invitation | null = null;
  /** The invitation that the panel shows above the first message. */
  private carried: Invitation | null = null;
  /** What the visitor answered with a button before the panel was there to say it. */
  private unsaid: string | null = null;
  private stopWatching: () => void = () => undefined;
  private expiry = 0;
  private opener: HTMLElement | null = null;
  private wantsFocus = false;
  isOpen = false;

  constructor(private readonly needs: StageNeeds) {
    const { view, guard, natives, surface } = needs;
    this.surface = surface;
    this.launcher = needs.launcher;
    surface.furnish(STYLES);
    const root = surface.root;
    this.bubble = makeBubble(root, { view, natives, guard }, needs.translate, needs.base, {
      reply: guard(() => this.open(true)),
      dismiss: guard(() => this.answer("dismissed")),
      link: guard((address: string) => this.clicked(address)),
      chat: guard((label: string) => {
        this.clicked(label);
        this.open(true);
      }),
      say: guard((label: string) => this.say(label)),
      seen: guard(() => this.invitation && needs.invitationSeen(this.invitation)),
    });
    this.panel = new PanelFrame({
      view, natives, guard, root, origin: needs.origin, translate: needs.translate,
      address: needs.panelAddress,
      start: () => this.startMessage(),
      started: () => ({ type: "visible", open: this.isOpen || needs.options.mode === "popup", focus: false }),
      heard: (message) => this.heard(message),
    });
    natives.listen(root, "keydown", guard((event: Event) => this.onKey(event as KeyboardEvent)));
  }

  /** The invitation on screen, in the bubble or in the open panel. */
  get current(): Invitation | null {
    return this.invitation;
  }

  /** Shows an invitation where the visitor is: in the bubble, or in the panel when that is open. */
  show(invitation: Invitation, again: boolean): void {
    this.invitation = invitation;
    this.needs.natives.clearTimer(this.expiry);
    if (invitation.expires_after > 0) {
      this.expiry = this.needs.natives.setTimer(
        this.needs.guard(() => this.expire()),
        Math.min(invitation.expires_after * 1000, 0x7fffffff),
      );
    }
    if (invitation.design.sound && !again) playOnce(this.needs.view, this.needs.options.storage !== "none");
    if (this.isOpen || this.opensPanel(invitation)) {
      this.showInPanel(invitation);
      return;
    }
    this.surface.decorate(invitation.design.css.split(OUR_FILES).join(`url("${this.needs.base}/embed/files/`));
    this.bubble.show(invitation, again);
  }

  /** Opens the panel where it is closed, and closes it where it is open. */
  toggle(): void {
    if (this.isOpen) this.close();
    else this.open(true);
  }

  /** Opens the panel; `focus` moves the focus into it because a person asked for it. */
  open(focus: boolean): void {
    const { options, view } = this.needs;
    const answered = this.invitation;
    if (answered) {
      this.carried = answered;
      this.bubble.hide();
    }
    if (options.mode === "popup" && !this.panel.showPopup(options.width, options.height)) return;
    if (options.mode !== "popup") this.unfold(focus, view.document);
    if (answered && focus) this.answer("opened");
    if (answered) this.panel.tell({ type: "invitation", impression: forPanel(answered) });
    if (this.unsaid !== null && this.panel.isListening) this.panel.tell({ type: "say", text: this.takeUnsaid() || "" });
  }

  /** Closes the panel and gives the focus back. */
  close(): void {
    if (!this.isOpen || this.needs.options.mode === "inline") return;
    this.isOpen = false;
    const hadFocus = this.surface.root.activeElement !== null;
    this.panel.hide();
    this.panel.tell({ type: "visible", open: false, focus: false });
    this.launcher.setOpen(false);
    this.surface.host.removeAttribute("data-open");
    if (hadFocus) this.returnFocus();
    if (this.invitation) this.answer("dismissed");
    this.needs.closed();
  }

  /** Loads the panel unseen, so that messages of an open chat arrive on this page too. */
  prepare(): void {
    if (this.panel.exists || this.needs.options.mode === "popup") return;
    this.panel.show(false);
    this.panel.hide();
  }

  /** Tells the panel which page the visitor is looking at now. */
  movedTo(url: string, title: string): void {
    this.panel.tell({ type: "page", url, title });
  }

  /** Takes the invitation off the screen without an answer. */
  withdraw(): void {
    this.needs.natives.clearTimer(this.expiry);
    this.stopWatching();
    this.invitation = this.carried = this.unsaid = null;
    this.bubble.hide();
    this.surface.decorate("");
    this.panel.tell({ type: "invitation", impression: null });
  }

  /** Ends the talk with the panel; the surface is not ours to remove. */
  remove(): void {
    this.needs.natives.clearTimer(this.expiry);
    this.stopWatching();
    this.panel.remove();
  }

  private unfold(focus: boolean, document: Document): void {
    const wasOpen = this.isOpen;
    this.wantsFocus = focus;
    if (focus && !wasOpen) {
      const active = document.activeElement as HTMLElement | null;
      this.opener = active && active !== document.body && active !== this.surface.host ? active : null;
    }
    this.isOpen = true;
    if (!wasOpen) this.panel.show(focus);
    this.launcher.setOpen(true);
    this.launcher.setUnread(0);
    this.surface.host.setAttribute("data-open", "");
    if (focus) this.panel.focus();
    this.panel.tell({ type: "visible", open: true, focus });
    if (!wasOpen) this.needs.opened();
  }

  private answer(how: "opened" | "dismissed" | "expired"): void {
    const invitation = this.invitation;
    if (!invitation) return;
    this.needs.natives.clearTimer(this.expiry);
    this.stopWatching();
    const hadFocus = this.bubble.element.contains(this.surface.root.activeElement);
    this.invitation = null;
    if (how !== "opened") {
      this.carried = this.unsaid = null;
      this.panel.tell({ type: "invitation", impression: null });
      if (hadFocus) this.launcher.button.focus({ preventScroll: true });
    }
    this.bubble.hide();
    this.surface.decorate("");
    this.needs.invitationAnswered(invitation, how);
  }

  /** On a phone the panel fills the screen, and a window of its own is refused: there nothing but the visitor opens it. */
  private opensPanel(invitation: Invitation): boolean {
    const { options, view } = this.needs;
    return invitation.design.open === "panel" && options.mode !== "popup" && !view.matchMedia("(max-width: 480px)").matches;
  }

  private showInPanel(invitation: Invitation): void {
    const { view, natives, guard, invitationSeen } = this.needs;
    this.carried = invitation;
    if (this.isOpen) this.panel.tell({ type: "invitation", impression: forPanel(invitation) });
    else this.open(false);
    this.stopWatching();
    const box = this.panel.element;
    if (box) this.stopWatching = whenSeen(box, { view, natives, guard }, () => invitationSeen(invitation));
  }

  /** Time is up; what the visitor is reading stays a little longer. */
  private expire(): void {
    if (!this.bubble.isInUse) this.answer("expired");
    else this.expiry = this.needs.natives.setTimer(this.needs.guard(() => this.expire()), IN_USE_MS);
  }

  private clicked(what: string): void {
    const invitation = this.invitation || this.carried;
    if (invitation) this.needs.invitationLink(invitation, what);
  }

  /** A quick reply: the panel opens and says it for the visitor. */
  private say(words: string): void {
    this.clicked(words);
    this.unsaid = words;
    this.open(true);
  }

  private takeUnsaid(): string | null {
    const words = this.unsaid;
    this.unsaid = null;
    return words;
  }

  private startMessage(): Omit<StartMessage, "type"> {
    return {
      ...this.needs.start(), impression: this.carried ? forPanel(this.carried) : null, say: this.takeUnsaid(),
      focus: this.isOpen && this.wantsFocus,
    };
  }

  private heard(message: FromPanel): void {
    if (message.type === "close") this.close();
    if (message.type === "clicked") this.clicked(message.link);
    if (message.type === "message" && message.direction === "sent" && this.invitation) this.answer("opened");
    if (message.type === "chat" && message.state === "started") this.carried = null;
    this.needs.heard(message);
  }

  private returnFocus(): void {
    const target = this.opener && this.opener.isConnected ? this.opener : this.launcher.button;
    this.opener = null;
    target.focus({ preventScroll: true });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    if (this.isOpen) this.close();
    else if (this.invitation) this.answer("dismissed");
    else return;
    event.stopPropagation();
  }
}

function forPanel(invitation: Invitation): PanelInvitation {
  return {
    key: invitation.impression,
    html: invitation.html,
    text: invitation.text,
    sender: invitation.sender ? { name: invitation.sender } : null,
    buttons: invitation.buttons,
    language: invitation.language,
  };
}
