"""What operators see about a visitor who reached a goal: which, when, and what it was worth."""

from __future__ import annotations

from app.plugin_api import N_, CardContent, CardLine, PluginContext, ReachedGoal, VisitorCard, VisitorSnapshot

MOST_LINES = 6


def goals_card(context: PluginContext, visitor: VisitorSnapshot) -> CardContent | None:
    """The goals that the visitor reached, the latest first; no card for those who reached none."""
    reached = context.reads.goals_reached(visitor.key)
    if not reached:
        return None
    lines = tuple(CardLine(goal.name[:100], _worth(goal)) for goal in reached[:MOST_LINES])
    others = len(reached) - len(lines)
    return CardContent(lines=lines, text=context.translate(N_("and %(n)s more"), n=others) if others else "")


def _worth(goal: ReachedGoal) -> str:
    day = f"{goal.at:%Y-%m-%d %H:%M}"
    return day if goal.value is None else f"{goal.value:,.2f} {goal.currency or ''} · {day}"


GOALS_CARD = VisitorCard(id="conversion_tracking.goals", title=N_("Goals reached"), show=goals_card)
