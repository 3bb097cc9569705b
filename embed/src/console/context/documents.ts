/** What the server says about the person behind a visitor, as `app/realtime/context_rows.py` writes it. */

export interface Note {
  readonly id: number;
  readonly by: string;
  readonly text: string;
  readonly at: string;
  readonly can_remove: boolean;
}

export interface PastChat {
  readonly key: string;
  readonly state: "waiting" | "active" | "closed";
  readonly at: string;
  readonly closed_at: string | null;
  readonly operator: string | null;
  readonly messages: number;
  readonly rating: "great" | "average" | "poor" | null;
  readonly comment: string | null;
  readonly is_missed: boolean;
  readonly is_of_this_browser: boolean;
}

export interface PastVisit {
  readonly number: number;
  readonly at: string;
  readonly pages: number;
  readonly seconds: number;
  readonly referrer: string | null;
  readonly landing_url: string;
}

export interface ShownInvitation {
  readonly key: string | null;
  readonly name: string;
  readonly by_hand: boolean;
  readonly state: string;
  readonly words: string;
  readonly at: string;
  readonly page: string | null;
}

export interface Contact {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

export interface ContextDocument {
  readonly key: string;
  readonly is_here: boolean;
  readonly can: Readonly<Record<"invite" | "block" | "export" | "erase" | "edit_invitations", boolean>>;
  readonly contact: Contact;
  readonly signed_id: string | null;
  readonly is_colleague: boolean;
  readonly block: { readonly until: string | null; readonly note: string; readonly by: string } | null;
  readonly first_seen_at: string;
  readonly notes: readonly Note[];
  readonly chats: readonly PastChat[];
  readonly visits: readonly PastVisit[];
  readonly invitations: readonly ShownInvitation[];
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

/** A card of a plugin; without `lines` and `text` the plugin could not say anything. */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly failed: boolean;
  readonly text: string;
  readonly lines: readonly { readonly label: string; readonly value: string; readonly href: string | null }[];
}

/** The chat that is open beside the pane. */
export interface OpenChat {
  readonly key: string;
  readonly tags: readonly string[];
}
