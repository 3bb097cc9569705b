/** Leads the conversation: takes what is written, gets it to the server once and in order, and closes every gap. */

import { randomId } from "../shared/random_id";
import type { PanelInvitation } from "../shared/window_messages";
import type { Chat, Embed, Message, PageAddress } from "../shared/wire";
import { Refused, type PanelApi, type Part } from "./api";
import type { LineListener, LiveLine } from "./live_line";
import type { Outbox } from "./outbox";
import type { OfflineForm } from "./offline_document";
import { ReadMarks } from "./read_marks";
import { RETRY_MS, Sending, type Opening } from "./sending";
import { TypingPreview } from "./typing_preview";
import { lastWithoutGap, reduce, START, type News, type State } from "./state";

/** The most characters that one message may have. */
export const LONGEST_MESSAGE = 5000;

const ASK_EVERY_MS = 3000;
/** After so long without a word over the line it is asked for, so that nothing lost on the way stays lost. */
const QUIET_MS = 30_000;
const TYPING_LASTS_MS = 6000;
const TYPING_EVERY_MS = 3000;

/** What the world outside hears of the conversation. */
export interface ConversationEvents {
  token(token: string): void;
  /** What is asked while nobody is there. */
  offline?(form: OfflineForm | null): void;
  started(): void;
  closed(): void;
  sent(): void;
  received(message: Message): void;
  team(online: boolean): void;
  unread(count: number): void;
}

/** What the conversation needs. */
export interface ConversationNeeds {
  readonly api: PanelApi;
  readonly line: (listener: LineListener) => Pick<LiveLine, "open" | "close" | "isConnected" | "send" | "resume" | "typing" | "seen" | "received">;
  readonly outbox: Outbox;
  readonly events: ConversationEvents;
  readonly wordsFor: (problem: Refused) => string;
  readonly changed: (state: State) => void;
  /** The visitor does not want to be asked about this chat any more. */
  readonly isDismissed: (chat: string) => boolean;
  readonly now: () => number;
  readonly embed: Embed;
  readonly page: PageAddress;
}

/** One visitor's conversation. */
export class Conversation {
  state: State = START;
  private page: PageAddress;
  private readonly line: ReturnType<ConversationNeeds["line"]>;
  private readonly sending: Sending;
  private isClosingGap = false;
  private mustAskAgain = false;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;
  private askTimer: ReturnType<typeof setInterval> | undefined;
  private typedAt = 0;
  private heardAt = 0;
  private receivedTo = 0;
  private readonly preview = new TypingPreview((chat, text) => this.line.typing(chat, text));
  private readonly marks = new ReadMarks();
  private goOn: () => void = () => undefined;

  constructor(private readonly needs: ConversationNeeds) {
    this.page = needs.page;
    this.line = needs.line({
      connected: () => this.connected(),
      lost: () => this.lost(),
      restarting: () => this.tell({ type: "line", line: "restarting" }),
      message: (message) => {
        this.stillThere();
        this.receive([message]);
      },
      changed: (message) => {
        this.tell({ type: "changed", message });
        if (this.hasGap()) void this.closeGap();
      },
      chat: (chat) => {
        this.stillThere();
        this.takeChat(chat);
      },
      typing: (chat, name) => this.showTyping(chat, name),
      team: (online, back) => {
        this.tell({ type: "team", online, back });
        needs.events.team(online);
      },
    });
    this.sending = new Sending({
      api: needs.api, line: this.line, outbox: needs.outbox, wordsFor: needs.wordsFor,
      opening: () => this.opening(),
      state: () => this.state,
      tell: (news) => this.tell(news),
      started: (chat, message) => this.begun(chat, message),
      ended: (chat) => this.takeChat(chat),
      delivered: () => {
        needs.events.sent();
        void this.closeGap();
      },
    });
  }

