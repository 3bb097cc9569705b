/** What the session says about the form that stands in the panel while nobody is there. */

import { isRecord } from "../shared/json_text";

/** A field of the form beside the message itself. */
export type OfflineField = "name" | "email" | "phone";

/** Every field, in the order of the form. */
export const OFFLINE_FIELDS: readonly OfflineField[] = ["name", "email", "phone"];

/** What the site asks while nobody is there. `text` is its own greeting, `consent` the words beside a box to tick. */
export interface OfflineForm {
  readonly text: string;
  readonly fields: Readonly<Record<OfflineField, "required" | "optional" | "hidden">>;
  readonly consent: string;
  readonly known: Readonly<Record<OfflineField, string>>;
}

/** Reads the form from the session; null where the site has none. */
export function readOfflineForm(value: unknown): OfflineForm | null {
  if (!isRecord(value) || !isRecord(value.fields)) return null;
  const fields = value.fields;
  const known = isRecord(value.known) ? value.known : {};
  const asked = (name: OfflineField): "required" | "optional" | "hidden" => {
    const word = fields[name];
    return word === "required" || word === "optional" ? word : "hidden";
  };
  return {
    text: typeof value.text === "string" ? value.text : "",
    consent: typeof value.consent === "string" ? value.consent : "",
    fields: { name: asked("name"), email: asked("email"), phone: asked("phone") },
    known: { name: String(known.name || ""), email: String(known.email || ""), phone: String(known.phone || "") },
  };
}
