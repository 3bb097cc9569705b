/** What the panel does beside writing: files both ways, the rating, the transcript, and ending the chat. */

import { readChat, readMessage, type Chat, type Message } from "../shared/wire";
import type { PanelText } from "../shared/panel_texts";
import { isRecord } from "../shared/json_text";
import { sendFile, Uploads } from "../shared/uploads";
import { Refused, type PanelApi } from "./api";
import type { AfterChat, Rating } from "./after_chat";
import { FileDoor } from "./file_door";
import type { PanelFiles } from "./files";
import type { HouseRules } from "./house_rules";
import { isDismissed, keepDismissal, type Keepsake } from "./keeping";
import type { Opening } from "./sending";
import type { State } from "./state";

/** The panel has one row of files, whichever chat each goes into when its turn comes. */
const PANEL = "";

/** What the extras need of the panel. */
export interface ExtrasNeeds {
  readonly api: PanelApi;
  readonly base: string;
  readonly secret: string;
  readonly rules: HouseRules;
  readonly language: string;
  readonly state: () => State;
  readonly keepsake: Keepsake | null;
  /** What stands beside a file that begins a chat: the invitation that it answers, the page, the embed code. */
  readonly opening: () => Opening | null;
  readonly took: (message: Message, chat: Chat | null) => void;
  readonly changed: (chat: Chat) => void;
  /** The offline form stands where else a chat would be written. */
  readonly isLeaving: () => boolean;
  readonly redraw: () => void;
}

/** Files and farewells of one panel. */
export class Extras {
  private readonly uploads: Uploads;
  private readonly door: FileDoor;
  readonly asks: AfterChat;

  constructor(private readonly needs: ExtrasNeeds) {
    const { api, base, rules, secret } = needs;
    this.door = new FileDoor(base, async (chat) => {
      const answer = await api.post(`${pathOf(chat)}/file-pass`, {});
      return { token: String(answer.pass || ""), seconds: Number(answer.seconds) || 0 };
    }, () => Date.now());
    this.uploads = new Uploads({
      rules: () => rules.files,
      transfer: (upload, progress) => {
        const headers = { "X-Beckon-Panel": secret, Accept: "application/json", ...(api.token ? { Authorization: `Bearer ${api.token}` } : {}) };
        const chat = this.openChat();
        if (chat) return sendFile(`${base}/widget/v1${pathOf(chat)}/files`, headers, upload, progress);
        return sendFile(`${base}/widget/v1/files`, headers, upload, progress, { start: JSON.stringify(needs.opening() || {}) });
      },
      arrived: (_upload, body) => {
        const message = isRecord(body) ? readMessage(body.message) : null;
        if (message) needs.took(message, isRecord(body) ? readChat(body.chat) : null);
      },
      changed: needs.redraw,
    });
    this.asks = {
      survey: rules.survey, transcript: rules.transcript,
      rate: (chat, rating, comment) => this.rate(chat, rating, comment),
      mail: (chat, address) => this.mail(chat, address),
      isDismissed: (chat) => isDismissed(needs.keepsake, chat),
      dismiss: (chat) => {
        keepDismissal(needs.keepsake, chat);
        needs.redraw();
      },
    };
  }

  /** Files as the panel shows them now. */
  files(): PanelFiles {
    return {
      door: this.door, rules: this.needs.rules.files,
      canSend: this.needs.state().phase === "ready" && !this.needs.isLeaving(),
      uploads: this.uploads.of(PANEL),
      onFiles: (files) => this.uploads.add(PANEL, files),
      onCancel: (id) => this.uploads.cancel(id),
      onRetry: (id) => this.uploads.retry(id),
    };
  }

  /** The line is back. */
  lineIsBack(): void {
    this.uploads.lineIsBack();
  }

  /** Ends the chat; what could not be done can be tried again. */
  async end(): Promise<void> {
    const { chat } = this.needs.state();
    if (!chat) return;
    const answer = await this.needs.api.post(`${pathOf(chat.key)}/close`, {}).catch(() => null);
    const closed = answer ? readChat(answer.chat) : null;
    if (closed) this.needs.changed(closed);
  }

  private openChat(): string | null {
    const { chat } = this.needs.state();
    return chat && chat.state !== "closed" ? chat.key : null;
  }

  private async rate(chat: string, rating: Rating, comment: string): Promise<PanelText | ""> {
    return this.attempt(`${pathOf(chat)}/rating`, { rating, comment });
  }

  private async mail(chat: string, address: string): Promise<PanelText | ""> {
    const time_zone = new Intl.DateTimeFormat().resolvedOptions().timeZone || null;
    return this.attempt(`${pathOf(chat)}/transcript`, { address, language: this.needs.language, time_zone });
  }

  private async attempt(path: string, body: Readonly<Record<string, unknown>>): Promise<PanelText | ""> {
    try {
      await this.needs.api.post(path, body);
      return "";
    } catch (problem) {
      if (!(problem instanceof Refused)) return "not_done";
      if (problem.code === "not_an_address") return "transcript_bad_address";
      return problem.status === 429 ? "error_too_many" : "not_done";
    }
  }
}

function pathOf(chat: string): string {
  return `/chats/${encodeURIComponent(chat)}`;
}
