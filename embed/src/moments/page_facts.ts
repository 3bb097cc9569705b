/** Everything the browser itself knows about the present page, as the facts that rules may ask for. */

import { CLOSED, type PageState } from "./page_state";

/** The facts at one instant; `moment` are those that hold for this instant only. What the browser cannot know is missing. */
export function factsOf(state: PageState, now_ms: number, moment: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { visit, closed_at, recorded } = state;
  const facts: Record<string, unknown> = {
    "page.url": state.url,
    "page.title": state.title,
    "page.seconds": (now_ms - state.began_at) / 1000,
    "page.visible_seconds": state.visibleFor(now_ms) / 1000,
    "page.language": state.language || null,
    "widget.open": state.is_open,
    [CLOSED]: closed_at === null ? null : Math.max(0, (now_ms - closed_at) / 1000),
    "device.scroll_percent": state.scroll_percent,
    "device.idle_seconds": state.activity.idle(now_ms) / 1000,
  };
  if (visit.seconds !== null) facts["visit.seconds"] = visit.seconds + (now_ms - state.visit_known_at) / 1000;
  if (visit.page_views !== null) facts["visit.page_views"] = visit.page_views;
  if (visit.number !== null) facts["visitor.visits"] = visit.number;
  if (state.team_online !== null) facts["team.online"] = state.team_online;
  state.running.forEach(({ seconds, at_ms }, name) => {
    facts[name] = seconds === null ? null : seconds + Math.max(0, now_ms - at_ms) / 1000;
  });
  if (recorded) {
    const later = Math.max(0, now_ms - state.recorded_at) / 1000;
    facts["event.count"] = recorded.map(([id, seconds_ago]) => [id, seconds_ago + later]);
  }
  return { ...facts, ...moment, ...state.pretended };
}
