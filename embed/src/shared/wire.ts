/** The shapes that travel between server, loader and panel, and the checks that every incoming one must pass. */

import { readSentFile, type SentFile } from "./file_words";
import { isRecord } from "./json_text";

/** What the embed code says about itself. */
export interface Embed {
  readonly identifier: string | null;
  readonly department: readonly string[];
  readonly language: string | null;
}

/** The page that the visitor is looking at. */
export interface PageAddress {
  readonly url: string;
  readonly title: string;
}

/** A button that an invitation offers: it opens the chat, opens a link, or answers with its own words. */
export interface InvitationButton {
  readonly label: string;
  readonly does: "chat" | "link" | "reply";
  /** Where a link leads. */
  readonly url: string | null;
}

/** How an invitation looks; its `css` was made to reach nothing but the bubble. */
export interface InvitationDesign {
  /** CSS pixels. */
  readonly width: number | null;
  readonly css: string;
  readonly open: "bubble" | "panel";
  /** It begins as a small bar, because its visitor has had it before. */
  readonly minimised: boolean;
  readonly sound: boolean;
}

/** An invitation that the server has granted to this tab. */
export interface Invitation {
  /** The impression's own key; signals carry it. */
  readonly impression: string;
  /** The invitation's key in the rule book. */
  readonly key: string;
  readonly html: string | null;
  readonly text: string;
  readonly sender: string | null;
  readonly buttons: readonly InvitationButton[];
  readonly design: InvitationDesign;
  /** The language of its words where they are a translation. */
  readonly language: string | null;
  /** Seconds until an unanswered invitation disappears, 0 = never. */
  readonly expires_after: number;
}

/** Where a waiting chat stands, and how long it usually takes; null where that is not known. */
export interface QueuePlace {
  readonly place: number;
  readonly wait_seconds: number | null;
}

function readQueue(value: unknown): QueuePlace | null {
  const place = isRecord(value) ? numberOf(value.place) : 0;
  if (!isRecord(value) || place < 1) return null;
  return { place, wait_seconds: typeof value.wait_seconds === "number" ? value.wait_seconds : null };
}

/** A chat as the visitor may see it. */
export interface Chat {
  readonly key: string;
  readonly state: "waiting" | "active" | "closed";
  readonly operator: { readonly name: string } | null;
  readonly last_id: number;
  /** How often a message was changed or taken back; always set by what the server says. */
  readonly last_change?: number;
  readonly unread: number;
  readonly started_at: string;
  readonly held: boolean;
  /** Null as well where the server did not say it this time. */
  readonly queue: QueuePlace | null;
  /** What the visitor thought of it. */
  readonly rating: string | null;
}

/** A message that another one answers, as far as it is shown there. */
export interface Quote {
  readonly id: number;
  readonly from: Message["from"];
  readonly name: string | null;
  readonly text: string;
}

/** One message of a chat; ids count 1, 2, 3 … without a gap. */
export interface Message {
  readonly id: number;
  readonly chat: string;
  readonly client_id: string | null;
  readonly from: "visitor" | "operator" | "invitation" | "automatic" | "system";
  readonly name: string | null;
  readonly text: string;
  readonly html: string | null;
  /** What a system message tells, so that it can be said in the visitor's language. */
  readonly code: string | null;
  /** Whom or what a system line is about besides its sender. */
  readonly about?: string | null;
  /** The message that this one answers. */
  readonly quote?: Quote | null;
  readonly is_edited?: boolean;
  /** It was taken back; nothing of it is here any more. */
  readonly is_deleted?: boolean;
  /** The number of its latest change within the chat, 0 for none. */
  readonly change?: number;
  readonly file: SentFile | null;
  readonly at: string;
}

function textOf(value: unknown, fallback = ""): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : fallback;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOf(value: unknown, fallback = 0): number {
  return typeof value === "number" && isFinite(value) ? value : fallback;
}

function nameOf(value: unknown): string | null {
  return isRecord(value) ? textOrNull(value.name) : textOrNull(value);
}

const MOST_BUTTONS = 3;

