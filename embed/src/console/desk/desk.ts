/** What an operator can do at the desk, and how the desk stays true: one way to catch up, whatever was missed. */

import { getJson, HttpError } from "../http";
import type { Inviting } from "../inviting";
import { toast } from "../toast";
import { text } from "../texts";
import { isAttentive } from "./attention";
import type { Note } from "./conversation_documents";
import type { DeskChat, DeskState, Presence, Told, VisitorPage } from "./documents";
import type { Keeping } from "./keeping";
import { Line, type LineListener } from "./line";
import { hasGap } from "./conversation_reducer";
import { Talking } from "./talking";
import { Outbox } from "./outbox";
import { Reading } from "./reading";
import { Refused } from "./refusals";
import { openVisitorKey, toMarkSeen } from "./selectors";
import { hearServerTime, serverNow } from "./server_clock";
import type { Conversation, Open } from "./state";
import type { Store } from "./store";
import { refusalText } from "./words";

const TYPING_SHOWN_MILLISECONDS = 4000;
const TYPING_TOLD_MILLISECONDS = 2500;
const PREVIEW_SHOWN_MILLISECONDS = 60_000;
const LOST_AFTER_MILLISECONDS = 1200;
const AGAIN_MILLISECONDS = 4000;
/** Refusals that only signing in (or loading the page) again can mend. */
const ENDED = new Set(["not_signed_in", "csrf", "bad_auth"]);

export class Desk {
  readonly line: Line;
  readonly outbox: Outbox;
  readonly talking: Talking;
  /** Opens a chat that a colleague calls me to; the page says how. */
  openMentioned: (note: Note) => void = () => undefined;
  /** The open visitor is not known any more; the page says how to go on. */
  visitorGone: () => void = () => undefined;
  /** Somebody calls me in this chat. */
  heardMention: (chat: DeskChat, note: Note) => void = () => undefined;
  /** My rights have changed, so the page has to be made anew; the page says how. */
  renewed: () => void = () => undefined;
  /** Hears what became of a chat that was mine; the page says what then. */
  told: (told: Told) => void = () => undefined;
  private typingToldAt = -TYPING_TOLD_MILLISECONDS;
  private lostTimer: ReturnType<typeof setTimeout> | null = null;
  private againTimer: ReturnType<typeof setTimeout> | null = null;
  private readonly reading: Reading;
  private asked = 0;
  private answered = 0;
  private seenTold = "";

  constructor(
    private readonly store: Store,
    readonly keeping: Keeping,
    private readonly inviting: Inviting,
  ) {
    this.line = new Line(this.listener());
    this.outbox = new Outbox(store, this.line, keeping);
    this.reading = new Reading(store, (problem) => this.noticeSignedOut(problem));
    this.talking = new Talking(store, (chat) => this.readChat(chat));
    store.subscribe(() => this.markSeen());
    for (const type of ["focus", "pageshow"] as const) {
      window.addEventListener(type, () => this.markSeen());
    }
    document.addEventListener("visibilitychange", () => this.markSeen());
  }

  /** Begins with what the page brought along, then opens the line. */
  start(state: DeskState): void {
    hearServerTime(state.now);
    this.store.dispatch({ type: "state", state });
    this.outbox.restore();
    this.keeping.tidy(Date.now());
    this.line.open();
  }

  /** Shows a chat or a visitor. */
  open(open: Open): void {
    this.store.dispatch({ type: "opened", open });
    this.readOpen();
  }

  /** Takes a waiting chat; says who was faster, if somebody was. Returns whether it is mine now. */
  async accept(chat: string): Promise<boolean> {
    try {
      const answer = await this.line.act<{ chat: DeskChat }>("accept", { chat }, `${addressOf(chat)}/accept`, {});
      this.store.dispatch({ type: "chat", chat: answer.chat });
      return true;
    } catch (problem) {
      const by = problem instanceof Refused ? problem.by : null;
      if (by !== null) {
        toast(text("accepted_by", { name: by }));
      } else {
        this.complain(problem);
      }
      void this.readChat(chat);
      return false;
    }
  }

  /** Ends a chat, with one of the site's reasons. */
  async close(chat: string, reason: string | null = null): Promise<void> {
    try {
      const answer = await this.line.act<{ chat: DeskChat }>("close", { chat, reason }, `${addressOf(chat)}/close`, { reason });
      this.store.dispatch({ type: "chat", chat: answer.chat });
    } catch (problem) {
      this.complain(problem);
    }
    void this.readChat(chat);
  }

  /** Says online, away or invisible. */
  async say(state: Presence, reason: string | null = null): Promise<void> {
    try {
      await this.line.act("presence", { state, reason }, "/desk/presence", { state, reason });
      this.store.dispatch({ type: "presence", operators: [{ id: this.store.state.me.id, state, reason }] });
    } catch (problem) {
      this.complain(problem);
    }
  }

  /** What is known of a conversation. */
  conversation(chat: string): Conversation | undefined {
    return this.store.state.conversations.get(chat);
  }

  /** The operator is writing. */
  typing(chat: string): void {
    const now = performance.now();
    if (now - this.typingToldAt >= TYPING_TOLD_MILLISECONDS) {
      this.typingToldAt = now;
      this.line.tell("typing", { chat });
    }
  }

  /** Reads again what the open chat or visitor shows. */
  readOpen(): void {
    const { chat, visitor } = this.store.state.open;
    if (chat !== null) {
      void this.readChat(chat);
    } else if (visitor !== null) {
      void this.readVisitor(visitor);
    }
  }

