/** The desk's line to the server: a socket where it can be had, and plain requests where it cannot. */

import { io, type Socket } from "socket.io-client";
import { csrfToken, HttpError, postJson } from "../http";
import { openAnew, openSocket, watchOver } from "../../shared/socket_line";
import { tellInboxChanged } from "../inbox_count";
import type { ManualRow } from "../inviting";
import type { Note } from "./conversation_documents";
import type { DeskChat, Message, PresenceRow, Told, VisitorRow } from "./documents";
import { Refused, Unreachable } from "./refusals";

const ANSWER_MILLISECONDS = 8000;
const RETRY_MILLISECONDS = 2000;

export interface LineListener {
  connected(): void;
  lost(): void;
  restarting(): void;
  /** My role allows other things than when the page was made. */
  rightsChanged(): void;
  /** The server does not let this desk in, for the reason that the code names. */
  turnedAway(code: string): void;
  chat(chat: DeskChat): void;
  message(message: Message): void;
  visitors(rows: readonly VisitorRow[]): void;
  visitorsLeft(keys: readonly string[]): void;
  presence(operators: readonly PresenceRow[]): void;
  typing(chat: string): void;
  /** What the visitor has typed and not sent; "" when the box is empty again. */
  preview(chat: string, text: string): void;
  messageChanged(message: Message): void;
  note(note: Note): void;
  /** A colleague's note calls me. */
  mentioned(note: Note, chat: DeskChat): void;
  /** What became of a chat that was mine, or of an offer of one. */
  flow(told: Told): void;
  /** What became of one of my invitations by hand. */
  invitation(row: ManualRow): void;
}

export class Line {
  private readonly socket: Socket;
  private isClosed = false;

  constructor(private readonly listener: LineListener) {
    this.socket = io("/operator", {
      autoConnect: false,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 400,
      reconnectionDelayMax: 5000,
      timeout: 8000,
      auth: (give) => give({ csrf: csrfToken() }),
    });
    this.hear();
    watchOver(this.socket);
  }

  /** True while the socket is open. */
  get isConnected(): boolean {
    return this.socket.connected;
  }

  /** Names the present connection; every connection has a name of its own. */
  get id(): string | undefined {
    return this.socket.id;
  }

  /** Opens the line; harmless when it is open. */
  open(): void {
    openSocket(this.socket);
  }

  /** Ends the line for good. */
  close(): void {
    this.isClosed = true;
    this.socket.disconnect();
  }

  /** Tells something that nobody waits for. */
  tell(event: "typing", body: Readonly<Record<string, unknown>>): void {
    if (this.socket.connected) {
      this.socket.volatile.emit(event, body);
    }
  }

  /** Does something on the server and returns its answer; throws Refused or Unreachable. `url` is the way without a socket. */
  async act<Answer>(event: string, body: Readonly<Record<string, unknown>>, url: string, rest: object): Promise<Answer> {
    if (!this.socket.connected) {
      return this.post<Answer>(url, rest);
    }
    let answer: { readonly ok?: unknown; readonly code?: unknown; readonly message?: unknown; readonly by?: unknown };
    try {
      answer = await this.socket.timeout(ANSWER_MILLISECONDS).emitWithAck(event, body);
    } catch {
      throw new Unreachable();
    }
    if (answer.ok !== true) {
      const by = typeof answer.by === "string" ? answer.by : null;
      throw new Refused(String(answer.code ?? ""), String(answer.message ?? ""), by);
    }
    return answer as Answer;
  }

  private async post<Answer>(url: string, rest: object): Promise<Answer> {
    try {
      return await postJson<Answer>(url, rest);
    } catch (problem) {
      if (problem instanceof HttpError && problem.status !== 0) {
        throw new Refused(problem.code, problem.message, problem.by);
      }
      throw new Unreachable();
    }
  }

  private hear(): void {
    const { socket, listener } = this;
    socket.on("connect", () => {
      listener.connected();
      tellInboxChanged();
    });
    socket.on("disconnect", (reason) => {
      listener.lost();
      if (reason === "io server disconnect") {
        this.comeBack("");
      }
    });
    socket.on("connect_error", (problem: Error & { data?: { code?: unknown } }) => {
      listener.lost();
      if (!socket.active) {
        this.comeBack(String(problem.data?.code ?? ""));
      }
    });
    socket.on("restart", () => listener.restarting());
    socket.on("refresh", (told: { rights?: unknown }) => (told.rights === true ? listener.rightsChanged() : listener.connected()));
    socket.on("chat", (chat: DeskChat) => listener.chat(chat));
    socket.on("message", (message: Message) => listener.message(message));
    socket.on("visitors", (rows: readonly VisitorRow[]) => listener.visitors(rows));
    socket.on("visitors_left", (keys: readonly string[]) => listener.visitorsLeft(keys));
    socket.on("presence", (operators: readonly PresenceRow[]) => listener.presence(operators));
    socket.on("flow", (told: Told) => listener.flow(told));
    socket.on("invitation", (row: ManualRow) => listener.invitation(row));
    socket.on("message_changed", (message: Message) => listener.messageChanged(message));
    socket.on("note", (note: Note) => listener.note(note));
    socket.on("mentioned", (told: { note: Note; chat: DeskChat }) => listener.mentioned(told.note, told.chat));
    socket.on("inbox", () => tellInboxChanged());
    socket.on("typing_preview", (told: { chat: string; text: string }) => listener.preview(told.chat, told.text));
    socket.on("typing", (told: { chat?: unknown; from?: unknown }) => {
      if (typeof told.chat === "string" && told.from !== "operator") {
        listener.typing(told.chat);
      }
    });
    addEventListener("offline", () => listener.lost());
    addEventListener("online", () => {
      if (socket.connected) {
        listener.connected();
      } else if (!this.isClosed) {
        openAnew(socket);
      }
    });
  }

  /** The server hung up on purpose, so the socket would not come back by itself: ask first whether we may. */
  private comeBack(code: string): void {
    if (this.isClosed) {
      return;
    }
    this.listener.turnedAway(code);
    setTimeout(() => {
      if (!this.isClosed) {
        this.open();
      }
    }, RETRY_MILLISECONDS * (1 + Math.random()));
  }
}
