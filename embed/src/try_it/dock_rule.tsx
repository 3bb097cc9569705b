/** The rule in the panel, part by part, each with its verdict as a drawing and a word. */

import type { VNode } from "preact";
import type { Part } from "./explained";

const SHAPES: Readonly<Record<string, readonly string[]>> = {
  good: ["M20 6 9 17l-5-5"],
  open: ["M12 6v6l4 2", "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20"],
  bad: ["M5 12h14"],
  off: ["M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20"],
  up: ["m18 15-6-6-6 6"],
  down: ["m6 9 6 6 6-6"],
  close: ["M18 6 6 18", "m6 6 12 12"],
  again: ["M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8", "M3 3v5h5"],
};

/** An outline of the Lucide set, silent for screen readers. */
export function Drawing({ name, size = 16 }: { readonly name: string; readonly size?: number }): VNode {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
      {(SHAPES[name] || SHAPES.off || []).map((line) => <path key={line} d={line} />)}
    </svg>
  );
}

/** One part with those below it. */
export function RulePart({ part }: { readonly part: Part }): VNode {
  return (
    <li class={`part is-${part.tone}`}>
      <div class="line">
        <span class="mark"><Drawing name={part.tone} size={14} /></span>
        <span class="words" dir="auto">{part.words}<span class="unseen"> ({part.verdict})</span></span>
        {part.actual && <span class="actual" dir="auto">{part.actual}</span>}
      </div>
      {part.parts.length > 0 && <ul>{part.parts.map((one, index) => <RulePart key={index} part={one} />)}</ul>}
    </li>
  );
}
