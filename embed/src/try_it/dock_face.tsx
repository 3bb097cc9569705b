/** The panel's face: what it waits for in one sentence, what can be done, the rule part by part, and what is pretended. */

import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import type { DockActions, DockState } from "./dock";
import { PretendFields } from "./dock_pretend";
import { Drawing, RulePart } from "./dock_rule";

const SCROLL_PERCENT = 60;
const FIRST_WORDS: Readonly<Record<string, string>> = {
  title: "Try-it", end: "End the try-it", fold: "Fold the try-it panel", unfold: "Unfold the try-it panel",
  unreachable: "Beckon cannot be reached. Trying again.",
};

/** Looks a word of the panel up and fills its places. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** What every part of the face gets. */
export interface FaceProps {
  readonly state: DockState;
  readonly actions: DockActions;
}

interface PartProps extends FaceProps {
  readonly say: Say;
}

function sayer(state: DockState): Say {
  const words = state.explained ? state.explained.texts : {};
  return (key, values) => {
    const found = words[key] || FIRST_WORDS[key] || "";
    return values ? found.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : found;
  };
}

/** A length of time as people read it: 18 s, 4 min, 3 h. */
export function lengthOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

function sentenceOf({ state, say }: PartProps): string {
  if (state.problem !== null) return state.problem || say("unreachable");
  if (state.standing === "shown") return say("on_screen");
  if (state.standing === "opened") return say("was_replied");
  if (state.standing === "dismissed") return say("was_dismissed");
  if (state.standing === "expired") return say("was_expired");
  if (state.isSilent) return say("silent");
  return state.explained ? state.explained.sentence : "\u00a0";
}

function toneOf(state: DockState): string {
  if (state.problem !== null || state.isSilent) return "bad";
  if (state.standing === "shown" || state.standing === "opened") return "good";
  if (state.standing) return "off";
  return state.explained ? state.explained.tone : "off";
}

function Head(props: PartProps): VNode {
  const { state, actions, say } = props;
  const { explained } = state;
  return (
    <header>
      <div class="title">
        <p class="kind">{say("title")}{explained && <span class="state">{say(explained.state)}</span>}</p>
        {explained && <h2 title={explained.name}><bdi>{explained.name}</bdi></h2>}
      </div>
      {!state.isOver && (
        <button
          type="button" class="icon" aria-expanded={!state.isFolded} aria-controls="body"
          aria-label={say(state.isFolded ? "unfold" : "fold")} title={say(state.isFolded ? "unfold" : "fold")}
          onClick={() => actions.fold(!state.isFolded)}
        ><Drawing name={state.isFolded ? "up" : "down"} /></button>
      )}
      <button type="button" class="icon" aria-label={say("end")} title={say("end")} onClick={() => actions.end()}><Drawing name="close" /></button>
    </header>
  );
}

function Group({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <section aria-label={name}>
      <h3>{name}</h3>
      {children}
    </section>
  );
}

function TimeButtons({ state, actions, say }: PartProps): VNode {
  const next = state.next_change;
  return (
    <div class="buttons">
      <button type="button" onClick={() => actions.forward(10)}>{say("plus_seconds")}</button>
      <button type="button" onClick={() => actions.forward(60)}>{say("plus_minute")}</button>
      <button type="button" class="wide" disabled={next === null} onClick={() => actions.forwardToNext()}>
        {next === null ? say("next_change") : say("next_change_in", { time: lengthOf(next) })}
      </button>
    </div>
  );
}

function DoButtons({ state, actions, say }: PartProps): VNode {
  const events = state.explained ? state.explained.events : [];
  const [chosen, choose] = useState("");
  const event = events.indexOf(chosen) >= 0 ? chosen : events[0] || "";
  const moment = (state.explained && state.explained.moment) || {};
  const percent = typeof moment.percent === "number" ? moment.percent : SCROLL_PERCENT;
  const seconds = typeof moment.seconds === "number" ? moment.seconds : 0;
  return (
    <>
      <div class="buttons">
        <button type="button" onClick={() => actions.leave()}>{say("leave")}</button>
        <button type="button" onClick={() => actions.scroll(percent)}>{say("scroll", { percent })}</button>
        {seconds > 0 && <button type="button" onClick={() => actions.forward(seconds)}>{say("idle", { seconds })}</button>}
      </div>
      {event !== "" && (
        <div class="buttons">
          {events.length > 1 && (
            <select aria-label={say("event_id")} value={event} onChange={(change) => choose(change.currentTarget.value)}>
              {events.map((one) => <option key={one} value={one}>{one}</option>)}
            </select>
          )}
          <button type="button" class="wide" onClick={() => actions.send(event)}>{say("event")}{events.length === 1 && <code>{event}</code>}</button>
        </div>
      )}
      {state.note && <p class="hint" role="status">{say(state.note)}</p>}
    </>
  );
}

function Foot({ state, actions, say }: PartProps): VNode {
  const ends = state.ends_at === null ? "" : new Date(state.ends_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return (
    <footer>
      <p>{say("counts_nowhere")}{ends && <> {say("ends_at", { time: ends })}.</>}</p>
      <button type="button" title={say("again_help")} onClick={() => actions.startOver()}><Drawing name="again" />{say("again")}</button>
    </footer>
  );
}

/** The whole panel. */
export function DockFace({ state, actions }: FaceProps): VNode {
  const say = sayer(state);
  const props = { state, actions, say };
  const { explained } = state;
  const isOpen = explained !== null && !state.isFolded && !state.isOver;
  return (
    <aside class={isOpen ? "dock" : "dock is-folded"} aria-label={say("title")}>
      <Head {...props} />
      <p class={`sentence is-${toneOf(state)}`}><Drawing name={toneOf(state)} /><span role="status">{sentenceOf(props)}</span></p>
      <div class="body" id="body" hidden={!isOpen} tabIndex={-1}>
        {isOpen && explained && (
          <>
            <Group name={say("time")}><TimeButtons {...props} /></Group>
            <Group name={say("do")}><DoButtons {...props} /></Group>
            <Group name={say("rule")}>
              <ul class="tree"><RulePart part={explained.tree} /></ul>
              {explained.moment_words && <p class="hint">{say("moment", { what: explained.moment_words })}</p>}
            </Group>
            <PretendFields explained={explained} typed={state.typed} actions={actions} say={say} />
            <Foot {...props} />
          </>
        )}
      </div>
    </aside>
  );
}
