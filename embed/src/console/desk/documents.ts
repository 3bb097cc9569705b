/** The documents that the server sends to the desk, as `app/realtime/desk_rows.py` and `app/chats/wire.py` write them. */

import type { SentFile } from "../../shared/file_words";
import type { ManualRow } from "../inviting";
import type { Note, Quote } from "./conversation_documents";

export type Presence = "online" | "away" | "invisible" | "offline";

/** What is known about one colleague's being there. */
export interface PresenceRow {
  readonly id: number;
  readonly state: Presence;
  /** Why they are away, as they say. */
  readonly reason?: string | null;
  /** Away because nobody has touched their desk for a while. */
  readonly is_idle?: boolean;
}

export type ChatState = "waiting" | "active" | "closed";

export interface Page {
  readonly url: string;
  readonly title: string;
}

export interface Pseudonym {
  readonly colour: string;
  readonly animal: string;
}

export interface Colleague {
  readonly id: number;
  readonly name: string;
}

export interface DeskChat {
  readonly key: string;
  readonly state: ChatState;
  readonly operator: Colleague | null;
  readonly last_id: number;
  readonly unread: number;
  readonly started_at: string;
  readonly visitor: {
    readonly key: string;
    readonly name: string | null;
    readonly pseudonym: Pseudonym;
    readonly country: string | null;
  };
  readonly department: string | null;
  readonly department_id: number | null;
  readonly last_line: string;
  readonly waiting_since: string | null;
  readonly closed_at: string | null;
  readonly seen_by_operator: number;
  readonly seen_by_visitor: number;
  readonly received_by_visitor: number;
  readonly last_change: number;
  readonly last_note: number;
  readonly invitation: { readonly name: string } | null;
  readonly page: Page | null;
  readonly close_reason: string | null;
  readonly held_since: string | null;
  readonly missed_at: string | null;
  readonly transfer: Transfer | null;
  readonly tags: readonly string[];
  readonly rating: "great" | "average" | "poor" | null;
  readonly rating_comment: string | null;
  readonly visitor_email: string | null;
  readonly last_activity_at: string | null;
  /** When the visitor wrote the oldest message that no operator has answered. */
  readonly awaiting_since: string | null;
}

/** A chat that waits to be taken by a colleague or by a department. */
export interface Transfer {
  readonly operator: Colleague | null;
  readonly department: Colleague | null;
  readonly by: { readonly id: number | null; readonly name: string };
  readonly note: string;
  readonly at: string;
}

/** What became of a chat that was an operator's own, or of an offer of theirs or to them. */
export interface Told {
  readonly chat: DeskChat;
  readonly code: string;
  readonly by: string;
}

export interface VisitorRow {
  readonly key: string;
  readonly name: string | null;
  readonly pseudonym: Pseudonym;
  readonly page: Page | null;
  readonly referrer: string | null;
  readonly country: string | null;
  readonly city: string | null;
  readonly device: string | null;
  readonly browser: string | null;
  readonly system: string | null;
  readonly language: string | null;
  readonly visit_number: number;
  readonly page_views: number;
  readonly visit_started_at: string | null;
  readonly last_seen_at: string;
  readonly tags: readonly string[];
  readonly invitation: { readonly name: string; readonly state: string } | null;
  readonly manual: ManualRow | null;
  readonly chat: { readonly key: string; readonly state: ChatState; readonly operator: Colleague | null } | null;
}

export interface SeenPage {
  readonly url: string;
  readonly title: string;
  readonly at: string;
  readonly seconds: number;
  readonly visit_number: number;
}

export interface VisitorPage extends VisitorRow {
  readonly landing_url: string | null;
  readonly time_zone: string | null;
  readonly page_began_at: string | null;
  readonly utm: Readonly<Record<string, string>>;
  readonly trail: readonly SeenPage[];
}

export interface Message {
  readonly id: number;
  readonly chat: string;
  readonly client_id: string | null;
  readonly from: "visitor" | "operator" | "invitation" | "automatic" | "system";
  readonly name: string;
  readonly text: string;
  readonly code: string | null;
  /** Whom or what a system line is about besides its sender. */
  readonly about?: string | null;
  readonly quote: Quote | null;
  readonly file: SentFile | null;
  readonly edited_at: string | null;
  readonly deleted_at: string | null;
  /** The number of its latest change within the chat, 0 for none. */
  readonly change: number;
  readonly operator_id: number | null;
  readonly at: string;
}

/** The lists of chats, in the order in which the desk shows them. */
export type ListName = "waiting" | "offered" | "mine" | "active" | "closed";

export interface DeskState {
  readonly now: string;
  /** When the present day began by the site's clock. */
  readonly day_began: string;
  readonly me: {
    readonly permissions: readonly string[];
    readonly id: number;
    readonly name: string;
    readonly state: Presence;
    readonly reason: string | null;
    readonly is_idle: boolean;
    /** Departments that I do not serve for now. */
    readonly pauses: readonly number[];
    /** None means every department. */
    readonly departments: readonly number[];
  };
  readonly operators: readonly { readonly id: number; readonly name: string; readonly state: Presence }[];
  readonly departments: readonly Colleague[];
  /** After how many seconds without an answer a chat turns amber, and red. */
  readonly targets: { readonly amber: number; readonly red: number };
  /** The first chats of each list; `totals` says how many there are. */
  readonly chats: Readonly<Record<ListName, readonly DeskChat[]>>;
  readonly totals: Readonly<Record<ListName, number>>;
  /** Chats that were given up unanswered today. */
  readonly missed: number;
  readonly visitors: readonly VisitorRow[];
  readonly visitors_online: number;
}

/** How many chats are in each list. */
export interface Totals {
  readonly now: string;
  readonly totals: Readonly<Record<ListName, number>>;
  readonly visitors_online: number;
}

export interface ChatPage {
  readonly chat: DeskChat;
  readonly visitor: VisitorPage | null;
  readonly messages: readonly Message[];
  /** Messages that were changed since the change that was asked for; with them every change up to `changed_to` is known. */
  readonly changes: readonly Message[];
  readonly changed_to: number;
  readonly notes: readonly Note[];
  readonly more: boolean;
  /** Whether the visitor had a chat before this one that I may see. */
  readonly has_previous: boolean;
}
