/** Holds the loader together: pages are announced, what happens is signalled, invitations are claimed and shown. */

import { PageState, readRecorded, type Clocks } from "../moments/page_state";
import type { Listener } from "../listening/listen";
import { isRecord } from "../shared/json_text";
import { readTeamOnline } from "../shared/wire";
import { PageViews, type PageReason } from "../tracking/page_views";
import { watchPage } from "../tracking/page_watch";
import { Signals, tellRefusal, type Signal } from "../tracking/signals";
import { ChatSide } from "./chat_side";
import { Identity } from "./identity";
import { InvitationDoor } from "./invitation_door";
import type { ShelfSource } from "./memory";
import type { Guard, Natives } from "./natives";
import { Notifications } from "./notifications";
import type { Options, Storage } from "./options";
import { readVisit, type PageAnswer } from "./page_call";
import { PageTalk } from "./page_talk";
import type { Home } from "./script";
import { SecondFile } from "./second_file";
import { CallFailed, Server } from "./server";

const TITLE_SETTLES_MS = 1500;
/** The server is asked a moment after its own clock has moved on, never just before. */
const CLOCK_SLACK_MS = 250;
const WAITING = "chat.unanswered_seconds";

type ListenFile = typeof import("../listening/listen");

/** Where a core runs and with what. */
export interface CoreNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly home: Home;
  readonly options: Options;
  /** A try-it brings a server, a clock and a memory of its own; nothing of the real visitor is read or changed then. */
  readonly trial?: { readonly server: Server; readonly now: () => number; readonly shelf: ShelfSource };
}

/** The running widget of one page. */
export class Core {
  readonly notifications: Notifications;
  readonly identity: Identity;
  private readonly signals: Signals;
  private readonly pages: PageViews;
  readonly invitations: InvitationDoor;
  readonly chat: ChatSide;
  readonly state: PageState;
  private readonly now: () => number;
  private readonly talk: PageTalk;
  private stopWatching: () => void = () => undefined;
  private answer: PageAnswer | null = null;
  isTracked = false;
  private isAnnouncing = false;
  private announcing = 0;
  private asking = 0;
  private isAnonymous: boolean;
  private title = "";
  private listener: Promise<Listener> | null = null;

