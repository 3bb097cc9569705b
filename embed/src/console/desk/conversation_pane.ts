/** The conversation pane: head, messages, the bar to accept a chat, and the box to write in. */

import { ask } from "../dialog";
import { initials } from "../initials";
import { setText } from "../safe_dom";
import { text } from "../texts";
import type { Command } from "./commands";
import { Composer } from "./composer";
import { Conversing } from "./conversing";
import type { Desk } from "./desk";
import type { DeskChat } from "./documents";
import { Mentions } from "./mentions";
import { messageCommands } from "./message_commands";
import { chosenReason, closedWords } from "./flow";
import { MessageLog } from "./message_log";
import { openChat, openVisitorKey, waitingChats, waitingCount } from "./selectors";
import type { State } from "./state";
import type { Store } from "./store";
import { setTicking } from "./ticking";
import { called, counted, pageName } from "./words";

export class ConversationPane {
  private readonly log: MessageLog;
  readonly composer: Composer;
  private readonly conversing: Conversing;
  /** The chat for which a note was asked for although nobody can be answered there. */
  private noting: string | null = null;
  private linesFor = "";
  private drawnChat: string | null = null;

  constructor(
    private readonly pane: HTMLElement,
    private readonly store: Store,
    private readonly desk: Desk,
    openWaiting: (chat: string) => void,
    private readonly settleList: () => void,
  ) {
    const conversing = new Conversing(store, desk, () => this.composer);
    this.conversing = conversing;
    this.log = new MessageLog(this.part("log"), this.part<HTMLButtonElement>("below"), conversing.rows(), conversing.tools(), () => this.draw());
    this.composer = new Composer(this.part<HTMLFormElement>("composer"), desk, () => this.log.stick(), () => conversing.editLast());
    new Mentions(this.composer, desk.talking, () => store.state.open.chat);
    this.part("reopen").addEventListener("click", () => void this.reopen());
    for (const button of pane.querySelectorAll("[data-write-note]")) {
      button.addEventListener("click", () => this.writeNote());
    }
    this.part("send-and-close").addEventListener("click", () => this.sendAndClose());
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

  /** The same after an answer was waited for, unless the operator has gone elsewhere since `before` had the keyboard. */
  focusAfter(before: Element | null): void {
    const { activeElement } = document;
    if (activeElement === before || activeElement === document.body || activeElement === null) {
      this.focus();
    }
  }

  /** Shows a note of a chat as soon as it is read. */
  toNote(chat: string, note: number): void {
    this.log.toNote(chat, note);
    this.draw();
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
    this.followLines(state);
  }

  private drawNobody(state: State): void {
    const waiting = waitingCount(state);
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
    this.part("write-note-waiting").hidden = chat?.key === this.noting;
    this.part("write-note").hidden = chat?.key === this.noting;
    const isOver = chat !== null && !isWaiting && (chat.state === "closed" || !isMine);
    this.part("note").hidden = !isOver;
    if (isOver) {
      const words = chat.state === "closed" ? closedWords(chat) : text("chat_of", { name: chat.operator?.name ?? "" });
      const isKept = this.desk.keeping.draft(chat.key) !== "";
      setText(this.part("note-words"), isKept ? `${words} ${text("words_kept")}` : words);
      this.part("reopen").hidden = chat.state !== "closed";
    }
    const canReply = this.conversing.canReply(chat);
    this.composer.show(canReply || (chat !== null && chat.key === this.noting) ? chat : null, canReply);
    this.part("send-and-close").hidden = !canReply || this.composer.mode !== "reply";
  }

  /** What can be done inside the open chat by name or by key. */
  commands(): readonly Command[] {
    const { conversing, store } = this;
    return messageCommands({
      chat: () => openChat(store.state),
      canReply: () => conversing.canReply(openChat(store.state)),
      quote: () => conversing.quote(this.log.tools.focused ?? undefined),
      editLast: () => conversing.editLast(),
      note: () => this.writeNote(),
      sendAndClose: () => this.sendAndClose(),
      reopen: () => void this.reopen(),
      toLatest: () => this.log.stick(),
      hasPrevious: () => conversing.hasPrevious(),
      loadPrevious: () => conversing.loadPrevious(),
    });
  }

  private writeNote(): void {
    this.noting = this.store.state.open.chat;
    this.draw();
    this.composer.setMode("note");
  }

  private sendAndClose(): void {
    void this.conversing.sendAndClose(async (chat) => {
      await this.desk.close(chat);
      this.settleList();
    });
  }

  private async reopen(): Promise<void> {
    const { chat } = this.store.state.open;
    const before = document.activeElement;
    if (chat !== null && (await this.desk.talking.reopen(chat))) {
      this.noting = null;
      this.settleList();
      this.draw();
      this.focusAfter(before);
    }
  }

  /** What happened beside the messages is read when the chat is opened, and whenever its visitor moves on. */
  private followLines(state: State): void {
    const { chat } = state.open;
    const key = openVisitorKey(state);
    const page = key === null ? null : (state.visitors.get(key)?.page ?? null);
    const wanted = chat === null ? "" : `${chat} ${page?.url ?? ""} ${state.line}`;
    if (chat !== null && wanted !== this.linesFor && state.conversations.get(chat)?.isLoaded === true) {
      this.linesFor = wanted;
      void this.desk.talking.readLines(chat);
    }
  }

  private async accept(): Promise<void> {
    const chat = this.store.state.open.chat;
    const button = this.part<HTMLButtonElement>("accept");
    if (chat === null || button.getAttribute("aria-disabled") === "true") {
      return;
    }
    button.setAttribute("aria-disabled", "true");
    const before = document.activeElement;
    const isMine = await this.desk.accept(chat);
    button.removeAttribute("aria-disabled");
    this.settleList();
    if (isMine) {
      this.draw();
      this.focusAfter(before);
    }
  }

  private async close(): Promise<void> {
    const chat = this.store.state.open.chat;
    if (chat !== null && (await ask("close-chat")) === "close") {
      await this.desk.close(chat, chosenReason());
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
