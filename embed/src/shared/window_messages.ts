/** What loader and panel say to each other across their two origins; anything that does not fit exactly is dropped. */

import { isRecord } from "./json_text";
import { readButtons, type Embed, type InvitationButton, type PageAddress } from "./wire";

/** An invitation on its way into the panel. */
export interface PanelInvitation {
  /** The impression's own key. */
  readonly key: string;
  readonly html: string | null;
  readonly text: string;
  readonly sender: { readonly name: string } | null;
  readonly buttons: readonly InvitationButton[];
  readonly language: string | null;
}

/** What the panel needs to begin. */
export interface StartMessage {
  readonly type: "start";
  readonly token: string | null;
  readonly page_id: string;
  readonly tab_id: string;
  readonly embed: Embed;
  readonly page: PageAddress;
  readonly impression: PanelInvitation | null;
  /** What the visitor has just answered with a button of the invitation. */
  readonly say: string | null;
  readonly focus: boolean;
}

/** What the loader says to the panel. */
export type ToPanel =
  | StartMessage
  | { readonly type: "visible"; readonly open: boolean; readonly focus: boolean }
  | ({ readonly type: "page" } & PageAddress)
  | { readonly type: "invitation"; readonly impression: PanelInvitation | null }
  | { readonly type: "say"; readonly text: string };

/** What the panel says to the loader. */
export type FromPanel =
  | { readonly type: "hello" }
  | { readonly type: "close" }
  | { readonly type: "clicked"; readonly link: string }
  | { readonly type: "unread"; readonly n: number }
  | { readonly type: "token"; readonly token: string }
  | { readonly type: "chat"; readonly state: "started" | "closed" }
  | { readonly type: "message"; readonly direction: "sent" | "received" }
  | { readonly type: "team"; readonly online: boolean };

const LONGEST = 60000;
/** A quick reply is as long as a button. */
const LONGEST_REPLY = 200;
const LONGEST_LINK = 2000;

function text(value: unknown, limit = 4000): string | null {
  return typeof value === "string" && value.length <= limit ? value : null;
}

function invitationOf(value: unknown): PanelInvitation | null {
  if (!isRecord(value)) return null;
  const key = text(value.key, 200);
  const words = text(value.text, LONGEST);
  if (!key || words === null) return null;
  const name = isRecord(value.sender) ? text(value.sender.name, 300) : null;
  return { key, html: text(value.html, LONGEST), text: words, sender: name ? { name } : null, buttons: readButtons(value.buttons), language: text(value.language, 35) };
}

function embedOf(value: unknown): Embed {
  const source = isRecord(value) ? value : {};
  const department = Array.isArray(source.department) ? source.department : [];
  return {
    identifier: text(source.identifier, 100),
    department: department.filter((item): item is string => text(item, 200) !== null).slice(0, 50),
    language: text(source.language, 35),
  };
}

function pageOf(value: unknown): PageAddress {
  const source = isRecord(value) ? value : {};
  return { url: text(source.url) || "", title: text(source.title) || "" };
}

/** Reads what arrived from the loader; null for everything that is not part of the talk. */
export function readToPanel(data: unknown): ToPanel | null {
  try {
    if (!isRecord(data) || data.beckon !== 1) return null;
    switch (data.type) {
      case "start":
        return {
          type: "start",
          token: text(data.token),
          page_id: text(data.page_id, 64) || "",
          tab_id: text(data.tab_id, 64) || "",
          embed: embedOf(data.embed),
          page: pageOf(data.page),
          impression: invitationOf(data.impression),
          say: text(data.say, LONGEST_REPLY) || null,
          focus: data.focus === true,
        };
      case "visible":
        return typeof data.open === "boolean" ? { type: "visible", open: data.open, focus: data.focus === true } : null;
      case "page":
        return { type: "page", ...pageOf(data) };
      case "invitation":
        return { type: "invitation", impression: invitationOf(data.impression) };
      case "say": {
        const words = text(data.text, LONGEST_REPLY);
        return words ? { type: "say", text: words } : null;
      }
      default:
        return null;
    }
  } catch {
    return null;
  }
}

/** Reads what arrived from the panel; null for everything that is not part of the talk. */
export function readFromPanel(data: unknown): FromPanel | null {
  try {
    if (!isRecord(data) || data.beckon !== 1) return null;
    switch (data.type) {
      case "hello":
      case "close":
        return { type: data.type };
      case "clicked": {
        const link = text(data.link, LONGEST_LINK);
        return link ? { type: "clicked", link } : null;
      }
      case "unread":
        return typeof data.n === "number" && data.n >= 0 ? { type: "unread", n: Math.min(999, Math.floor(data.n)) } : null;
      case "token": {
        const token = text(data.token);
        return token ? { type: "token", token } : null;
      }
      case "chat":
        return data.state === "started" || data.state === "closed" ? { type: "chat", state: data.state } : null;
      case "message":
        return data.direction === "sent" || data.direction === "received" ? { type: "message", direction: data.direction } : null;
      case "team":
        return typeof data.online === "boolean" ? { type: "team", online: data.online } : null;
      default:
        return null;
    }
  } catch {
    return null;
  }
}
