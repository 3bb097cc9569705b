/** The dialog that asks to whom a chat shall be offered: people with presence and load, departments with who is there. */

import { closeDialog, openDialog } from "../dialog";
import { getJson } from "../http";
import { element, replaceChildren, setText } from "../safe_dom";
import { text } from "../texts";
import type { Presence } from "./documents";
import { counted } from "./words";

const DIALOG = "transfer-chat";

export interface TransferTarget {
  readonly kind: "operator" | "department";
  readonly id: number;
}

interface Targets {
  readonly colleagues: readonly {
    readonly id: number;
    readonly name: string;
    readonly state: Presence;
    readonly load: number;
    readonly capacity: number;
  }[];
  readonly departments: readonly { readonly id: number; readonly name: string; readonly online: number }[];
}

export class TransferDialog {
  private chat = "";

  constructor(private readonly offer: (chat: string, target: TransferTarget, note: string) => Promise<boolean>) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit();
    });
  }

  /** Opens it for a chat and shows who is there now. */
  async open(chat: string): Promise<void> {
    this.chat = chat;
    const dialog = openDialog(DIALOG);
    this.form.reset();
    setText(this.part("problem"), "");
    this.part("targets").setAttribute("aria-busy", "true");
    try {
      this.draw(await getJson<Targets>("/desk/transfer-targets"));
    } catch {
      setText(this.part("problem"), text("error.unreachable"));
    }
    this.part("targets").removeAttribute("aria-busy");
    dialog.querySelector<HTMLInputElement>("input:enabled")?.focus();
  }

  private draw(targets: Targets): void {
    const people = targets.colleagues.map((one) => {
      const load = text("flow.load", { load: String(one.load), capacity: String(one.capacity) });
      const words = one.state === "online" ? load : `${text(`presence.${one.state}`)} · ${load}`;
      return choice("operator", one.id, one.name, words, one.state, one.state === "online");
    });
    const teams = targets.departments.map((one) => {
      const words = one.online > 0 ? counted("flow.online", one.online) : text("flow.nobody_online");
      return choice("department", one.id, one.name, words, one.online > 0 ? "online" : "offline", one.online > 0);
    });
    replaceChildren(this.part("colleagues"), ...people);
    replaceChildren(this.part("departments"), ...teams);
    this.part("no-colleagues").hidden = people.length > 0;
    this.part("teams").hidden = teams.length === 0;
  }

  private async submit(): Promise<void> {
    const chosen = this.form.querySelector<HTMLInputElement>("input[name='target']:checked");
    if (chosen === null) {
      setText(this.part("problem"), text("flow.choose"));
      return;
    }
    const [kind, id] = chosen.value.split(" ");
    const note = this.form.querySelector("textarea")?.value ?? "";
    const target: TransferTarget = { kind: kind === "department" ? "department" : "operator", id: Number(id) };
    if (await this.offer(this.chat, target, note)) {
      closeDialog(this.dialog);
    }
  }

  private get dialog(): HTMLDialogElement {
    const found = document.getElementById(DIALOG);
    if (!(found instanceof HTMLDialogElement)) {
      throw new Error(`the desk has no dialog "${DIALOG}"`);
    }
    return found;
  }

  private get form(): HTMLFormElement {
    return this.dialog.querySelector("form") as HTMLFormElement;
  }

  private part(name: string): HTMLElement {
    const found = this.dialog.querySelector<HTMLElement>(`[data-part="${name}"]`);
    if (found === null) {
      throw new Error(`the transfer dialog has no part "${name}"`);
    }
    return found;
  }
}

function choice(kind: string, id: number, name: string, words: string, presence: Presence, isPossible: boolean): HTMLElement {
  const input = element("input", { attributes: { type: "radio", name: "target", value: `${kind} ${id}`, ...(isPossible ? {} : { disabled: "" }) } });
  const dot = element("span", { class: `presence presence-${presence}`, attributes: { "aria-hidden": "true" } });
  const title = element("span", { class: "target-name", text: name, attributes: { dir: "auto" } });
  const about = element("span", { class: "target-about", text: words });
  return element("li", {}, element("label", { class: "target" }, input, dot, title, about));
}
