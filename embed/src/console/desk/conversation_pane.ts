/** The conversation pane: head, messages, the bar to accept a chat, and the box to write in. */

import { ask } from "../dialog";
import { initials } from "../initials";
import { setText } from "../safe_dom";
import { text } from "../texts";
import { Composer } from "./composer";
import type { Desk } from "./desk";
import type { DeskChat } from "./documents";
import { MessageLog } from "./message_log";
import { openChat, openVisitorKey, waitingChats } from "./selectors";
import type { State } from "./state";
import type { Store } from "./store";
import { setTicking } from "./ticking";
import { called, counted, pageName } from "./words";

export class ConversationPane {
  private readonly log: MessageLog;
  readonly composer: Composer;
  private drawnChat: string | null = null;

  constructor(
    private readonly pane: HTMLElement,
    private readonly store: Store,
    private readonly desk: Desk,
    openWaiting: (chat: string) => void,
    private readonly settleList: () => void,
  ) {
    this.log = new MessageLog(this.part("log"), this.part<HTMLButtonElement>("below"), {
      retry: (clientId) => desk.outbox.retry(clientId),
      edit: (clientId) => this.composer.put(desk.outbox.withdraw(clientId)),
    });
    this.composer = new Composer(this.part<HTMLFormElement>("composer"), desk, () => this.log.stick());
    this.part("accept").addEventListener("click", () => void this.accept());
    this.part("close").addEventListener("click", () => void this.close());
    this.part("open-waiting").addEventListener("click", () => {
      const first = waitingChats(store.state)[0];
      if (first !== undefined) {
        openWaiting(first.key);
      }
    });
    this.part("reread").addEventListener("click", () => desk.readOpen());
  }

  /** Puts the cursor where the operator wants to type or decide. */
  focus(): void {
    const target = this.composer.isShown ? this.composer.box : this.part("accept");
    if (target.offsetParent !== null) {
      target.focus({ preventScroll: true });
    }
  }

  /** Shows the state. */
  draw(): void {
    const { state } = this.store;
    const chat = openChat(state);
    const conversation = state.open.chat === null ? undefined : state.conversations.get(state.open.chat);
    const isUnreadable = state.open.chat !== null && chat === null && conversation?.problem !== null && conversation !== undefined;
    this.part("nobody").hidden = state.open.chat !== null || state.open.visitor !== null;
    this.part("visitor-only").hidden = state.open.chat !== null || state.open.visitor === null;
    this.part("unreadable").hidden = !isUnreadable;
    this.part("frame").hidden = state.open.chat === null || isUnreadable;
    this.part("head").hidden = state.open.chat === null && state.open.visitor === null;
    this.drawNobody(state);
    this.drawHead(state, chat);
    this.drawFoot(state, chat);
    if (isUnreadable) {
      setText(this.part("unreadable-text"), text(`problem.${conversation.problem ?? "unreachable"}`));
    }
    if (state.open.chat !== null) {
      this.log.draw(state, state.open.chat, state.open.chat !== this.drawnChat);
    }
    this.drawnChat = state.open.chat;
  }

  private drawNobody(state: State): void {
    const waiting = waitingChats(state).length;
    setText(this.part("nobody-title"), waiting > 0 ? counted("people_waiting", waiting) : text("all_quiet"));
    setText(this.part("nobody-text"), waiting > 0 ? text("open_first_help") : text("all_quiet_help"));
    this.part("open-waiting").hidden = waiting === 0;
  }

  private drawHead(state: State, chat: DeskChat | null): void {
    const key = openVisitorKey(state);
    const visitor = key === null ? undefined : (state.details.get(key) ?? state.visitors.get(key));
    const name = visitor !== undefined ? called(visitor) : chat !== null ? called(chat.visitor) : "";
    const page = visitor?.page ?? chat?.page ?? null;
    setText(this.part("avatar"), name === "" ? "" : initials(name));
    setText(this.part("name"), name);
    setText(this.part("page"), page === null ? "" : pageName(page));
    this.part("close").hidden = chat === null || chat.state !== "active" || chat.operator?.id !== state.me.id;
  }

  private drawFoot(state: State, chat: DeskChat | null): void {
    const isMine = chat !== null && chat.operator?.id === state.me.id;
    const isWaiting = chat !== null && chat.state === "waiting";
    this.part("accept-bar").hidden = !isWaiting;
    if (isWaiting) {
      setTicking(this.part<HTMLTimeElement>("waiting-since"), chat.waiting_since);
    }
    const isOver = chat !== null && !isWaiting && (chat.state === "closed" || !isMine);
    this.part("note").hidden = !isOver;
    if (isOver) {
      const words = chat.state === "closed" ? text("chat_closed") : text("chat_of", { name: chat.operator?.name ?? "" });
      setText(this.part("note"), words);
    }
    this.composer.show(chat !== null && isMine && chat.state === "active" ? chat : null);
  }

  private async accept(): Promise<void> {
    const chat = this.store.state.open.chat;
    const button = this.part<HTMLButtonElement>("accept");
    if (chat === null || button.getAttribute("aria-disabled") === "true") {
      return;
    }
    button.setAttribute("aria-disabled", "true");
    const isMine = await this.desk.accept(chat);
    button.removeAttribute("aria-disabled");
    this.settleList();
    if (isMine) {
      this.draw();
      this.focus();
    }
  }

  private async close(): Promise<void> {
    const chat = this.store.state.open.chat;
    if (chat !== null && (await ask("close-chat")) === "close") {
      await this.desk.close(chat);
      this.settleList();
      this.part("log").focus();
    }
  }

  private part<Kind extends HTMLElement = HTMLElement>(name: string): Kind {
    const found = this.pane.querySelector<Kind>(`[data-part="${name}"]`);
    if (found === null) {
      throw new Error(`the conversation pane has no part "${name}"`);
    }
    return found;
  }
}
