/** The open line to the server: a socket where it can be had, otherwise the conversation asks every three seconds. */

import { io, type Socket } from "socket.io-client";
import { readBackAt } from "./back_at";
import { isRecord } from "../shared/json_text";
import { openAnew, openSocket, watchOver } from "../shared/socket_line";
import { readChat, readMessage, readTeamOnline, type Chat, type Message } from "../shared/wire";
import { readPart, Refused, type Acknowledged, type Part } from "./api";

/** What arrives over the line. */
export interface LineListener {
  connected(): void;
  lost(): void;
  restarting(): void;
  message(message: Message): void;
  /** A message was changed or taken back. */
  changed(message: Message): void;
  chat(chat: Chat): void;
  typing(chat: string, name: string): void;
  team(online: boolean, back: string | null): void;
}

const ACK_WITHIN_MS = 10000;

/** The socket of one visitor; its credentials are read anew at every connect. */
export class LiveLine {
  private socket: Socket | null = null;
  private isWanted = false;

  constructor(
    private readonly base: string,
    private readonly credentials: () => { token: string | null; secret: string },
    private readonly listener: LineListener,
  ) {}

  /** True while messages can go over the socket. */
  get isConnected(): boolean {
    return this.socket !== null && this.socket.connected;
  }

  /** Opens the line, or opens it again after `close`; `now` does not wait for the next try. */
  open(now = false): void {
    this.isWanted = true;
    if (this.socket) {
      if (!now) openSocket(this.socket);
      else if (!this.socket.connected) openAnew(this.socket);
      return;
    }
    const root = new URL(this.base || "/", location.href);
    const socket = io(root.origin + "/visitor", {
      path: root.pathname.replace(/\/$/, "") + "/socket.io",
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 8000,
      randomizationFactor: 0.5,
      timeout: 8000,
      withCredentials: false,
      auth: (give) => give({ ...this.credentials() }),
    });
    this.socket = socket;
    watchOver(socket);
    socket.on("connect", () => this.listener.connected());
    socket.on("disconnect", (reason) => {
      this.listener.lost();
      // The server hung up on purpose: socket.io would not come back by itself.
      if (reason === "io server disconnect") this.comeBackIn(1000);
    });
    socket.on("connect_error", () => {
      this.listener.lost();
      if (!socket.active) this.comeBackIn(3000);
    });
    socket.on("message", (data: unknown) => {
      const message = readMessage(data);
      if (message) this.listener.message(message);
    });
    socket.on("message_changed", (data: unknown) => {
      const message = readMessage(data);
      if (message) this.listener.changed(message);
    });
    socket.on("chat", (data: unknown) => {
      const chat = readChat(data);
      if (chat) this.listener.chat(chat);
    });
    socket.on("typing", (data: unknown) => {
      if (isRecord(data)) this.listener.typing(String(data.chat || ""), typeof data.name === "string" ? data.name : "");
    });
    socket.on("team", (data: unknown) => {
      const online = readTeamOnline(data);
      if (online !== null) this.listener.team(online, readBackAt(data));
    });
    socket.on("restart", () => this.listener.restarting());
  }

  /** Closes the line until `open` is called again, so that the page can rest in the back/forward cache. */
  close(): void {
    this.isWanted = false;
    if (this.socket) this.socket.disconnect();
  }

  /** Sends a message and waits for the word that it is stored. */
  async send(chat: string, client_id: string, text: string, quote: number | null = null): Promise<Acknowledged> {
    const answer = await this.ask("message", { chat, client_id, text, quote });
    if (typeof answer.id !== "number") throw new Refused(0, "no_answer", "The server gave no message id.");
    return { id: answer.id, at: String(answer.at || "") };
  }

  /** Asks for what was missed after an id, and after a change. */
  async resume(chat: string, after: number, changed_to: number | null = null): Promise<Part> {
    return readPart(await this.ask("resume", { chat, after, changes_after: changed_to }));
  }

  /** Says that the visitor is writing, and what, where they were told that it can be seen; nobody waits for it. */
  typing(chat: string, text?: string): void {
    if (this.socket && this.socket.connected) this.socket.volatile.emit("typing", text === undefined ? { chat } : { chat, text });
  }

  /** Says how much has arrived, though nobody has looked at it. */
  received(chat: string, id: number): void {
    if (this.socket && this.socket.connected) this.socket.emit("received", { chat, id });
  }

  /** Says how far the visitor has read. */
  seen(chat: string, id: number): boolean {
    if (!this.socket || !this.socket.connected) return false;
    this.socket.emit("seen", { chat, id });
    return true;
  }

  /** Opens the line again after so long and up to four seconds more, unless the page rests by then. */
  private comeBackIn(milliseconds: number): void {
    setTimeout(() => this.isWanted && this.open(), milliseconds + Math.random() * 4000);
  }

  private async ask(event: string, body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const socket = this.socket;
    if (!socket || !socket.connected) throw new Refused(0, "unreachable", "There is no line.");
    let answer: unknown;
    try {
      answer = await socket.timeout(ACK_WITHIN_MS).emitWithAck(event, body);
    } catch {
      throw new Refused(0, "no_answer", "No answer came.");
    }
    if (!isRecord(answer)) throw new Refused(0, "no_answer", "No answer came.");
    if (answer.ok === false) throw new Refused(statusOf(answer.code), String(answer.code || ""), String(answer.message || ""));
    return answer;
  }
}

/** The socket gives codes, HTTP gives numbers: one word for both. */
function statusOf(code: unknown): number {
  const known: Readonly<Record<string, number>> = {
    conflict: 409, not_found: 404, forbidden: 403, invalid_input: 422, invalid: 422, bad_request: 400, too_large: 413,
    too_many_requests: 429, too_fast: 429, not_joined: 503, unsupported_media: 415, unavailable: 503, busy: 503, storage_full: 507, internal: 500, server_error: 500, error: 500,
  };
  return known[String(code)] ?? 400;
}
