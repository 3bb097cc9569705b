/** The panel of a try-it on the customer's page: an element and a shadow root of its own, so that neither disturbs the other. */

import { render } from "preact";
import type { Natives } from "../loader/natives";
import type { Options } from "../loader/options";
import { DockFace } from "./dock_face";
import type { Explained } from "./explained";
import type { Answered } from "./trial_server";
import STYLES from "./dock.text.css";

/** What the panel shows. */
export interface DockState {
  readonly explained: Explained | null;
  /** Seconds until time alone may change something. */
  readonly next_change: number | null;
  readonly standing: Answered | null;
  /** What went wrong; an empty text while the server cannot be reached. */
  readonly problem: string | null;
  readonly isOver: boolean;
  /** The key of a text about the latest action. */
  readonly note: string | null;
  readonly isFolded: boolean;
  /** The embed code switches invitations off. */
  readonly isSilent: boolean;
  /** What is pretended, as typed. */
  readonly typed: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly ends_at: number | null;
}

/** What can be done in the panel. */
export interface DockActions {
  fold(isFolded: boolean): void;
  forward(seconds: number): void;
  forwardToNext(): void;
  leave(): void;
  scroll(percent: number): void;
  send(event: string): void;
  pretend(name: string, typed: string): void;
  pretendNothing(): void;
  startOver(): void;
  end(): void;
}

/** The panel on the page. */
export interface Dock {
  draw(state: DockState): void;
  remove(): void;
}

/** What counts as the visitor's activity; in the panel it is the administrator's. */
const ACTIVITY = ["pointermove", "pointerdown", "mousemove", "keydown", "touchstart", "wheel"] as const;

function furnish(view: Window & typeof globalThis, root: ShadowRoot): void {
  try {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const element = view.document.createElement("style");
    element.textContent = STYLES;
    root.appendChild(element);
  }
}

/** Puts the panel beside the launcher's side of the page. */
export function placeDock(view: Window & typeof globalThis, natives: Natives, options: Options, actions: DockActions): Dock {
  const host = view.document.createElement("beckon-try-it");
  const styles: Record<string, string> = {
    all: "initial", display: "block", position: "fixed", bottom: "0", left: "0", width: "0", height: "0",
    "z-index": String(Math.min(2147483647, options.z_index + 1)),
  };
  for (const name of Object.keys(styles)) host.style.setProperty(name, styles[name] as string, "important");
  host.setAttribute("data-side", /left$/.test(options.position) ? "right" : "left");
  const root = host.attachShadow({ mode: "open" });
  furnish(view, root);
  const place = view.document.createElement("div");
  root.appendChild(place);
  view.document.body.appendChild(host);

  // The widget listens at the window too, but later: what happens in the panel never reaches it, nor the page's shortcuts.
  const shield = (event: Event): void => {
    if (event.target !== host) return;
    event.stopImmediatePropagation();
    if (event.type === "keydown" && (event as KeyboardEvent).key === "Escape") actions.fold(true);
  };
  for (const type of ACTIVITY) natives.listen(view, type, shield, { capture: true, passive: true });
  return {
    draw(state) {
      render(<DockFace state={state} actions={actions} />, place);
    },
    remove() {
      for (const type of ACTIVITY) natives.unlisten(view, type, shield, { capture: true });
      render(null, place);
      host.remove();
    },
  };
}
