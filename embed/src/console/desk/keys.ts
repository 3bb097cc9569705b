/** Lets keys run the desk's commands, outside of text fields where they would write, and never behind a dialog. */

import type { Commands } from "./commands";
import { strokeOf } from "./strokes";

const SETTING = "beckon.desk.single_keys";
const WRITES = "input:not([type='checkbox'], [type='radio'], [type='button'], [type='submit']), textarea, select, [contenteditable='true']";

/** What lies over the page and takes the keys. A tooltip is a popover too, and lies there whenever an icon has the focus. */
const OPEN = "dialog[open], :popover-open:not(.tooltip)";

/** Whether this machine has a ⌘ key. */
export const IS_MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Whether single keys are on in this browser. */
export function hasSingleKeys(): boolean {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}

/** Switches single keys on or off in this browser. */
export function switchSingleKeys(isOn: boolean): void {
  try {
    localStorage.setItem(SETTING, isOn ? "on" : "off");
  } catch {
    // A browser that keeps nothing has them on.
  }
}

/** Listens on the whole page; keys that somebody else has used are left alone. */
export function startKeys(commands: Commands): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector(OPEN) !== null) {
      return;
    }
    const target = event.target instanceof Element ? event.target : null;
    if (target?.matches("select") === true && event.altKey) {
      return;
    }
    const isWriting = target?.closest(WRITES) !== null && target !== null;
    const command = commands.byStroke(strokeOf(event), IS_MAC, !isWriting && hasSingleKeys());
    if (command !== null && command.run() !== false) {
      event.preventDefault();
    }
  });
}
