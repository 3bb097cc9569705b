/** What can be pretended: the facts of the rule and those that people try most, each empty as long as it is as it is. */

import type { VNode } from "preact";
import type { DockActions } from "./dock";
import type { Say } from "./dock_face";
import type { Explained, Field } from "./explained";

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
  const input = field.options.length > 0 ? (
    <select id={id} value={value} aria-describedby={described} onChange={(event) => actions.pretend(field.name, event.currentTarget.value)}>
      <option value="">{nothing}</option>
      {field.options.map(([one, label]) => <option key={one} value={one}>{label}</option>)}
    </select>
  ) : (
    <input
      id={id} type="text" inputMode={field.is_number ? "decimal" : "text"} value={value} placeholder={nothing} autocomplete="off"
      spellcheck={false} dir="auto" aria-describedby={described} aria-invalid={field.error ? true : undefined}
      onChange={(event) => actions.pretend(field.name, event.currentTarget.value.trim())}
    />
  );
  return (
    <div class={value ? "field is-set" : "field"} title={field.help}>
      <label for={id}>{field.label}</label>
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