  constructor(readonly needs: CoreNeeds) {
    const { view, natives, guard, home, options, trial } = needs;
    this.isAnonymous = !trial && (view.navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true;
    const level = this.isAnonymous ? "none" : options.storage;
    const now = this.now = trial ? trial.now : () => view.performance.now();
    const setTimer = (run: () => unknown, milliseconds: number): number => natives.setTimer(guard(run), milliseconds);
    const server = trial ? trial.server : new Server(natives, home.base, view.navigator);
    this.identity = new Identity(level, home.base, trial ? trial.shelf : () => view.localStorage, trial ? trial.shelf : () => view.sessionStorage);
    this.notifications = new Notifications(guard);
    this.state = new PageState(view, options.router, now());
    this.talk = new PageTalk({
      view, natives, guard, home, options, server, identity: this.identity, state: this.state, isAnonymous: () => this.isAnonymous,
    });
    this.signals = new Signals({
      server,
      speaker: () => ({ token: this.identity.token, page_id: this.identity.page_id, tab_id: this.identity.tab_id }),
      isTracked: () => this.isTracked && this.identity.token !== null,
      later: setTimer,
      now,
      answered: (answer) => this.hear(answer),
      refused: (signal, result) => tellRefusal(natives, signal, result),
    });
    const second = new SecondFile(natives, guard, home.base, () => this.chat.stage && this.chat.stage.blocked());
    this.invitations = new InvitationDoor({
      view, natives, guard, state: this.state, talk: this.talk, notifications: this.notifications, now, base: home.base,
      signal: (signal) => this.signals.send(signal),
      flush: () => this.signals.flush(),
      stage: () => this.chat.stage,
      hasChat: () => this.chat.hasChat,
      closed: () => this.chat.noteClosed(),
      outdated: () => this.askAgain(),
    }, second);
    this.chat = new ChatSide({
      ...needs, now, identity: this.identity, state: this.state, notifications: this.notifications, second,
      changed: (what) => this.chatChanged(what),
      closed: () => this.signals.send({ kind: "closed" }),
      token: (token) => this.takePanelToken(token),
      invitationSeen: (invitation) => this.invitations.seen(invitation),
      invitationAnswered: (invitation, how) => this.invitations.answered(invitation, how),
      invitationLink: (invitation, link) => this.invitations.clicked(invitation, link),
    });
    this.pages = new PageViews({
      view, natives, guard, router: options.router, now, begun: guard((reason: PageReason) => this.beginPage(reason)),
    });
  }

  /** Begins: the first page is announced and the page is watched from now on. */
  start(): void {
    const { view, natives, guard } = this.needs;
    this.stopWatching = watchPage({
      view, natives, guard,
      active: () => this.noteActivity(),
      scrolled: (target) => {
        const before = this.state.scroll_percent;
        this.state.noteScroll(target);
        if (this.state.scroll_percent !== before) this.invitations.review();
      },
      visibility: (isVisible) => {
        this.state.noteVisibility(this.now());
        // After a long pause the server says first whether this is still the same visit.
        if (isVisible && !this.beat()) this.invitations.review();
      },
      left: () => {
        this.identity.leave(this.state.is_open);
        this.signals.leave();
      },
      restored: () => this.identity.comeBack(),
      beat: () => this.beat(),
    });
    for (const event of this.needs.options.events) this.signal({ kind: "event", ...event });
    for (const goal of this.needs.options.conversion) this.signal({ kind: "conversion", ...goal });
    this.pages.start();
  }

  /** Opens the chat; the focus follows only where the visitor has just done something. */
  open(): void {
    this.chat.open();
  }

  /** Closes the chat. */
  close(): void {
    if (this.chat.stage) this.chat.stage.close();
  }

  /** Records something about the visitor: it waits for the first answer, and is dropped for those who are not tracked. */
  signal(signal: Signal): void {
    if (this.answer && !this.isTracked) {
      this.needs.natives.debug(`"${signal.kind}" is not sent: this visitor is not tracked.`);
      return;
    }
    const { id, signature } = signal;
    if (signal.kind === "identify" && id !== undefined) this.talk.visitor = { ...this.needs.options.visitor, id, signature };
    this.signals.send(signal);
    this.safely(async () => {
      await this.signals.flush();
      // What is recorded of events comes with the answer; everything else may arm other invitations.
      if (signal.kind !== "event") this.askAgain();
    });
  }

  /** Asks for one invitation by its key, now. */
  invite(key: string): void {
    this.invitations.invite(key);
  }

  /** Changes what may be kept; "none" forgets the visitor at once, more begins to track where the server agrees. */
  consent(level: Storage): void {
    const before = this.identity.level;
    if (level !== "none") this.isAnonymous = false;
    if (level === "none") {
      this.signals.leave();
      this.signals.clear();
      this.isTracked = false;
      this.invitations.arm([], false);
      if (this.chat.stage) this.chat.stage.withdraw();
    }
    this.identity.consent(level);
    if (level !== before) this.pages.begin("visit");
  }

  /** Takes everything off the page and stops. */
  shutdown(): void {
    this.signals.leave();
    this.talk.abandon();
    this.isTracked = false;
    this.pages.stop();
    this.invitations.stop();
    this.stopWatching();
    this.chat.remove();
    this.notifications.clear();
  }

  private safely(run: () => unknown): void {
    this.needs.guard(run)();
  }

  private beginPage(reason: PageReason): void {
    const now = this.now();
    if (reason !== "load") this.safely(() => this.signals.flush());
    this.state.begin(now);
    this.state.activity.note(now);
    this.invitations.rest();
    this.announcing += 1;
    this.isAnnouncing = true;
    this.safely(() => this.announce(reason, this.announcing));
  }

  private async announce(reason: PageReason, round: number): Promise<void> {
    const guarded = this.needs.guard;
    const answer = await this.talk.announce(reason, (problem, tries) => {
      if (tries > 1) return;
      const isRefused = problem instanceof CallFailed && problem.status > 0;
      this.notifications.announce("error", { message: isRefused ? (problem as CallFailed).message : "The server cannot be reached." });
      if (isRefused) this.needs.natives.warn((problem as CallFailed).message);
      // The chat stays reachable when only the tracking is blocked.
      guarded(() => this.chat.make())();
    });
    if (round === this.announcing) this.isAnnouncing = false;
    if (answer) guarded(() => this.take(answer))();
  }

  private take(answer: PageAnswer): void {
    const isFirst = this.answer === null;
    this.answer = answer;
    if (answer.token) this.identity.setToken(answer.token);
    this.isTracked = answer.is_tracked;
    if (!answer.is_tracked) this.signals.clear();
    this.learn(answer);
    this.chat.take(answer);
    if (isFirst) this.notifications.announce("ready", { online: answer.team_online, visitor: this.identity.visitor });
    this.title = this.state.title;
    this.needs.natives.setTimer(this.needs.guard(() => this.noteTitle()), TITLE_SETTLES_MS);
    this.safely(() => this.signals.flush());
    this.arm(answer, false);
    this.attend(answer.push);
  }

  /** What waits for this visitor in person; the file that listens for it is loaded where the server names it. */
  private attend(push: unknown): void {
    if (isRecord(push)) this.safely(async () => {
      this.listener = this.listener || (import(this.needs.home.base + push.module) as Promise<ListenFile>).then((file) => file.listen(this));
      (await this.listener).hear(push.manual);
    });
  }

  /** What rules know about the visitor has changed: the server is asked once more which invitations may be shown here. */
  askAgain(): void {
    if (!this.isTracked) return;
    this.talk.askSoon((answer) => {
      // Whoever was forgotten meanwhile is somebody new from now on.
      if (answer.token) this.identity.setToken(answer.token);
      this.learn(answer);
      this.arm(answer, true);
    });
  }

  /** What the server answers to signals: the team, events, and how the visit goes on in all tabs. */
  private hear(answer: Readonly<Record<string, unknown>>): void {
    const now = this.now();
    if (this.listener) this.attend(answer.push);
    this.chat.knowTeam(readTeamOnline(answer.team));
    const recorded = readRecorded(answer.events);
    if (recorded) this.state.knowEvents(recorded, now);
    this.state.knowClocks(answer.facts as Clocks | undefined, now);
    const visit = readVisit(answer.visit);
    const before = this.state.visit;
    if (visit.number === null || before.number === null || this.isAnnouncing) {
      if (recorded) this.invitations.review();
    } else if (visit.number !== before.number) {
      this.pages.begin("visit");
    } else {
      this.state.know(visit, now);
      if (visit.page_views !== before.page_views) this.askAgain();
      this.invitations.review();
    }
  }

  /** Takes what only the server knows and the page's rules look at. */
  private learn(answer: PageAnswer): void {
    const now = this.now();
    this.state.know(answer.visit, now);
    this.state.knowEvents(answer.events, now);
    this.state.knowClocks(answer.clocks, now);
  }

  private chatChanged(what: "open" | "team" | "chat" | "message"): void {
    if (what === "open") this.invitations.review();
    else if (what !== "message") this.invitations.release(what);
    const mayArmOthers = what === "team" || what === "chat" || (what === "message" && this.state.watches(WAITING));
    if (mayArmOthers && this.answer && !this.isAnnouncing) this.askAgain();
  }

  private arm(answer: PageAnswer, isSamePage: boolean): void {
    const { natives, guard } = this.needs;
    natives.clearTimer(this.asking);
    if (answer.ask_again_after !== null && answer.is_tracked) {
      this.asking = natives.setTimer(guard(() => this.askAgain()), answer.ask_again_after * 1000 + CLOCK_SLACK_MS);
    }
    this.state.knowEvents(answer.events, this.now());
    const isSilent = !this.needs.options.proactive || !answer.is_tracked;
    this.invitations.arm(isSilent ? [] : answer.armed, isSamePage);
  }

  /** Opening the chat is consent: the visitor has a token from now on, and the page may speak for them. */
  private takePanelToken(token: string): void {
    const isNew = token !== this.identity.token;
    this.isAnonymous = false;
    this.identity.setToken(token);
    if (isNew && this.answer && !this.isTracked && this.identity.level !== "none") this.pages.begin("visit");
  }

  private noteActivity(): void {
    if (this.state.activity.note(this.now())) this.beat();
  }

  private noteTitle(): void {
    if (this.state.title === this.title) return;
    this.title = this.state.title;
    this.signals.send({ kind: "title", title: this.title });
    this.invitations.review();
  }

  /** A sign of life of a visible page; true after so long a pause that a new visit may have begun. */
  private beat(): boolean {
    const isLongPause = this.state.activity.alive(this.now());
    this.noteTitle();
    this.signals.send({ kind: "heartbeat", visible: true });
    return isLongPause;
  }
}
