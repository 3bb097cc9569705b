/** What belongs to a conversation beside its messages, as `app/realtime/message_rows.py` and `side_lines.py` write it. */

/** The message that another one answers, as it reads now. */
export interface Quote {
  readonly id: number;
  readonly from: "visitor" | "operator" | "invitation" | "automatic" | "system";
  readonly name: string;
  readonly text: string;
}

/** What operators tell each other; `id` counts within the chat, `after` is the message below which it stands. */
export interface Note {
  readonly id: number;
  readonly chat: string;
  readonly after: number;
  readonly client_id: string;
  readonly operator: { readonly id: number | null; readonly name: string };
  readonly text: string;
  readonly at: string;
}

/** Something that happened beside the messages. */
export type SideLine =
  | { readonly kind: "page"; readonly at: string; readonly url: string; readonly title: string }
  | { readonly kind: "invitation"; readonly at: string; readonly name: string | null };

/** What a message said until `at`. */
export interface Version {
  readonly text: string;
  readonly operator: { readonly id: number | null; readonly name: string };
  readonly at: string;
}
