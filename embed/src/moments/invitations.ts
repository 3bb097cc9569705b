/** Brings invitations from the server's list to the page: watched, claimed, shown once, and answered. */

import type { Guard, Natives } from "../loader/natives";
import type { Notifications } from "../loader/notifications";
import type { PageTalk } from "../loader/page_talk";
import type { StageDoor } from "../loader/stage_door";
import { judge } from "../rules/judge";
import { readInvitation, type Invitation } from "../shared/wire";
import type { Signal } from "../tracking/signals";
import { readArmed, type Armed } from "./armed";
import { MomentWatch } from "./moment_watch";
import { factsOf } from "./page_facts";
import type { PageState } from "./page_state";
import { PluginModules } from "./plugin_modules";
import { Watcher } from "./watcher";

const SINCE_SHOWN = "invitations.since_last_seconds";

/** What invitations need of the rest of the loader. */
export interface InvitationNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly state: PageState;
  readonly talk: PageTalk;
  readonly notifications: Notifications;
  readonly now: () => number;
  /** Beckon's own address. */
  readonly base: string;
  readonly signal: (signal: Signal) => void;
  /** Posts what waits. */
  readonly flush: () => Promise<void>;
  /** The widget on the page, null before there is one. */
  readonly stage: () => StageDoor | null;
  readonly hasChat: () => boolean;
  /** The visitor closed a bubble. */
  readonly closed: () => void;
  /** What the server armed for this page does not hold any more. */
  readonly outdated: () => void;
}

/** The invitations of one page. */
export class Invitations {
  private readonly watcher: Watcher;
  private readonly moments: MomentWatch;
  private known: readonly Armed[] = [];
  private lastShown = "";
  /** The impression that stays on the screen wherever the visitor goes. */
  private following = "";
  private sentByHand = "";

  constructor(private readonly needs: InvitationNeeds) {
    const { view, natives, guard, state, talk, notifications, now } = needs;
    this.watcher = new Watcher({
      judge: (test, facts) => judge(test, factsOf(state, now(), facts)),
      claim: (armed, facts) => talk.claim(armed, factsOf(state, now(), facts)),
      granted: guard((invitation: Invitation) => this.show(invitation)),
      refused: (key, reason) => notifications.announce("invitation.refused", { key, reason }),
      outdated: () => needs.outdated(),
      may_show: (armed) => this.mayShow(armed.in_chat === true),
      now,
      setTimer: (run, milliseconds) => natives.setTimer(guard(run), milliseconds),
      clearTimer: (timer) => natives.clearTimer(timer),
    });
    const modules = new PluginModules({
      base: needs.base,
      load: (address) => import(address) as Promise<unknown>,
      setTimer: (run, milliseconds) => natives.setTimer(guard(run), milliseconds),
      clearTimer: (timer) => natives.clearTimer(timer),
      failed: (moment, problem) => {
        natives.debug(`the moment "${moment}" is off on this page: ${problem}`);
        needs.signal({ kind: "moment_failed", moment, problem });
      },
    });
    this.moments = new MomentWatch({ view, natives, guard, state, now, modules });
  }

  /** Takes the list of a page; of the same page when the server was only asked again. */
  arm(list: readonly unknown[], isSamePage: boolean): void {
    const armed = (this.known = readArmed(list));
    if (!isSamePage) this.withdrawStranger(armed);
    if (!isSamePage) this.moments.stop();
    if (isSamePage) this.watcher.rearm(armed);
    else this.watcher.arm(armed);
    this.moments.start(this.watcher);
    this.moments.look();
  }

  /** Looks again because a fact changed. */
  review(): void {
    this.moments.look();
    this.watcher.review();
  }

  /** Something that a refusal waited for has changed. */
  release(what: "team" | "chat"): void {
    this.watcher.release(what);
  }

  /** The page ends: its moments are no longer watched. */
  rest(): void {
    this.moments.stop();
    this.watcher.rest();
  }

