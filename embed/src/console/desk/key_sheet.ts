/** The sheet of all keys, made from the table of commands, with the switch for single keys. */

import { openDialog } from "../dialog";
import { element } from "../safe_dom";
import { text } from "../texts";
import type { CommandGroup, Commands } from "./commands";
import { hasSingleKeys, IS_MAC, switchSingleKeys } from "./keys";
import { capsOf } from "./strokes";

const GROUPS: readonly CommandGroup[] = ["chats", "desk", "chat", "presence"];
const CAPS = ["Ctrl", "Enter", "Escape", "Shift"];

export class KeySheet {
  constructor(
    private readonly dialog: HTMLElement,
    private readonly commands: Commands,
  ) {
    const single = dialog.querySelector<HTMLInputElement>("[data-part='single-keys']");
    single?.addEventListener("change", () => switchSingleKeys(single.checked));
  }

  /** Shows it. */
  open(): void {
    const single = this.dialog.querySelector<HTMLInputElement>("[data-part='single-keys']");
    if (single !== null) {
      single.checked = hasSingleKeys();
    }
    const lists = GROUPS.map((group) => this.list(group)).filter((list) => list !== null);
    this.dialog.querySelector("[data-part='key-lists']")?.replaceChildren(...lists);
    openDialog(this.dialog.id);
  }

  private list(group: CommandGroup): HTMLElement | null {
    const all = [...this.commands.all, ...this.commands.notes];
    const rows = all.filter((one) => one.group === group && (one.keys?.length ?? 0) > 0);
    if (rows.length === 0) {
      return null;
    }
    const lines = rows.map((row) => element("div", {}, element("dt", { text: row.name() }), element("dd", {}, ...keysShown(row.keys ?? []))));
    return element("section", { class: "key-group" }, element("h3", { class: "key-title", text: text(`group.${group}`) }), element("dl", {}, ...lines));
  }
}

/** Keys as caps, alternatives one after the other. */
export function keysShown(keys: readonly string[]): readonly HTMLElement[] {
  const caps = Object.fromEntries(CAPS.map((cap) => [cap, text(`cap.${cap}`)]));
  return keys.flatMap((one, at) => [
    ...(at > 0 ? [element("span", { class: "muted", text: ` ${text("key_or")} ` })] : []),
    element("span", { class: "keys" }, ...capsOf(one, IS_MAC, caps).map((cap) => element("kbd", { text: cap }))),
  ]);
}
