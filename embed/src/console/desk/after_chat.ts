/** What remains of a chat at the desk: how the visitor found it, and sending its transcript by e-mail. */

import { closeDialog, openDialog } from "../dialog";
import { HttpError, postJson } from "../http";
import { element, setText } from "../safe_dom";
import { text } from "../texts";
import { toast } from "../toast";
import type { DeskChat } from "./documents";
import { openChat } from "./selectors";
import type { Store } from "./store";
import { refusalText } from "./words";

const DIALOG = "mail-transcript";

export class AfterChat {
  private drawnRating = "";

  constructor(
    private readonly pane: HTMLElement,
    private readonly store: Store,
  ) {
    this.part("mail")?.addEventListener("click", () => this.ask());
    const form = document.getElementById(DIALOG)?.querySelector("form");
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send(form);
    });
    store.subscribe(() => this.draw());
  }

  private draw(): void {
    const chat = openChat(this.store.state);
    const mail = this.part("mail");
    if (mail !== null) {
      mail.hidden = chat === null;
    }
    this.drawRating(chat);
  }

  private drawRating(chat: DeskChat | null): void {
    const place = this.part("rating");
    const rating = chat?.rating ?? null;
    const comment = chat?.rating_comment ?? null;
    const look = `${rating ?? ""} ${comment ?? ""}`;
    if (place === null || look === this.drawnRating) {
      return;
    }
    this.drawnRating = look;
    place.hidden = rating === null;
    place.dataset["rating"] = rating ?? "";
    const words = rating === null ? "" : text("rating.says", { rating: text(`rating.${rating}`) });
    place.replaceChildren(element("span", { class: "chat-rating-word", text: words }));
    if (comment !== null) {
      place.append(element("q", { class: "chat-rating-comment", text: comment, attributes: { dir: "auto" } }));
    }
  }

  private ask(): void {
    const dialog = openDialog(DIALOG);
    const input = dialog.querySelector("input");
    const problem = dialog.querySelector("[data-part='problem']");
    if (input !== null && problem !== null) {
      input.value = openChat(this.store.state)?.visitor_email ?? "";
      setText(problem, "");
    }
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const chat = this.store.state.open.chat;
    const dialog = form.closest("dialog");
    const problem = form.querySelector("[data-part='problem']");
    const input = form.querySelector("input");
    if (chat === null || dialog === null || problem === null || input === null) {
      return;
    }
    try {
      const answer = await postJson<{ sent_to: string }>(`/desk/chats/${encodeURIComponent(chat)}/transcript`, { address: input.value });
      closeDialog(dialog);
      toast(text("transcript.sent", { address: answer.sent_to }));
    } catch (error) {
      setText(problem, error instanceof HttpError ? refusalText(error.code) : text("error.unreachable"));
      input.focus();
    }
  }

  private part(name: string): HTMLElement | null {
    return this.pane.querySelector<HTMLElement>(`[data-after="${name}"]`);
  }
}