  /** Stops for good. */
  stop(): void {
    this.moments.stop();
    this.watcher.stop();
  }

  /** Asks for one invitation by its key, now. */
  async invite(key: string): Promise<void> {
    const armed = this.known.find((one) => one.key === key) || { key, version: 0, test: null };
    const answer = await this.needs.talk.claim({ ...armed, moment: { on: "invite" } }, factsOf(this.needs.state, this.needs.now()));
    const invitation = answer.granted === true ? readInvitation(answer.impression, answer.invitation) : null;
    if (!invitation) {
      this.needs.notifications.announce("invitation.refused", { key, reason: String(answer.reason || "failed") });
      return;
    }
    this.watcher.settle(key);
    this.show(invitation);
  }

  /**
   * Shows what an operator sent by hand, in place of whatever is on the screen. Null: it is over, or (`isElsewhere`)
   * another tab shows it, and then an automatic one here has made room for it too.
   */
  byHand(answer: Readonly<Record<string, unknown>> | null, isElsewhere: boolean): void {
    const stage = this.needs.stage();
    const shown = stage && stage.current;
    const invitation = answer ? readInvitation(answer.impression, answer.invitation) : null;
    if (!stage || (invitation && shown && shown.impression === invitation.impression)) return;
    if (shown && (invitation || isElsewhere || shown.impression === this.sentByHand)) stage.withdraw();
    if (!invitation) return;
    this.sentByHand = invitation.impression;
    this.show(invitation);
  }

  /** The visitor replied, said no, or let it pass. */
  answered(invitation: Invitation, how: "opened" | "dismissed" | "expired"): void {
    this.watcher.settle(invitation.key);
    if (how === "dismissed") this.needs.closed();
    this.needs.signal({ kind: how, impression: invitation.impression });
    this.needs.notifications.announce(`invitation.${how}`, { key: invitation.key });
    this.needs.guard(async () => {
      await this.needs.flush();
      // What may still show in this visit after it was closed is for the server to say.
      if (how === "dismissed") this.needs.outdated();
      else this.watcher.review();
    })();
  }

  /** Half of it has been in front of the visitor for a second. */
  seen(invitation: Invitation): void {
    this.needs.signal({ kind: "seen", impression: invitation.impression });
  }

  /** The visitor followed a link in it. */
  clicked(invitation: Invitation, link: string): void {
    this.needs.signal({ kind: "clicked", impression: invitation.impression, link: link.slice(0, 2000) });
    this.needs.notifications.announce("invitation.clicked", { key: invitation.key, link });
  }

  /** A bubble of the page before stays where its invitation may show on this page too, or where it follows its visitor. */
  private withdrawStranger(armed: readonly Armed[]): void {
    const stage = this.needs.stage();
    const shown = stage && !stage.isOpen ? stage.current : null;
    if (!stage || !shown || shown.impression === this.sentByHand || this.following === shown.impression) return;
    if (!armed.some((one) => one.key === shown.key)) stage.withdraw();
  }

  private mayShow(inChat: boolean): boolean {
    const stage = this.needs.stage();
    const isVisible = this.needs.view.document.visibilityState !== "hidden";
    return isVisible && this.needs.hasChat() === inChat && stage !== null && stage.current === null;
  }

  private show(invitation: Invitation): void {
    const stage = this.needs.stage();
    if (!stage) return;
    const isAgain = invitation.impression === this.lastShown;
    this.lastShown = invitation.impression;
    if (this.known.some((one) => one.key === invitation.key && one.follows === true)) this.following = invitation.impression;
    stage.show(invitation, isAgain, () => {
      this.needs.signal({ kind: "shown", impression: invitation.impression });
      if (this.needs.state.watches(SINCE_SHOWN)) this.needs.state.knowClocks({ [SINCE_SHOWN]: 0 }, this.needs.now());
      this.needs.notifications.announce("invitation.shown", { key: invitation.key });
    });
  }
}
