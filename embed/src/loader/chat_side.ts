/** The chat as the page around it knows it: the widget on the page, open or not, unread messages, the team, an open chat. */

import type { PageState } from "../moments/page_state";
import type { FromPanel } from "../shared/window_messages";
import { LOADER_TEXTS, translator } from "../shared/texts";
import type { Invitation } from "../shared/wire";
import type { CoreNeeds } from "./core";
import type { Identity } from "./identity";
import type { Notifications } from "./notifications";
import { embedOf, panelAddress, type PageAnswer } from "./page_call";
import type { SecondFile } from "./second_file";
import { StageDoor } from "./stage_door";

/** What the chat side needs of the loader. */
export interface ChatSideNeeds extends CoreNeeds {
  readonly now: () => number;
  readonly identity: Identity;
  readonly state: PageState;
  readonly notifications: Notifications;
  readonly second: SecondFile;
  /** Something changed that invitations look at, or that one of them waited for. */
  readonly changed: (what: "open" | "team" | "chat" | "message") => void;
  /** The visitor closed the panel or a bubble. */
  readonly closed: () => void;
  /** The visitor has opened the chat and has a token from now on. */
  readonly token: (token: string) => void;
  readonly invitationSeen: (invitation: Invitation) => void;
  readonly invitationAnswered: (invitation: Invitation, how: "opened" | "dismissed" | "expired") => void;
  readonly invitationLink: (invitation: Invitation, link: string) => void;
}

/** The chat of one page. */
export class ChatSide {
  stage: StageDoor | null = null;
  hasChat = false;
  private answer: PageAnswer | null = null;

  constructor(private readonly needs: ChatSideNeeds) {}

  /** Takes what the server said about a page. */
  take(answer: PageAnswer): void {
    const isFirst = this.answer === null;
    this.answer = answer;
    const stage = this.make();
    stage.surface.dress(answer.variables, answer.language, answer.direction);
    stage.movedTo(this.needs.state.url, this.needs.state.title);
    this.hasChat = answer.chat !== null && answer.chat.is_open;
    if (answer.chat) this.setUnread(answer.chat.unread);
    if (this.hasChat) stage.prepare();
    if (isFirst) this.openAgain(stage);
    this.knowTeam(answer.team_online);
  }

  /** The widget on the page; it is made when it is first asked for. */
  make(): StageDoor {
    if (this.stage) return this.stage;
    const { view, natives, guard, home, options, identity, state, second } = this.needs;
    this.stage = new StageDoor({
      view, natives, guard, options, origin: home.origin, base: home.base,
      translate: translator(LOADER_TEXTS, this.answer ? this.answer.texts : null),
      panelAddress: () => panelAddress(home, options, this.answer),
      start: () => ({
        token: identity.token, page_id: identity.page_id, tab_id: identity.tab_id,
        embed: embedOf(options), page: { url: state.url, title: state.title },
      }),
      opened: () => this.setOpen(true),
      closed: () => this.setOpen(false),
      invitationSeen: this.needs.invitationSeen,
      invitationAnswered: this.needs.invitationAnswered,
      invitationLink: this.needs.invitationLink,
      heard: guard((message: FromPanel) => this.heard(message)),
    }, second);
    return this.stage;
  }

  /** Opens the chat; the focus follows only where the visitor has just done something. */
  open(): void {
    const activation = (this.needs.view.navigator as { userActivation?: { isActive: boolean } }).userActivation;
    this.make().open(activation ? activation.isActive : true);
  }

  /** Takes the widget off the page. */
  remove(): void {
    if (this.stage) this.stage.remove();
    this.stage = null;
  }

  /** Takes what was heard about the team. */
  knowTeam(online: boolean | null): void {
    const { state, notifications, changed } = this.needs;
    if (online === null || online === state.team_online) return;
    const isNews = state.team_online !== null;
    state.team_online = online;
    notifications.announce("online", online);
    if (isNews) changed("team");
  }

  /** Notes that the visitor closed the panel or a bubble. */
  noteClosed(): void {
    this.needs.state.closed_at = this.needs.now();
    this.needs.closed();
  }

  /** The panel that was open on the page before opens again; on a phone, which it fills, only where a chat is going on. */
  private openAgain(stage: StageDoor): void {
    const { view, options, identity } = this.needs;
    const isPhone = view.matchMedia("(max-width: 480px)").matches;
    if (identity.was_open && options.mode === "widget" && (this.hasChat || !isPhone)) stage.open(false);
  }

  private setOpen(isOpen: boolean): void {
    this.needs.state.is_open = isOpen;
    if (isOpen) this.setUnread(0);
    else this.noteClosed();
    this.needs.notifications.announce(isOpen ? "open" : "close");
    this.needs.changed("open");
  }

  private heard(message: FromPanel): void {
    const { notifications, changed, token } = this.needs;
    if (message.type === "token") token(message.token);
    if (message.type === "unread") this.setUnread(message.n);
    if (message.type === "team") this.knowTeam(message.online);
    if (message.type === "message") {
      notifications.announce(`message.${message.direction}`);
      changed("message");
    }
    if (message.type !== "chat") return;
    this.hasChat = message.state === "started";
    notifications.announce(`chat.${message.state}`);
    changed("chat");
  }

  private setUnread(count: number): void {
    if (this.stage) this.stage.setUnread(count);
    this.needs.notifications.announce("unread", count);
  }
}