  /** Opens the session, finds an open chat, and sends what an earlier page could not. */
  async start(): Promise<void> {
    this.tell({ type: "restored", outgoing: this.needs.outbox.load(this.needs.now()) });
    for (let tries = 0; ; tries += 1) {
      try {
        const session = await this.needs.api.session(this.needs.embed, this.page);
        this.needs.events.token(session.token);
        this.needs.events.offline?.(session.offline ?? null);
        this.tell({ type: "session", chat: this.stillAsked(session.chat), team_online: session.team_online, team_back: session.team_back ?? null, typing_preview: session.typing_preview === true });
        if (session.team_online !== null) this.needs.events.team(session.team_online);
        if (session.chat && session.chat.state !== "closed") this.needs.events.started();
        break;
      } catch (problem) {
        if (problem instanceof Refused && !problem.isTemporary) {
          this.tell({ type: "refused" });
          return;
        }
        this.tell({ type: "line", line: "lost" });
        await this.pause(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] as number);
      }
    }
    this.line.open();
    this.askTimer = setInterval(() => void this.lookAfter(), ASK_EVERY_MS);
    await this.closeGap();
    void this.sending.pump();
  }

  /** Takes what the visitor wrote; from here on it is kept until the server has it. */
  write(text: string): void {
    const trimmed = text.replace(/\r\n?/g, "\n").trim();
    if (trimmed === "" || trimmed.length > LONGEST_MESSAGE) return;
    const outgoing = { client_id: randomId(), text: trimmed, quote: this.state.quoting?.id ?? null, written_at: this.needs.now() };
    this.preview.stop();
    if (!this.needs.outbox.keep(outgoing)) this.tell({ type: "keeping", can_keep: false });
    this.tell({ type: "written", outgoing });
    void this.sending.pump();
  }

  /** What stands beside whatever begins a chat now. */
  opening(): Opening {
    const { invitation } = this.state;
    return { impression: invitation ? invitation.key : null, page: this.page, embed: this.needs.embed };
  }

  /** Takes a message that came another way than over the line: a file that has been sent, and the chat that it began. */
  took(message: Message, chat: Chat | null): void {
    if (chat) this.begun(chat, message);
    else this.receive([message]);
    this.needs.events.sent();
  }

  /** Takes what an answer said about the chat. */
  heard(chat: Chat): void {
    this.takeChat(chat);
    void this.closeGap();
  }

  /** Tries a failed message again. */
  retry(client_id: string): void {
    this.tell({ type: "waiting", client_id });
    void this.sending.pump();
  }

  /** The next words answer this message; null: none. */
  quote(message: Message | null): void {
    this.tell({ type: "quoting", message });
  }

  /** The visitor is writing: the operator may know it, now and then, and what, where the visitor was told so. */
  typing(text: string): void {
    const { chat, has_preview } = this.state;
    if (chat && chat.state !== "closed" && has_preview) this.preview.typed(chat.key, text);
    if (!chat || chat.state === "closed" || has_preview || this.needs.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = this.needs.now();
    this.line.typing(chat.key);
  }

  /** The panel was opened or closed. */
  setOpen(is_open: boolean): void {
    this.tell({ type: "open", is_open });
    this.noteSeen();
  }

  /** Shows an invitation above a chat that does not exist yet, or takes it away. */
  invite(invitation: PanelInvitation | null): void {
    this.tell({ type: "invitation", invitation });
  }

  /** The visitor moved to another page. */
  movedTo(page: PageAddress): void {
    this.page = page;
  }

  /** The page rests or goes: the line is closed. */
  rest(): void {
    this.line.close();
  }

  /** The network is gone, says the browser; the line itself would notice much later. */
  cutOff(): void {
    this.lost();
  }

  /** The page is used again, or the network is back. */
  wake(): void {
    this.goOn();
    if (this.state.phase !== "ready") return;
    this.line.open(true);
    if (this.line.isConnected) this.tell({ type: "line", line: "online" });
    this.sending.hopeAgain();
    void this.closeGap();
    void this.sending.pump();
  }

  private tell(news: News): void {
    const next = reduce(this.state, news);
    if (next === this.state) return;
    this.state = next;
    this.needs.changed(next);
  }

  /** A chat that has ended comes back to be asked about, but not where somebody is invited to another one. */
  private stillAsked(chat: Chat | null): Chat | null {
    if (chat === null || chat.state !== "closed") return chat;
    return this.state.invitation !== null || this.needs.isDismissed(chat.key) ? null : chat;
  }

  private connected(): void {
    this.tell({ type: "line", line: "online" });
    this.sending.hopeAgain();
    void this.closeGap();
    void this.sending.pump();
  }

  private lost(): void {
    if (this.state.line !== "restarting") this.tell({ type: "line", line: "lost" });
  }

  /** Whatever the browser thinks of the network: something came over the line. */
  private stillThere(): void {
    if (this.state.line === "lost" && this.line.isConnected) this.tell({ type: "line", line: "online" });
  }

  private begun(chat: Chat, message: Message | null): void {
    this.takeChat(chat);
    if (!this.marks.hasBegun) this.marks.begin(0, 0);
    if (message) this.receive([message]);
    this.needs.events.started();
    this.line.open();
  }

  /** What an answer says about the chat; the page around hears of its end and of its going on. */
  private noteChat(chat: Chat): void {
    const before = this.state.chat;
    if (before && before.key !== chat.key && before.state !== "closed" && chat.state === "closed") return;
    const hasClosed = chat.state === "closed" && before !== null && before.key === chat.key && before.state !== "closed";
    if (before && before.key !== chat.key) this.marks.begin(0, 0);
    this.tell({ type: "chat", chat });
    if (hasClosed) this.needs.events.closed();
    if (before && before.key === chat.key && before.state === "closed" && this.state.chat?.state === "active") this.needs.events.started();
  }

  private takeChat(chat: Chat): void {
    this.noteChat(chat);
    if (this.hasGap()) void this.closeGap();
    this.noteSeen();
  }

  private receive(messages: readonly Message[]): void {
    this.heardAt = this.needs.now();
    this.tell({ type: "messages", messages });
    for (const message of messages) if (message.client_id) this.needs.outbox.done(message.client_id);
    const last = this.state.messages[this.state.messages.length - 1];
    if (last && last.id > lastWithoutGap(this.state.messages)) void this.closeGap();
    this.announce();
    this.noteSeen();
  }

  /** Tells the page about operators' messages that are new, each once and in order. */
  private announce(): void {
    const { messages } = this.state;
    for (const message of this.marks.news(messages, lastWithoutGap(messages))) this.needs.events.received(message);
  }

  /**
   * Asks for everything after the last message without a gap; one asking at a time. Who calls while an answer is on its
   * way has a reason that the answer may not know of yet, a line that has just opened for one: it is asked again.
   */
  private async closeGap(): Promise<void> {
    this.mustAskAgain = true;
    if (this.isClosingGap) return;
    this.isClosingGap = true;
    try {
      while (this.mustAskAgain) {
        this.mustAskAgain = false;
        await this.catchUp();
      }
    } catch {
      // The next asking, or the next connect, closes it.
    } finally {
      this.isClosingGap = false;
    }
    this.noteSeen();
  }

  private async catchUp(): Promise<void> {
    const { chat } = this.state;
    if (!chat) return;
    this.heardAt = this.needs.now();
    for (let more = true; more && this.state.chat && this.state.chat.key === chat.key;) {
      const after = lastWithoutGap(this.state.messages);
      const { changed_to } = this.state;
      const part = await this.ask(chat.key, after, this.knownChanges());
      this.tellPart(chat.key, part);
      if (part.chat) this.noteChat(part.chat);
      more = part.more && (lastWithoutGap(this.state.messages) > after || this.state.changed_to !== changed_to);
    }
    if (!this.marks.hasBegun) this.marks.begin(lastWithoutGap(this.state.messages), this.state.chat ? this.state.chat.unread : 0);
    this.announce();
    if (!this.line.isConnected && this.state.line === "connecting") this.tell({ type: "line", line: "online" });
  }

  /** What an answer says: new messages, and those that were changed meanwhile. */
  private tellPart(chat: string, part: Part): void {
    this.tell({ type: "part", chat, messages: [...part.messages, ...(part.changes ?? [])], changed_to: part.changed_to ?? null });
  }

  /** Up to which change everything is known; null only for who has no message yet, because whatever they get is up to date. */
  private knownChanges(): number | null {
    const { changed_to, messages } = this.state;
    return changed_to ?? (messages.length > 0 ? 0 : null);
  }

  private hasGap(): boolean {
    const { chat, messages, changed_to } = this.state;
    return chat !== null && (chat.last_id > lastWithoutGap(messages) || (chat.last_change ?? 0) > (changed_to ?? 0));
  }

  private async ask(chat: string, after: number, changed_to: number | null): Promise<Part> {
    if (this.line.isConnected) {
      try {
        return await this.line.resume(chat, after, changed_to);
      } catch {
        // HTTP answers the same question.
      }
    }
    return this.needs.api.messages(chat, after, changed_to);
  }

  /** Every three seconds: where sockets are blocked the conversation goes on all the same, and a silent line is asked. */
  async lookAfter(): Promise<void> {
    const { chat } = this.state;
    if (!chat || chat.state === "closed") return;
    if (this.line.isConnected) {
      if (this.needs.now() - this.heardAt >= QUIET_MS) await this.closeGap();
      return;
    }
    try {
      const part = await this.needs.api.messages(chat.key, lastWithoutGap(this.state.messages), this.knownChanges());
      this.tell({ type: "line", line: "online" });
      this.tellPart(chat.key, part);
      this.receive(part.messages);
      if (part.chat) this.takeChat(part.chat);
      void this.sending.pump();
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 0) this.lost();
    }
  }

  /** What is on the screen has been read; what is not is counted. */
  private noteSeen(): void {
    const { chat, messages, is_open } = this.state;
    const last = lastWithoutGap(messages);
    if (!chat) return;
    if (is_open && this.marks.see(last) && !this.line.seen(chat.key, last)) {
      this.needs.api.seen(chat.key, last).catch(() => undefined);
    }
    if (!is_open && last > this.receivedTo) this.line.received(chat.key, last);
    this.receivedTo = last;
    this.needs.events.unread(is_open ? 0 : this.marks.unread(messages));
  }

  private showTyping(chat: string, name: string): void {
    if (!this.state.chat || chat !== this.state.chat.key) return;
    clearTimeout(this.typingTimer);
    this.tell({ type: "typing", name });
    this.typingTimer = setTimeout(() => this.tell({ type: "typing", name: null }), TYPING_LASTS_MS);
  }

  /** Waits, but no longer than until the page wakes. */
  private pause(milliseconds: number): Promise<void> {
    return new Promise((resume) => {
      this.goOn = resume;
      setTimeout(resume, milliseconds);
    });
  }

  /** Ends everything. */
  stop(): void {
    clearInterval(this.askTimer);
    this.sending.stop();
    this.preview.stop();
    clearTimeout(this.typingTimer);
    this.line.close();
  }
}