  /** Reads what is missing of a chat. */
  readChat(chat: string): Promise<void> {
    return this.reading.chat(chat);
  }

  private async readVisitor(key: string): Promise<void> {
    try {
      const visitor = await getJson<VisitorPage>(`/desk/visitors/${encodeURIComponent(key)}`);
      this.store.dispatch({ type: "visitor_page", visitor });
    } catch (problem) {
      if (problem instanceof HttpError && problem.status === 404 && this.store.state.open.visitor === key) {
        toast(text("error.unknown_visitor"));
        this.visitorGone();
      }
      this.noticeSignedOut(problem);
    }
  }

  /** The one way to catch up: everything in the list, what is missing of the open chat, what waits to be sent. */
  async catchUp(): Promise<void> {
    this.store.dispatch({ type: "asked_for_state" });
    const asked = (this.asked += 1);
    try {
      const state = await getJson<DeskState>("/desk/state");
      if (asked < this.answered) {
        return; // a later question was answered first, so this is how things were
      }
      this.answered = asked;
      hearServerTime(state.now);
      const before = this.store.state.me.permissions;
      this.store.dispatch({ type: "state", state });
      if (state.me.permissions.join() !== before.join()) {
        this.renewed(); // while no line was open nobody could be told
      }
    } catch (problem) {
      this.noticeSignedOut(problem);
      this.again();
      return;
    }
    this.readOpen();
    this.outbox.flush();
  }

  private again(): void {
    this.againTimer ??= setTimeout(() => {
      this.againTimer = null;
      if (this.store.state.line !== "signed_out") {
        void this.catchUp();
      }
    }, AGAIN_MILLISECONDS);
  }

  private listener(): LineListener {
    const { store } = this;
    return {
      connected: () => {
        this.calm();
        store.dispatch({ type: "line", state: "connected" });
        void this.catchUp();
      },
      lost: () => this.lost(),
      restarting: () => store.dispatch({ type: "line", state: "restarting" }),
      rightsChanged: () => this.renewed(),
      turnedAway: (code) => (ENDED.has(code) ? this.signedOut() : void this.catchUp()),
      chat: (chat) => {
        store.dispatch({ type: "chat", chat });
        this.closeGap(chat.key);
      },
      message: (message) => {
        store.dispatch({ type: "message", message });
        this.closeGap(message.chat);
      },
      visitors: (rows) => {
        store.dispatch({ type: "visitors", rows });
        this.refreshDetails(rows.map((row) => row.key));
      },
      visitorsLeft: (keys) => store.dispatch({ type: "visitors_left", keys }),
      presence: (operators) => store.dispatch({ type: "presence", operators }),
      flow: (told) => this.told(told),
      invitation: (row) => this.inviting.hear(row),
      preview: (chat, words) => store.dispatch({ type: "preview", chat, text: words, until: serverNow() + PREVIEW_SHOWN_MILLISECONDS }),
      messageChanged: (message) => {
        store.dispatch({ type: "message_changed", message });
        this.closeGap(message.chat);
      },
      note: (note) => {
        store.dispatch({ type: "note", note });
        this.closeGap(note.chat);
      },
      mentioned: (note, chat) => {
        this.talking.mentioned(note, chat, () => this.openMentioned(note));
        this.heardMention(chat, note);
      },
      typing: (chat) => store.dispatch({ type: "typing", chat, until: serverNow() + TYPING_SHOWN_MILLISECONDS }),
    };
  }

  /** A line that is back within a moment is not worth a word. */
  private lost(): void {
    const { line } = this.store.state;
    if (line === "restarting" || line === "signed_out" || this.lostTimer !== null) {
      return;
    }
    this.lostTimer = setTimeout(() => {
      this.lostTimer = null;
      if (!this.line.isConnected || !navigator.onLine) {
        this.store.dispatch({ type: "line", state: "lost" });
      }
    }, LOST_AFTER_MILLISECONDS);
  }

  private calm(): void {
    if (this.lostTimer !== null) {
      clearTimeout(this.lostTimer);
      this.lostTimer = null;
    }
  }

  private closeGap(chat: string): void {
    const { chats, conversations, open } = this.store.state;
    const conversation = conversations.get(chat);
    const known = chats.get(chat);
    if (conversation !== undefined && known !== undefined && open.chat === chat && hasGap(conversation, known)) {
      void this.readChat(chat);
    }
  }

  private refreshDetails(keys: readonly string[]): void {
    const key = openVisitorKey(this.store.state);
    if (key !== null && keys.includes(key) && !this.store.state.details.has(key)) {
      void this.readVisitor(key);
    }
  }

  private markSeen(): void {
    const seen = isAttentive() ? toMarkSeen(this.store.state) : null;
    if (seen === null || this.seenTold === `${seen.chat} ${seen.id}`) {
      return;
    }
    this.seenTold = `${seen.chat} ${seen.id}`;
    const { chat, id } = seen;
    this.line.act("seen", { chat, id }, `${addressOf(chat)}/seen`, { id }).catch(() => {
      this.seenTold = "";
    });
  }

  private noticeSignedOut(problem: unknown): void {
    if (problem instanceof HttpError && problem.status === 401) {
      this.signedOut();
    }
  }

  private signedOut(): void {
    this.line.close();
    this.calm();
    this.store.dispatch({ type: "line", state: "signed_out" });
  }

  private complain(problem: unknown): void {
    toast(problem instanceof Refused ? refusalText(problem.code, problem.by) : text("error.unreachable"), { tone: "error" });
  }
}

function addressOf(chat: string): string {
  return `/desk/chats/${encodeURIComponent(chat)}`;
}
