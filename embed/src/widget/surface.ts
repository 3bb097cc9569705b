/** The one element that we put on the customer's page, with an open shadow root that the page's styles do not reach. */

import type { Options } from "../loader/options";
import STYLES from "./launcher.text.css";

/** The host element and its shadow root. */
export interface Surface {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
  /** Applies the server's theme variables and the visitor's writing direction. */
  dress(variables: Readonly<Record<string, unknown>>, language: string, direction: string): void;
  /** Puts the style sheet of the later parts in place. */
  furnish(css: string): void;
  /** Puts an invitation's own style sheet in place; an empty text removes it. */
  decorate(css: string): void;
  /** Takes everything away. */
  remove(): void;
}

function sheetOf(view: Window & typeof globalThis, css: string): CSSStyleSheet | null {
  try {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  } catch {
    return null;
  }
}

/** Older browsers have no constructed sheets: then a style element does it, where the page's policy lets it. */
function applySheets(view: Window & typeof globalThis, root: ShadowRoot, texts: readonly string[]): void {
  const sheets = texts.map((text) => sheetOf(view, text));
  if ("adoptedStyleSheets" in root && sheets[0]) {
    root.adoptedStyleSheets = sheets.filter((sheet): sheet is CSSStyleSheet => sheet !== null);
    return;
  }
  for (const old of Array.from(root.querySelectorAll("style"))) old.remove();
  for (const text of texts) {
    const element = root.ownerDocument.createElement("style");
    element.textContent = text;
    root.appendChild(element);
  }
}

function setImportant(element: HTMLElement, styles: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(styles)) element.style.setProperty(name, styles[name] as string, "important");
}

/** Builds the surface inside `parent`; it takes no room in the page's layout. */
export function makeSurface(view: Window & typeof globalThis, parent: Element, options: Options): Surface {
  const host = view.document.createElement("beckon-widget");
  const inline = options.mode === "inline";
  setImportant(host, inline
    ? { all: "initial", display: "block" }
    : { all: "initial", display: "block", position: "fixed", bottom: "0", right: "0", width: "0", height: "0", "z-index": String(options.z_index) });
  host.style.setProperty("--beckon-offset-x", options.offset_x + "px");
  host.style.setProperty("--beckon-offset-y", options.offset_y + "px");
  host.style.setProperty("--panel-width", options.width + "px");
  host.style.setProperty("--panel-height", options.height + "px");
  host.setAttribute("data-side", /left$/.test(options.position) ? "left" : "right");
  if (/^middle/.test(options.position)) host.setAttribute("data-height", "middle");
  if (options.position === "none") host.setAttribute("data-bare", "");
  if (inline) host.setAttribute("data-inline", "");
  const root = host.attachShadow({ mode: "open" });
  const styles = [STYLES, "", ""];
  const apply = (place: number, css: string): void => {
    if (styles[place] === css && place > 0) return;
    styles[place] = css;
    applySheets(view, root, styles.filter((text) => text !== ""));
  };
  apply(0, STYLES);
  parent.appendChild(host);
  return {
    host,
    root,
    dress(variables, language, direction) {
      for (const name of Object.keys(variables)) {
        const value = variables[name];
        if (/^--beckon-[a-z0-9-]+$/.test(name) && (typeof value === "string" || typeof value === "number")) {
          host.style.setProperty(name, String(value));
        }
      }
      if (language) host.lang = language;
      host.dir = direction === "rtl" ? "rtl" : "ltr";
    },
    furnish(css) {
      apply(1, css);
    },
    decorate(css) {
      apply(2, css);
    },
    remove() {
      host.remove();
    },
  };
}
