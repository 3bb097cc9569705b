/** The panel's calls to its own server. */

import { isRecord } from "../shared/json_text";
import { readBackAt } from "./back_at";
import { readChat, readMessages, readTeamOnline, type Chat, type Embed, type Message, type PageAddress } from "../shared/wire";
import { readOfflineForm, type OfflineForm } from "./offline_document";
import type { Opening } from "./sending";

/** A call that was refused or did not arrive. */
export class Refused extends Error {
  /** @param status HTTP status, 0 when nothing was heard; `field` names what was wrong, if anything did */
  constructor(readonly status: number, readonly code: string, message: string, readonly field = "") {
    super(message);
  }

  /** True when the same call may well succeed later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status === 425 || this.status >= 500;
  }
}

/** A session: the visitor's token and what is going on. */
export interface Session {
  readonly token: string;
  readonly chat: Chat | null;
  readonly team_online: boolean | null;
  readonly team_back?: string | null;
  /** What is asked while nobody is there; null where there is no form. */
  readonly offline?: OfflineForm | null;
  /** Operators may see what the visitor types before it is sent. */
  readonly typing_preview?: boolean;
}

/** The word of the server on one message. */
export interface Acknowledged {
  readonly id: number;
  readonly at: string;
}

/** A part of a conversation. */
export interface Part {
  readonly chat: Chat | null;
  readonly messages: readonly Message[];
  /** Messages that were changed since, and up to which change everything is known with them; null where nothing is said. */
  readonly changes?: readonly Message[];
  readonly changed_to?: number | null;
  readonly more: boolean;
}

/** Reads a part of a conversation. */
export function readPart(answer: Readonly<Record<string, unknown>>): Part {
  return {
    chat: readChat(answer.chat),
    messages: readMessages(answer.messages),
    changes: readMessages(answer.changes),
    changed_to: typeof answer.changed_to === "number" ? answer.changed_to : null,
    more: answer.more === true,
  };
}

const TIME_LIMIT_MS = 15000;

/** Speaks HTTP with the server; `base` is the path in front of `/widget/v1`. */
export class PanelApi {
  token: string | null = null;

  constructor(private readonly base: string, private readonly secret: string) {}

  /** Opens the session; opening the chat is consent, so a visitor without a token gets one. */
  async session(embed: Embed, page: PageAddress): Promise<Session> {
    const answer = await this.call("POST", "/session", { embed, page });
    const token = typeof answer.token === "string" ? answer.token : this.token;
    if (!token) throw new Refused(0, "no_token", "The server gave no token.");
    this.token = token;
    return { token, chat: readChat(answer.chat), team_online: readTeamOnline(answer.team), team_back: readBackAt(answer.team), offline: readOfflineForm(answer.offline), typing_preview: answer.typing_preview === true };
  }

  /** Leaves a message while nobody is there; the same client_id again is the same message. */
  async leave(body: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call("POST", "/offline", body);
  }

  /** Starts a chat with its first message; the same client_id again gives the same chat. */
  async startChat(first: { client_id: string; text: string }, opening: Opening): Promise<{ chat: Chat; message: Message | null }> {
    const answer = await this.call("POST", "/chats", { client_id: first.client_id, text: first.text, ...opening });
    const chat = readChat(answer.chat);
    if (!chat) throw new Refused(0, "no_chat", "The server gave no chat.");
    return { chat, message: readMessages([answer.message])[0] || null };
  }

  /** Sends a message into a chat. */
  async send(chat: string, client_id: string, text: string, quote: number | null = null): Promise<Acknowledged> {
    const answer = await this.call("POST", `/chats/${encodeURIComponent(chat)}/messages`, { client_id, text, quote });
    if (typeof answer.id !== "number") throw new Refused(0, "no_answer", "The server gave no message id.");
    return { id: answer.id, at: String(answer.at || "") };
  }

  /** The messages of a chat after an id, at most 200, and what was changed after a change; null: nothing is known yet. */
  async messages(chat: string, after: number, changed_to: number | null = null): Promise<Part> {
    const changes = changed_to === null ? "" : `&changes_after=${changed_to}`;
    return readPart(await this.call("GET", `/chats/${encodeURIComponent(chat)}/messages?after=${after}${changes}`));
  }

  /** Notes how far the visitor has read. */
  async seen(chat: string, id: number): Promise<void> {
    await this.call("POST", `/chats/${encodeURIComponent(chat)}/seen`, { id });
  }

  /** Any other call with a document. */
  post(path: string, body: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    return this.call("POST", path, body);
  }

  private async call(method: "GET" | "POST", path: string, body?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIME_LIMIT_MS);
    const headers: Record<string, string> = { "X-Beckon-Panel": this.secret };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body) headers["Content-Type"] = "application/json";
    let response: Response;
    let answer: unknown = null;
    try {
      response = await fetch(`${this.base}/widget/v1${path}`, {
        method, headers, credentials: "omit", cache: "no-store", signal: abort.signal, ...(body ? { body: JSON.stringify(body) } : {}),
      });
      answer = await response.json().catch(() => null);
    } catch {
      throw new Refused(0, "unreachable", "The server cannot be reached.");
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) {
      const problem = isRecord(answer) && isRecord(answer.error) ? answer.error : {};
      throw new Refused(response.status, String(problem.code || ""), String(problem.message || ""), String(problem.field || ""));
    }
    return isRecord(answer) ? answer : {};
  }
}
