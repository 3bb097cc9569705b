/** The way to the invitations: they are loaded when the server has armed some for a page, or the page asks for one. */

import type { InvitationNeeds, Invitations } from "../moments/invitations";
import type { Invitation } from "../shared/wire";
import type { SecondFile } from "./second_file";

/** Keeps the order of what is asked while the invitations are on their way. */
export class InvitationDoor {
  private invitations: Invitations | null = null;
  private page = 0;

  constructor(private readonly needs: InvitationNeeds, private readonly file: SecondFile) {}

  /** Takes the list of a page; of the same page when the server was only asked again. */
  arm(armed: readonly unknown[], isSamePage: boolean): void {
    if (!this.invitations && armed.length === 0) return;
    const page = this.page;
    this.run((invitations) => {
      if (page === this.page) invitations.arm(armed, isSamePage);
    });
  }

  /** Looks again because a fact changed. */
  review(): void {
    if (this.invitations) this.invitations.review();
  }

  /** Something that a refusal waited for has changed. */
  release(what: "team" | "chat"): void {
    if (this.invitations) this.invitations.release(what);
  }

  /** The page ends: what is on its way for it does not count any more. */
  rest(): void {
    this.page += 1;
    if (this.invitations) this.invitations.rest();
  }

  /** Stops for good. */
  stop(): void {
    this.page += 1;
    if (this.invitations) this.invitations.stop();
  }

  /** Asks for one invitation by its key, now. */
  invite(key: string): void {
    this.run((invitations) => invitations.invite(key));
  }

  /** Shows what an operator sent by hand; null: nothing of it belongs on this page any more. */
  byHand(answer: Readonly<Record<string, unknown>> | null, isElsewhere: boolean): void {
    if (answer || this.invitations) this.run((invitations) => invitations.byHand(answer, isElsewhere));
  }

  /** The visitor replied, said no, or let it pass. */
  answered(invitation: Invitation, how: "opened" | "dismissed" | "expired"): void {
    if (this.invitations) this.invitations.answered(invitation, how);
  }

  /** Half of it has been in front of the visitor for a second. */
  seen(invitation: Invitation): void {
    if (this.invitations) this.invitations.seen(invitation);
  }

  /** The visitor followed a link in it. */
  clicked(invitation: Invitation, link: string): void {
    if (this.invitations) this.invitations.clicked(invitation, link);
  }

  private run(job: (invitations: Invitations) => unknown): void {
    this.file.run((parts) => {
      this.invitations = this.invitations || new parts.Invitations(this.needs);
      const { invitations } = this;
      this.needs.guard(() => job(invitations))();
    });
  }
}
