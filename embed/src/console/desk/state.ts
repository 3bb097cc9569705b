/** What the desk knows at one moment, and everything that can change it. */

import type { Note, SideLine } from "./conversation_documents";
import type { ConversationEvent } from "./conversation_reducer";
import type { ChatPage, Colleague, DeskChat, DeskState, ListName, Message, Presence, PresenceRow, Totals, VisitorPage, VisitorRow } from "./documents";

/** How the line to the server is. */
export type LineState = "connecting" | "connected" | "lost" | "restarting" | "signed_out";

/** A message of mine that the server has not confirmed. `client_id` is made once and stays through every retry. */
export interface Outgoing {
  readonly client_id: string;
  readonly chat: string;
  readonly text: string;
  /** The number of the message that it answers. */
  readonly quote: number | null;
  readonly at: string;
  /** sending: on its way · unsent: no line, goes out by itself later · refused: the server said no. */
  readonly state: "sending" | "unsent" | "refused";
  readonly code: string | null;
}

/** The messages of one chat as far as they were read from the server. */
export interface Conversation {
  readonly messages: readonly Message[];
  readonly isLoaded: boolean;
  /** Why the messages could not be read; null when they were, or are being read. */
  readonly problem: "unknown_chat" | "unreachable" | null;
  /** The last message that had been read when the chat was opened; what follows is below the "New" line. */
  readonly readBefore: number;
  /** The visitor is writing until this moment (milliseconds of the desk's clock). */
  readonly typingUntil: number;
  /** Every change of a message up to this one is known; null before the first answer. */
  readonly changedTo: number | null;
  readonly notes: readonly Note[];
  /** Whether the visitor had a chat before this one; null before the first answer. */
  readonly hasPrevious: boolean | null;
  /** What happened beside the messages. */
  readonly lines: readonly SideLine[];
  /** What stands unsent in the visitor's box, where that may be seen. */
  readonly preview: { readonly text: string; readonly until: number } | null;
}

/** The chats that a visitor had before one, as far as they were loaded, the oldest first. */
export interface Previous {
  readonly chats: readonly DeskChat[];
  readonly isAll: boolean;
}

/** Whose conversation or details the desk shows. */
export interface Open {
  readonly chat: string | null;
  readonly visitor: string | null;
}

export interface State {
  readonly me: {
    /** What my role allows, by the names of the server. */
    readonly permissions: readonly string[];
    readonly id: number;
    readonly name: string;
    readonly presence: Presence;
    /** Why I am away, as I said. */
    readonly reason: string | null;
    /** Away because I have touched nothing for a while. */
    readonly isIdle: boolean;
    /** Departments that I do not serve for now. */
    readonly pauses: readonly number[];
    readonly departments: readonly number[];
  };
  readonly line: LineState;
  readonly isLoaded: boolean;
  readonly open: Open;
  readonly chats: ReadonlyMap<string, DeskChat>;
  /** Chats of each list beyond those that the server sent. */
  readonly unlistedChats: Readonly<Record<ListName, number>>;
  /** Up to which chat each list was sent, in the server's order; null for an empty one. */
  readonly listedUpTo: Readonly<Record<ListName, string | null>>;
  readonly departments: readonly Colleague[];
  readonly targets: { readonly amber: number; readonly red: number };
  readonly dayBegan: string;
  /** Chats that were given up unanswered today, as the server counted last. */
  readonly missed: number;
  /** When the server counted the lists. */
  readonly listedAt: string;
  readonly visitors: ReadonlyMap<string, VisitorRow>;
  /** Visitors who are online beyond those that the server listed. */
  readonly unlisted: number;
  readonly details: ReadonlyMap<string, VisitorPage>;
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly previous: ReadonlyMap<string, Previous>;
  readonly outgoing: readonly Outgoing[];
  /** What was pushed since the state was last asked for: newer than the answer that is on its way. */
  readonly pushed: ReadonlySet<string>;
  /** Whose presence was pushed since then, and how it is. */
  readonly presences: ReadonlyMap<number, PresenceRow>;
}

export type DeskEvent =
  | ConversationEvent
  | { readonly type: "line"; readonly state: LineState }
  | { readonly type: "asked_for_state" }
  | { readonly type: "state"; readonly state: DeskState }
  | { readonly type: "listed"; readonly list: ListName; readonly chats: readonly DeskChat[]; readonly more: boolean }
  | { readonly type: "totals"; readonly totals: Totals }
  | { readonly type: "opened"; readonly open: Open }
  | { readonly type: "chat"; readonly chat: DeskChat }
  | { readonly type: "chat_page"; readonly page: ChatPage }
  | { readonly type: "chat_unreadable"; readonly chat: string; readonly problem: "unknown_chat" | "unreachable" }
  | { readonly type: "visitor_page"; readonly visitor: VisitorPage }
  | { readonly type: "message"; readonly message: Message }
  | { readonly type: "visitors"; readonly rows: readonly VisitorRow[] }
  | { readonly type: "visitors_left"; readonly keys: readonly string[] }
  | { readonly type: "presence"; readonly operators: readonly PresenceRow[] }
  | { readonly type: "pauses"; readonly pauses: readonly number[] }
  | { readonly type: "typing"; readonly chat: string; readonly until: number }
  | { readonly type: "sending"; readonly outgoing: Outgoing }
  | { readonly type: "sent"; readonly client_id: string; readonly id: number; readonly at: string }
  | { readonly type: "unsent"; readonly client_id: string }
  | { readonly type: "refused"; readonly client_id: string; readonly code: string }
  | { readonly type: "withdrawn"; readonly client_id: string };

export const NO_CHATS: Readonly<Record<ListName, number>> = { waiting: 0, offered: 0, mine: 0, active: 0, closed: 0 };

export const NO_CONVERSATION: Conversation = {
  messages: [],
  isLoaded: false,
  problem: null,
  readBefore: 0,
  typingUntil: 0,
  changedTo: null,
  notes: [],
  hasPrevious: null,
  lines: [],
  preview: null,
};

/** A desk that knows nothing yet. */
export const EMPTY: State = {
  me: { id: 0, name: "", presence: "offline", reason: null, isIdle: false, pauses: [], departments: [], permissions: [] },
  line: "connecting",
  isLoaded: false,
  missed: 0,
  open: { chat: null, visitor: null },
  chats: new Map(),
  unlistedChats: NO_CHATS,
  listedUpTo: { waiting: null, offered: null, mine: null, active: null, closed: null },
  departments: [],
  targets: { amber: 40, red: 120 },
  dayBegan: "",
  listedAt: "",
  visitors: new Map(),
  unlisted: 0,
  details: new Map(),
  conversations: new Map(),
  previous: new Map(),
  outgoing: [],
  pushed: new Set(),
  presences: new Map(),
};
