/** When the team is back, in words of the visitor's language and on the visitor's own clock. */

import type { PanelText } from "../shared/panel_texts";
import type { Translate } from "../shared/texts";
import { isRecord } from "../shared/json_text";
import { dayOf, timeName, weekdayName } from "./day";

const SOON_DAYS = 6;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Reads `{back_at}`; null where hours do not keep the team away. */
export function readBackAt(team: unknown): string | null {
  const at = isRecord(team) ? team.back_at : null;
  return typeof at === "string" && !isNaN(Date.parse(at)) ? at : null;
}

/** "We are back on Monday at 9:00", or an empty text when that has passed. */
export function backWords(at: string, now: Date, language: string, translate: Translate<PanelText>): string {
  const moment = new Date(at);
  if (moment.getTime() <= now.getTime()) return "";
  const time = timeName(at, language);
  if (dayOf(at) === dayOf(now.toISOString())) return translate("back_today", { time });
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 12);
  if (dayOf(at) === dayOf(tomorrow.toISOString())) return translate("back_tomorrow", { time });
  const isSoon = moment.getTime() - now.getTime() < SOON_DAYS * DAY_MILLISECONDS;
  return translate("back_day", { day: weekdayName(at, language, !isSoon), time });
}
