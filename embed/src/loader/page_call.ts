/** The document that announces a page to the server, and the reading of its answer. */

import { isRecord } from "../shared/json_text";
import { readTeamOnline, type Embed } from "../shared/wire";
import { readRecorded, type Clocks, type RecordedEvent, type VisitStart } from "../moments/page_state";
import type { Options } from "./options";
import type { Home } from "./script";

/** What the server answers to a page. */
export interface PageAnswer {
  readonly token: string | null;
  readonly is_tracked: boolean;
  readonly visit: VisitStart;
  readonly team_online: boolean | null;
  readonly chat: { readonly is_open: boolean; readonly unread: number } | null;
  readonly language: string;
  readonly direction: string;
  readonly panel_url: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly texts: Readonly<Record<string, unknown>>;
  /** What may be shown here, as the server says it; it is read where it is needed. */
  readonly armed: readonly unknown[];
  readonly events: readonly RecordedEvent[];
  readonly clocks: Clocks;
  /** Seconds until the server's own clock may arm other invitations; null: it will not. */
  readonly ask_again_after: number | null;
  /** Where the listening file lies, and what an operator has sent by hand; null for those who are not tracked. */
  readonly push: unknown;
}

interface Brand {
  readonly brand?: string;
  readonly version?: string;
}

interface UserAgentData {
  readonly platform?: string;
  readonly mobile?: boolean;
  readonly brands?: readonly Brand[];
  getHighEntropyValues?(hints: string[]): Promise<{ platformVersion?: string }>;
}

function userAgentData(navigator: Navigator): UserAgentData | null {
  const data = (navigator as unknown as { userAgentData?: UserAgentData }).userAgentData;
  return data && typeof data === "object" ? data : null;
}

/** The device's own words about itself, where the browser offers them. */
export async function readHints(navigator: Navigator): Promise<Record<string, unknown> | null> {
  const data = userAgentData(navigator);
  if (!data) return null;
  const hints: Record<string, unknown> = {};
  if (data.platform) hints.platform = String(data.platform).slice(0, 100);
  if (typeof data.mobile === "boolean") hints.mobile = data.mobile;
  if (Array.isArray(data.brands)) {
    hints.brands = data.brands.slice(0, 10).map((one: Brand) => `${String(one.brand)} ${String(one.version)}`.slice(0, 100));
  }
  try {
    const more = data.getHighEntropyValues ? await data.getHighEntropyValues(["platformVersion"]) : {};
    if (more.platformVersion) hints.platform_version = String(more.platformVersion).slice(0, 100);
  } catch {
    // The page's policy may forbid it.
  }
  return hints;
}

function timeZone(): string {
  try {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  } catch {
    return "";
  }
}

/** What the embed code says, in the server's form. */
export function embedOf(options: Options): Embed {
  return { identifier: options.identifier, department: options.department, language: options.language };
}

/** The part of the document that is about the browser. */
export function browserPart(view: Window): Record<string, unknown> {
  const { navigator, screen } = view;
  return {
    language: navigator.language || "",
    languages: Array.from(navigator.languages || []).slice(0, 10),
    time_zone: timeZone(),
    screen: {
      width: Math.round(screen.width) || 0,
      height: Math.round(screen.height) || 0,
      touch_points: navigator.maxTouchPoints || 0,
    },
  };
}

function number(value: unknown): number | null {
  return typeof value === "number" && isFinite(value) ? value : null;
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** Reads how the present visit stands. */
export function readVisit(value: unknown): VisitStart {
  const visit = record(value);
  return { number: number(visit.number), page_views: number(visit.page_views), seconds: number(visit.seconds) };
}

/** Reads the answer; whatever is missing has a harmless value. */
export function readPageAnswer(answer: Readonly<Record<string, unknown>>, origin: string): PageAnswer {
  const widget = record(answer.widget);
  const chat = isRecord(answer.chat) ? answer.chat : null;
  return {
    token: typeof answer.token === "string" && answer.token ? answer.token : null,
    is_tracked: answer.tracking === true,
    visit: readVisit(answer.visit),
    team_online: readTeamOnline(answer.team),
    chat: chat ? { is_open: chat.open === true, unread: Math.max(0, number(chat.unread) || 0) } : null,
    language: typeof widget.language === "string" ? widget.language : "",
    direction: widget.direction === "rtl" ? "rtl" : "ltr",
    panel_url: ownAddress(widget.panel_url, origin),
    variables: record(widget.variables),
    texts: record(widget.texts),
    armed: Array.isArray(answer.armed) ? answer.armed : [],
    events: readRecorded(answer.events) || [],
    clocks: record(answer.facts) as Clocks,
    ask_again_after: number(answer.ask_again_after),
    push: answer.push,
  };
}

/** An address of Beckon's own origin, absolute or relative; anything else is not used. */
function ownAddress(value: unknown, origin: string): string | null {
  if (typeof value !== "string" || !value) return null;
  try {
    const url = new URL(value, origin);
    return url.origin === origin ? url.href : null;
  } catch {
    return null;
  }
}

/** Where the panel lives: what the server said, or what the embed code makes of it while the server is silent. */
export function panelAddress(home: Home, options: Options, answer: PageAnswer | null): string {
  if (answer && answer.panel_url) return answer.panel_url;
  const query = new URLSearchParams();
  if (options.language) query.set("language", options.language);
  if (options.theme) query.set("theme", options.theme);
  if (options.identifier) query.set("identifier", options.identifier);
  for (const department of options.department) query.append("department", department);
  const text = query.toString();
  return home.base + "/embed/panel" + (text ? "?" + text : "");
}