/** Reads the buttons of an invitation; those without a label, and links without a usable address, are left out. */
export function readButtons(value: unknown): InvitationButton[] {
  if (!Array.isArray(value)) return [];
  const buttons: InvitationButton[] = [];
  for (const item of value) {
    if (!isRecord(item)) continue;
    const label = textOf(item.label);
    const url = textOf(item.url);
    if (!label) continue;
    if (item.does === "chat" || item.does === "reply") buttons.push({ label, does: item.does, url: null });
    else if (/^(https?:\/\/|mailto:|tel:)/i.test(url)) buttons.push({ label, does: "link", url });
  }
  return buttons.slice(0, MOST_BUTTONS);
}

/** Reads a granted invitation; null when it is not one. */
export function readInvitation(impression: unknown, value: unknown): Invitation | null {
  const id = textOf(impression);
  if (!id || !isRecord(value)) return null;
  const design = isRecord(value.design) ? value.design : {};
  return {
    impression: id,
    key: textOf(value.key),
    html: textOrNull(value.html),
    text: textOf(value.text),
    sender: nameOf(value.sender),
    buttons: readButtons(value.buttons),
    design: {
      width: typeof design.width === "number" && design.width > 0 ? design.width : null,
      css: textOf(design.css),
      open: design.open === "panel" ? "panel" : "bubble",
      minimised: design.minimised === true,
      sound: design.sound === true,
    },
    language: textOrNull(value.language),
    expires_after: Math.max(0, numberOf(value.expires_after)),
  };
}

/** Reads a chat; null when it is not one. */
export function readChat(value: unknown): Chat | null {
  if (!isRecord(value)) return null;
  const key = textOf(value.key);
  const state = value.state;
  if (!key || (state !== "waiting" && state !== "active" && state !== "closed")) return null;
  const operator = nameOf(value.operator);
  return {
    key,
    state,
    operator: operator ? { name: operator } : null,
    last_id: numberOf(value.last_id),
    last_change: Math.max(0, numberOf(value.last_change)),
    unread: Math.max(0, numberOf(value.unread)),
    started_at: textOf(value.started_at),
    held: value.held === true,
    queue: readQueue(value.queue),
    rating: textOrNull(value.rating),
  };
}

function isSender(value: unknown): value is Message["from"] {
  return typeof value === "string" && /^(visitor|operator|invitation|automatic|system)$/.test(value);
}

function readQuote(value: unknown): Quote | null {
  if (!isRecord(value) || !isSender(value.from) || numberOf(value.id) < 1) return null;
  return { id: numberOf(value.id), from: value.from, name: textOrNull(value.name), text: textOf(value.text) };
}

/** Reads a message; null when it is not one. */
export function readMessage(value: unknown): Message | null {
  if (!isRecord(value)) return null;
  const id = numberOf(value.id, -1);
  const from = value.from;
  if (id < 1 || Math.floor(id) !== id || typeof value.text !== "string") return null;
  if (!isSender(from)) return null;
  return {
    id,
    chat: textOf(value.chat),
    client_id: textOrNull(value.client_id),
    from,
    name: textOrNull(value.name),
    text: value.text,
    html: textOrNull(value.html),
    code: textOrNull(value.code),
    about: textOrNull(value.about),
    quote: readQuote(value.quote),
    is_edited: textOrNull(value.edited_at) !== null,
    is_deleted: textOrNull(value.deleted_at) !== null,
    change: Math.max(0, numberOf(value.change)),
    file: readSentFile(value.file),
    at: textOf(value.at),
  };
}

/** Reads a list of messages and leaves out what is not one. */
export function readMessages(value: unknown): Message[] {
  if (!Array.isArray(value)) return [];
  const messages: Message[] = [];
  for (const item of value) {
    const message = readMessage(item);
    if (message) messages.push(message);
  }
  return messages;
}

/** Reads `{online}`; null when nothing is said about the team. */
export function readTeamOnline(value: unknown): boolean | null {
  return isRecord(value) && typeof value.online === "boolean" ? value.online : null;
}
