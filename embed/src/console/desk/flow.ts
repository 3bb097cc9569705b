/** What becomes of a chat at the desk: offering it to others, taking it over, holding it, closing it with a reason. */

import { HttpError, postJson } from "../http";
import { setText } from "../safe_dom";
import { text } from "../texts";
import { toast } from "../toast";
import type { DeskChat, Told } from "./documents";
import { isOfferedToMe } from "./lists";
import { openChat } from "./selectors";
import type { Store } from "./store";
import { setTicking } from "./ticking";
import { TransferDialog, type TransferTarget } from "./transfer_dialog";
import { called, refusalText } from "./words";

type Step = "transfer" | "transfer/accept" | "transfer/decline" | "transfer/withdraw" | "take-over" | "hold" | "resume";

/** What the reader may do with chats. */
export interface FlowRights {
  readonly transfer: boolean;
  readonly takeOver: boolean;
}

export class Flow {
  readonly rights: FlowRights;
  private readonly dialog: TransferDialog;
  /** Offers to my department that I do not want to see any more. */
  private readonly putAside = new Set<string>();

  constructor(
    private readonly pane: HTMLElement,
    private readonly store: Store,
    private readonly settled: () => void,
  ) {
    const rights = pane.querySelector<HTMLElement>("[data-flow='rights']");
    this.rights = { transfer: rights?.dataset["transfer"] !== undefined, takeOver: rights?.dataset["takeOver"] !== undefined };
    this.dialog = new TransferDialog((chat, target, note) => this.offer(chat, target, note));
    this.on("transfer", () => this.transfer());
    this.on("hold", () => void this.toggleHold());
    this.on("go-on", () => void this.toggleHold());
    this.on("take-over", () => void this.takeOver());
    this.on("accept", () => void this.acceptOffer());
    this.on("decline", () => void this.declineOffer());
    this.on("withdraw", () => void this.withdraw());
    store.subscribe(() => this.draw());
  }

  /** The open chat, where it is mine and goes on. */
  get ownChat(): DeskChat | null {
    const chat = openChat(this.store.state);
    return chat?.state === "active" && chat.operator?.id === this.store.state.me.id ? chat : null;
  }

  /** The open chat, where a colleague has it. */
  get colleaguesChat(): DeskChat | null {
    const chat = openChat(this.store.state);
    return chat?.state === "active" && chat.operator !== null && chat.operator.id !== this.store.state.me.id ? chat : null;
  }

  /** The open chat, where it is offered to me or to a department of mine. */
  get offeredChat(): DeskChat | null {
    const chat = openChat(this.store.state);
    const offer = chat?.transfer ?? null;
    const isForMe = chat !== null && offer !== null && isOfferedToMe(chat, this.store.state.me);
    return isForMe && !this.putAside.has(chat.key + offer.at) ? chat : null;
  }

  /** Asks to whom the open chat shall be offered. */
  transfer(): void {
    if (this.ownChat !== null && this.rights.transfer) {
      void this.dialog.open(this.ownChat.key);
    }
  }

  /** Puts the open chat on hold, or goes on with it. */
  async toggleHold(): Promise<void> {
    const chat = this.ownChat;
    if (chat !== null) {
      await this.act(chat.key, chat.held_since === null ? "hold" : "resume", {});
    }
  }

  /** Takes the open chat from the colleague who has it. */
  async takeOver(): Promise<void> {
    const chat = this.colleaguesChat;
    if (chat !== null && this.rights.takeOver) {
      await this.act(chat.key, "take-over", { from_operator: chat.operator?.id ?? 0 });
    }
  }

  /** Takes the open chat that is offered. */
  async acceptOffer(): Promise<void> {
    const chat = this.offeredChat;
    if (chat !== null) {
      await this.act(chat.key, "transfer/accept", {});
    }
  }

  /** Says no to the open chat that is offered; an offer to a department stays for the others. */
  async declineOffer(): Promise<void> {
    const chat = this.offeredChat;
    if (chat?.transfer?.operator === null) {
      this.putAside.add(chat.key + chat.transfer.at);
      this.draw();
    } else if (chat !== null) {
      await this.act(chat.key, "transfer/decline", {});
    }
  }

  /** Takes my offer of the open chat back. */
  async withdraw(): Promise<void> {
    const chat = openChat(this.store.state);
    if (chat !== null) {
      await this.act(chat.key, "transfer/withdraw", {});
    }
  }

