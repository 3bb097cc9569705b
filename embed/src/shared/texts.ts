/** Every word a visitor can read on the customer's page; the server answers the same keys in the visitor's language. */

/** The words of the launcher and the bubble, which live on the customer's page. */
export const LOADER_TEXTS = {
  open_chat: "Open chat",
  close_chat: "Close chat",
  unread_one: "1 unread message",
  unread_many: "{count} unread messages",
  panel_title: "Live help",
  invitation: "Invitation",
  reply: "Reply",
  dismiss_invitation: "Dismiss invitation",
  panel_unreachable: "The chat could not be loaded here.",
  open_in_new_window: "Open it in a new window",
} as const;

/** The key of a word of the launcher or the bubble. */
export type LoaderText = keyof typeof LOADER_TEXTS;

/** Looks a word up; answers the English one where the server sent none, and fills `{name}` places once. */
export type Translate<Key extends string> = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

/** Makes a look-up over the server's words with English behind them. */
export function translator<Key extends string>(
  defaults: Readonly<Record<Key, string>>,
  texts: Readonly<Record<string, unknown>> | null | undefined,
): Translate<Key> {
  return (key, values) => {
    const given = texts ? texts[key] : undefined;
    const text = typeof given === "string" && given !== "" ? given : defaults[key];
    if (!values) return text;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : String(value);
    });
  };
}
