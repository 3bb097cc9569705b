/** The board that shows how it stands right now: asks again every few seconds while somebody looks. */

import { getJson } from "../http";
import { element, replaceChildren } from "../safe_dom";
import { text } from "../texts";

const EVERY_MILLISECONDS = 4000;

interface Board {
  readonly visitors: number;
  readonly waiting: number;
  readonly waiting_since: string | null;
  readonly active: number;
  readonly team: readonly { readonly name: string; readonly state: string; readonly chats: number }[];
  readonly departments: readonly { readonly name: string; readonly is_online: boolean; readonly waiting: number; readonly active: number }[];
  readonly today: { readonly chats: number; readonly answered: number; readonly missed: number; readonly first_answer: { readonly median: number | null } };
}

function found(selector: string): HTMLElement {
  const one = document.querySelector<HTMLElement>(selector);
  if (one === null) {
    throw new Error(`the board has no ${selector}`);
  }
  return one;
}

/** "45 s", "2 min 5 s", "1 h 10 min", as the server writes it; a dash where nothing was measured. */
function duration(seconds: number | null): string {
  if (seconds === null) {
    return "–";
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return text("seconds", { seconds: whole });
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? text("minutes", { minutes, seconds: whole % 60 }) : text("hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

function badge(state: string): Node | null {
  const kept = document.querySelector<HTMLTemplateElement>("[data-badges]")?.content.querySelector(`[data-state="${CSS.escape(state)}"]`);
  return kept?.firstElementChild?.cloneNode(true) ?? null;
}

function line(name: string, state: string, numbers: readonly number[]): HTMLElement {
  return element(
    "tr",
    {},
    element("th", { attributes: { scope: "row" } }, element("bdi", { text: name })),
    element("td", {}, badge(state)),
    ...numbers.map((number) => element("td", { class: "numeric", text: String(number) })),
  );
}

function fill(name: string, lines: readonly HTMLElement[]): void {
  const table = found(`[data-table='${name}']`);
  table.hidden = lines.length === 0;
  found(`[data-empty='${name}']`).hidden = lines.length > 0;
  const body = table.querySelector("tbody");
  if (body !== null) {
    replaceChildren(body, ...lines);
  }
}

function show(board: Board): void {
  for (const figure of ["waiting", "active", "visitors"] as const) {
    found(`[data-figure='${figure}']`).textContent = String(board[figure]);
  }
  for (const figure of ["chats", "answered", "missed"] as const) {
    found(`[data-today='${figure}']`).textContent = String(board.today[figure]);
  }
  found("[data-first-answer]").textContent = duration(board.today.first_answer.median);
  const longest = found("[data-longest]");
  longest.hidden = board.waiting_since === null;
  if (board.waiting_since !== null) {
    longest.querySelector("time")?.setAttribute("datetime", board.waiting_since);
  }
  fill("team", board.team.map((each) => line(each.name, each.state, [each.chats])));
  fill("departments", board.departments.map((each) => line(each.name, each.is_online ? "online" : "offline", [each.waiting, each.active])));
}

async function ask(address: string): Promise<void> {
  if (document.visibilityState === "visible") {
    try {
      show(await getJson<Board>(address));
      found("[data-live-lost]").hidden = true;
    } catch {
      found("[data-live-lost]").hidden = false;
    }
  }
}

const address = found("[data-live]").dataset["live"] ?? "";
setInterval(() => void ask(address), EVERY_MILLISECONDS);
document.addEventListener("visibilitychange", () => void ask(address));