  /** Says what became of a chat that was mine, or of an offer. */
  hear(told: Told): void {
    this.store.dispatch({ type: "chat", chat: told.chat });
    toast(text(`told.${told.code}`, { name: told.by, visitor: called(told.chat.visitor) }));
  }

  private async offer(chat: string, target: TransferTarget, note: string): Promise<boolean> {
    return this.act(chat, "transfer", { [target.kind]: target.id, note });
  }

  /** Does a step; returns whether it was done, and says why it was not. */
  private async act(chat: string, step: Step, body: object): Promise<boolean> {
    try {
      const answer = await postJson<{ chat: DeskChat }>(`/desk/chats/${encodeURIComponent(chat)}/${step}`, body);
      this.store.dispatch({ type: "chat", chat: answer.chat });
      this.settled();
      return true;
    } catch (problem) {
      toast(whyNot(problem), { tone: "error" });
      return false;
    }
  }

  private draw(): void {
    const chat = openChat(this.store.state);
    const mine = this.ownChat;
    const offered = this.offeredChat;
    const isMyOffer = mine !== null && mine.transfer !== null;
    this.show("transfer", mine !== null && !isMyOffer && this.rights.transfer);
    this.show("hold", mine !== null);
    this.show("menu", mine !== null);
    this.show("go-on", mine !== null);
    this.show("take-over", this.colleaguesChat !== null && offered === null && this.rights.takeOver);
    this.show("offered", offered !== null);
    this.show("own-offer", isMyOffer);
    this.show("held", chat !== null && chat.state === "active" && chat.held_since !== null);
    const words = text(mine?.held_since ? "flow.resume" : "flow.hold");
    for (const button of this.parts("hold")) {
      const place = button.querySelector("[data-words]");
      if (place === null) {
        button.setAttribute("aria-label", words);
        button.setAttribute("data-tooltip", words);
      } else {
        setText(place, words);
      }
    }
    this.drawOffers(mine, offered);
    for (const time of this.parts("held-since")) {
      setTicking(time as HTMLTimeElement, chat?.held_since ?? null);
    }
  }

  private drawOffers(mine: DeskChat | null, offered: DeskChat | null): void {
    const own = mine?.transfer ?? null;
    if (own !== null) {
      const name = own.operator?.name ?? own.department?.name ?? "";
      this.parts("own-offer-words").forEach((place) => setText(place, text("flow.offered_to", { name })));
    }
    const offer = offered?.transfer ?? null;
    if (offer !== null) {
      const team = offer.department?.name ?? "";
      const words = text(offer.department === null ? "flow.offered_by" : "flow.offered_to_team", { name: offer.by.name, team });
      this.parts("offered-words").forEach((place) => setText(place, words));
      this.parts("offered-note").forEach((place) => setText(place, offer.note));
      this.show("offered-note", offer.note !== "");
    }
  }

  private on(name: string, run: () => void): void {
    for (const button of this.parts(name)) {
      button.addEventListener("click", () => {
        button.closest("details")?.removeAttribute("open");
        run();
      });
    }
  }

  private show(name: string, isShown: boolean): void {
    for (const part of this.parts(name)) {
      part.hidden = !isShown;
    }
  }

  private parts(name: string): NodeListOf<HTMLElement> {
    return this.pane.querySelectorAll<HTMLElement>(`[data-flow="${name}"]`);
  }
}

/** Why a step was refused, in the reader's language; with the colleague's name where one stands in the way. */
function whyNot(problem: unknown): string {
  if (!(problem instanceof HttpError)) {
    return text("error.unreachable");
  }
  return refusalText(problem.code, problem.by);
}

/** The reason that the close dialog holds; null where none was chosen, and the next time it begins anew. */
export function chosenReason(): string | null {
  const dialog = document.getElementById("close-chat");
  const chosen = dialog?.querySelector<HTMLInputElement>("input[name='reason']:checked") ?? null;
  dialog?.querySelector("form")?.reset();
  return chosen === null || chosen.value === "" ? null : chosen.value;
}

/** What is said below a closed chat. */
export function closedWords(chat: DeskChat): string {
  if (chat.close_reason === null) {
    return text("chat_closed");
  }
  const key = `flow.reason.${chat.close_reason}`;
  const known = text(key);
  return text("flow.closed_because", { reason: known === key ? chat.close_reason : known });
}
