/** What can be pretended: the facts of the rule and those that people try most, each empty as long as it is as it is. */

import type { VNode } from "preact";
import type { DockActions } from "./dock";
import type { Say } from "./dock_face";
import type { Explained, Field } from "./explained";

/** The site's clock, which is set and not compared. */
const CLOCK = "now";

interface PretendProps {
  readonly explained: Explained;
  readonly typed: Readonly<Record<string, string>>;
  readonly actions: DockActions;
  readonly say: Say;
}

function Choice({ field, typed, actions, say }: Omit<PretendProps, "explained"> & { readonly field: Field }): VNode {
  const id = `pretend-${field.name}`;
  const value = typed[field.name] || "";
  const described = field.error ? `${id}-error` : undefined;
  const nothing = field.present ? `${say("as_it_is")} (${field.present})` : say("as_it_is");
  const pretend = (typed: string): void => actions.pretend(field.name, typed.trim());
  const said = { id, value, "aria-describedby": described, "aria-invalid": field.error ? true as const : undefined };
  const input = field.options.length > 0 ? (
    <select {...said} onChange={(event) => pretend(event.currentTarget.value)}>
      <option value="">{nothing}</option>
      {field.options.map(([one, label]) => <option key={one} value={one}>{label}</option>)}
    </select>
  ) : field.name === CLOCK ? (
    <input {...said} type="datetime-local" onChange={(event) => pretend(event.currentTarget.value)} />
  ) : (
    <input
      {...said} type="text" inputMode={field.is_number ? "decimal" : "text"} placeholder={nothing} autocomplete="off" spellcheck={false} dir="auto"
      onChange={(event) => pretend(event.currentTarget.value)}
    />
  );
  return (
    <div class={`field${value ? " is-set" : ""}${field.name === CLOCK ? " is-wide" : ""}`} title={field.help}>
      <label for={id}>{field.label}{field.name === CLOCK && ` · ${say("now", { value: field.present.replace("T", " ") })}`}</label>
      {input}
      {field.error && <p class="error" id={described}>{field.error}</p>}
    </div>
  );
}

/** All fields, the rarer ones behind a fold. */
export function PretendFields(props: PretendProps): VNode {
  const { explained, typed, actions, say } = props;
  const isSomething = Object.keys(typed).length > 0;
  return (
    <section aria-label={say("pretend")}>
      <div class="section-head">
        <h3>{say("pretend")}</h3>
        {isSomething && <button type="button" class="link" onClick={() => actions.pretendNothing()}>{say("clear")}</button>}
      </div>
      <div class="fields">{explained.fields.map((field) => <Choice key={field.name} field={field} {...props} />)}</div>
      <details>
        <summary>{say("more")}</summary>
        <div class="fields">{explained.more.map((field) => <Choice key={field.name} field={field} {...props} />)}</div>
      </details>
    </section>
  );
}
