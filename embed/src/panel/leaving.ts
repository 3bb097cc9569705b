/** Leaving a message while nobody is there: what is written in the form, and getting it to the server once. */

import { randomId } from "../shared/random_id";
import type { Embed, PageAddress } from "../shared/wire";
import { Refused } from "./api";
import { OFFLINE_FIELDS, type OfflineField, type OfflineForm } from "./offline_document";

/** What is in the form. */
export type OfflineDraft = Record<OfflineField | "text", string> & { consent: boolean };

/** A place of the form where something is wrong. */
export type OfflineFault = OfflineField | "text" | "consent";

/** What is missing or cannot be right; the server looks once more. */
export function faultsOf(form: OfflineForm, draft: OfflineDraft): readonly OfflineFault[] {
  const faults: OfflineFault[] = OFFLINE_FIELDS.filter((name) => form.fields[name] === "required" && draft[name].trim() === "");
  if (form.fields.email !== "hidden" && draft.email.trim() !== "" && !/^[^\s@]+@[^\s@]+$/.test(draft.email.trim())) faults.push("email");
  if (draft.text.trim() === "") faults.push("text");
  if (form.consent !== "" && !draft.consent) faults.push("consent");
  return faults;
}

/** What `Leaving` needs of the world. */
export interface LeavingNeeds {
  readonly post: (body: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly redraw: () => void;
}

/** One visitor's message, from the first letter until the server has it. */
export class Leaving {
  form: OfflineForm | null = null;
  draft: OfflineDraft = { name: "", email: "", phone: "", text: "", consent: false };
  state: "writing" | "sending" | "sent" = "writing";
  faults: readonly OfflineFault[] = [];
  /** Why it was not sent; null while nothing went wrong. */
  problem: Refused | null = null;
  private clientId = randomId();

  constructor(private readonly needs: LeavingNeeds) {}

  /** Takes the form of the session; what was typed stays. */
  offer(form: OfflineForm | null): void {
    this.form = form;
    if (form) for (const name of OFFLINE_FIELDS) this.draft[name] = this.draft[name] || form.known[name];
  }

  /** Something was typed or ticked. */
  change(change: Partial<OfflineDraft>): void {
    this.draft = { ...this.draft, ...change };
    this.faults = this.faults.filter((fault) => !(fault in change));
    this.needs.redraw();
  }

  /** Sends what was written; the same attempt again is the same message for the server. */
  async send(embed: Embed, page: PageAddress): Promise<void> {
    if (!this.form || this.state === "sending") return;
    this.faults = faultsOf(this.form, this.draft);
    this.problem = null;
    if (this.faults.length === 0) {
      this.state = "sending";
      this.needs.redraw();
      try {
        await this.needs.post({ ...this.draft, client_id: this.clientId, page, embed });
        this.state = "sent";
      } catch (problem) {
        this.state = "writing";
        this.refused(problem);
      }
    }
    this.needs.redraw();
  }

  /** Begins another message to the same people. */
  again(): void {
    this.clientId = randomId();
    this.draft = { ...this.draft, text: "" };
    this.state = "writing";
    this.needs.redraw();
  }

  private refused(problem: unknown): void {
    if (!(problem instanceof Refused)) throw problem;
    const fault = [...OFFLINE_FIELDS, "text" as const, "consent" as const].find((name) => name === problem.field);
    if (fault) this.faults = [fault];
    else this.problem = problem;
  }
}
