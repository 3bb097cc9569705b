/** The form that stands in the panel while nobody is there. */

import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import { LONGEST_MESSAGE } from "./conversation";
import type { Leaving, OfflineFault } from "./leaving";
import { OFFLINE_FIELDS, type OfflineField } from "./offline_document";
import type { State } from "./state";

const TYPES: Record<OfflineField, readonly [keys: "text" | "email" | "tel", token: string, most: number]> = {
  name: ["text", "name", 100],
  email: ["email", "email", 254],
  phone: ["tel", "tel", 60],
};

/** Whether the form stands where else a chat would be written. */
export function showsForm(state: State, leaving: Leaving): boolean {
  const isChatting = state.chat !== null && state.chat.state !== "closed";
  const hasBegun = state.invitation !== null || state.pending.length > 0 || state.phase !== "ready";
  return leaving.form !== null && !isChatting && !hasBegun && (state.team_online === false || leaving.state === "sending");
}

interface FormProps {
  readonly leaving: Leaving;
  readonly translate: Translate<PanelText>;
  readonly wordsFor: (leaving: Leaving) => string;
  readonly onSend: () => void;
}

/** The form, or the word of thanks after it was sent. */
export function OfflineFormView({ leaving, translate, wordsFor, onSend }: FormProps): VNode | null {
  const area = useRef<HTMLFormElement>(null);
  const thanks = useRef<HTMLParagraphElement>(null);
  const { form, draft, faults, state } = leaving;
  const count = faults.join();

  useEffect(() => {
    const first = area.current && area.current.querySelector<HTMLElement>("[aria-invalid='true']");
    if (first) first.focus();
  }, [count]);
  useEffect(() => {
    if (state === "sent" && thanks.current) thanks.current.focus();
  }, [state]);

  if (!form) return null;
  if (state === "sent") {
    return (
      <div class="left">
        <p class="left-thanks" tabIndex={-1} ref={thanks}>
          {draft.email && form.fields.email !== "hidden" ? translate("offline_thanks_email", { email: draft.email.trim() }) : translate("offline_thanks")}
        </p>
        <button type="button" class="quiet-button" onClick={() => leaving.again()}>{translate("offline_again")}</button>
      </div>
    );
  }
  const wrong = (name: OfflineFault): boolean => faults.includes(name);
  // The label holds the fault too, so the name is its words alone; else the fault would be read as name and description.
  const help = (name: OfflineFault): VNode | null =>
    wrong(name) ? <span class="wrong" id={`offline-${name}-wrong`}>{translate(name === "email" && draft.email.trim() ? "offline_wrong_email" : "offline_needed")}</span> : null;
  const described = (name: OfflineFault): string | undefined => (wrong(name) ? `offline-${name}-wrong` : undefined);
  return (
    <form class="offline" ref={area} noValidate onSubmit={(event) => { event.preventDefault(); onSend(); }}>
      {OFFLINE_FIELDS.filter((name) => form.fields[name] !== "hidden").map((name) => (
        <label key={name} class="asked">
          <span id={`offline-${name}`}>{translate(`offline_${name}`)}{form.fields[name] === "optional" && <i>{translate("offline_optional")}</i>}</span>
          <input
            type="text" inputmode={TYPES[name][0]} autocomplete={TYPES[name][1]} maxLength={TYPES[name][2]} value={draft[name]} dir="auto"
            required={form.fields[name] === "required"} aria-labelledby={`offline-${name}`} aria-invalid={wrong(name)} aria-describedby={described(name)}
            onInput={(event) => leaving.change({ [name]: event.currentTarget.value })}
          />
          {help(name)}
        </label>
      ))}
      <label class="asked">
        <span id="offline-text">{translate("message")}</span>
        <textarea
          rows={4} maxLength={LONGEST_MESSAGE} value={draft.text} dir="auto" required aria-labelledby="offline-text" aria-invalid={wrong("text")} aria-describedby={described("text")}
          onInput={(event) => leaving.change({ text: event.currentTarget.value })}
        />
        {help("text")}
      </label>
      {form.consent !== "" && (
        <label class="agree">
          <input type="checkbox" checked={draft.consent} required aria-labelledby="offline-consent" aria-invalid={wrong("consent")} aria-describedby={described("consent")} onChange={(event) => leaving.change({ consent: event.currentTarget.checked })} />
          <span><span id="offline-consent">{form.consent}</span>{help("consent")}</span>
        </label>
      )}
      <p class="wrong" role="alert">{leaving.problem ? wordsFor(leaving) : ""}</p>
      <button type="submit" class="leave" disabled={state === "sending"}>{translate(state === "sending" ? "status_sending" : "offline_send")}</button>
    </form>
  );
}
