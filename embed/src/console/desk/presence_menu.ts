/** The menu of the rail in which operators say whether they are there: reasons, departments, and how the team is. */

import { getJson, postJson } from "../http";
import { element, setText } from "../safe_dom";
import { text } from "../texts";
import { toast } from "../toast";
import type { Presence } from "./documents";
import type { State } from "./state";

const PRESENCES: readonly Presence[] = ["online", "away", "invisible", "offline"];
const CHOSEN: readonly Presence[] = ["online", "away", "invisible"];

interface Person {
  readonly id: number;
  readonly name: string;
  readonly state: Presence;
  readonly reason: string | null;
  readonly is_idle: boolean;
}

interface Department {
  readonly id: number;
  readonly name: string;
  readonly paused_until: string | null;
  readonly is_open: boolean;
}

interface PresencePage {
  readonly me: Person;
  readonly departments: readonly Department[];
  readonly colleagues: readonly Person[];
  readonly reasons: readonly string[];
  readonly may_set_others: boolean;
}

/** A reason for being away: those that come along in the reader's language, others as the site wrote them. */
export function reasonWords(reason: string): string {
  const key = `away.${reason}`;
  const words = text(key);
  return words === key ? reason : words;
}

/** Presence in words: "Away · Lunch". */
export function presenceWords(presence: Presence, reason: string | null, isIdle: boolean): string {
  const why = isIdle ? text("presence.idle") : reason;
  return presence === "away" && why !== null ? `${text("presence.away")} · ${isIdle ? why : reasonWords(why)}` : text(`presence.${presence}`);
}

export class PresenceMenu {
  private readonly form: HTMLFormElement | null;
  private drawn = "";

  constructor(
    private readonly menu: HTMLElement,
    say: (state: Presence, reason: string | null) => void,
    private readonly changed: (pauses: readonly number[]) => void,
  ) {
    this.form = menu.querySelector("form");
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
      this.form?.hidePopover();
      if (button !== null) say(button.value as Presence, button.dataset["reason"] ?? null);
    });
    this.form?.addEventListener("toggle", (event) => {
      if ((event as ToggleEvent).newState === "open") void this.read(() => getJson<PresencePage>("/desk/presence"));
    });
  }

  /** Shows the operator's own state; without a line it is offline, whatever was chosen. */
  draw({ presence, reason, isIdle }: State["me"]): void {
    const drawn = `${presence} ${reason ?? ""} ${isIdle}`;
    if (this.drawn === drawn) {
      return;
    }
    this.drawn = drawn;
    this.menu.dataset["presence"] = presence;
    const words = presenceWords(presence, reason, isIdle);
    const button = this.menu.querySelector<HTMLElement>("[data-presence-button]");
    const dot = button?.querySelector(".presence");
    dot?.classList.remove(...PRESENCES.map((one) => `presence-${one}`));
    dot?.classList.add(`presence-${presence}`);
    button?.setAttribute("aria-label", text("your_presence", { state: words }));
    button?.setAttribute("data-tooltip", words);
    const label = this.menu.querySelector("[data-presence-word]");
    if (label !== null) {
      setText(label, text(`presence.${presence}`));
    }
    for (const choice of this.menu.querySelectorAll<HTMLButtonElement>("button[name='state']")) {
      const isSame = choice.value === (isIdle ? "online" : presence) && (choice.dataset["reason"] ?? null) === reason;
      choice.setAttribute("aria-pressed", String(isSame));
    }
  }

  private async read(ask: () => Promise<PresencePage>): Promise<void> {
    try {
      this.fill(await ask());
    } catch {
      toast(text("error.unreachable"), { tone: "error" });
    }
  }

  private fill(page: PresencePage): void {
    this.fillReasons(page);
    this.fillList("[data-departments]", page.departments.length > 1 ? page.departments.map((one) => this.departmentRow(one)) : []);
    this.fillList("[data-team]", page.colleagues.map((one) => this.personRow(one, page.may_set_others)));
    this.changed(page.departments.filter((one) => one.paused_until !== null).map((one) => one.id));
    this.drawn = "";
    this.draw({ ...NOBODY, presence: page.me.state, reason: page.me.reason, isIdle: page.me.is_idle });
  }

  private fillReasons({ reasons }: PresencePage): void {
    const place = this.menu.querySelector<HTMLElement>("[data-reasons]");
    if (place === null) {
      return;
    }
    place.hidden = reasons.length === 0;
    place.replaceChildren(
      ...reasons.map((reason) =>
        element("button", {
          class: "menu-item",
          text: reasonWords(reason),
          attributes: { type: "submit", name: "state", value: "away", dir: "auto", "aria-pressed": "false" },
          data: { reason },
        }),
      ),
    );
  }

  private fillList(selector: string, rows: readonly HTMLElement[]): void {
    const part = this.menu.querySelector<HTMLElement>(selector);
    if (part !== null) {
      part.hidden = rows.length === 0;
      part.querySelector("[data-list]")?.replaceChildren(...rows);
    }
  }

  private departmentRow(department: Department): HTMLElement {
    const box = element("input", { attributes: { type: "checkbox" } });
    box.checked = department.paused_until === null;
    box.addEventListener("change", () => {
      const body = { department: department.id, is_paused: !box.checked };
      void this.read(() => postJson<PresencePage>("/desk/presence/departments", body));
    });
    const why = department.is_open ? "" : text("presence.closed_now");
    return element("label", { class: "check presence-department" }, box, element("span", { class: "presence-name", text: department.name, attributes: { dir: "auto" } }), element("span", { class: "presence-why", text: why }));
  }

  private personRow(person: Person, maySet: boolean): HTMLElement {
    const why = person.is_idle ? text("presence.idle") : reasonWords(person.reason ?? "");
    const parts = [
      element("span", { class: `presence presence-${person.state}`, attributes: { "aria-hidden": "true" } }),
      element("span", { class: "presence-name", text: person.name, attributes: { dir: "auto" } }),
      element("span", { class: "presence-why", text: why, attributes: { dir: "auto" } }),
    ];
    if (!maySet || person.state === "offline") {
      return element("li", {}, ...parts, element("span", { class: "presence-why", text: text(`presence.${person.state}`) }));
    }
    const choice = element("select", { class: "control", attributes: { "aria-label": text("presence.of", { name: person.name }) } });
    choice.append(...CHOSEN.map((state) => new Option(text(`presence.${state}`), state, false, state === person.state)));
    choice.addEventListener("change", () => {
      void this.read(() => postJson<PresencePage>(`/desk/presence/${person.id}`, { state: choice.value }));
    });
    return element("li", {}, ...parts, choice);
  }
}

const NOBODY: State["me"] = {
  id: 0,
  name: "",
  presence: "offline",
  reason: null,
  isIdle: false,
  pauses: [],
  departments: [],
  permissions: [],
};
