"""Registers the three ways in which a goal can be reached, and what operators see of it beside a visitor."""

from __future__ import annotations

from collections.abc import Iterable

from app.plugin_api import GoalKind, VisitorCard, hookimpl
from plugins.conversion_tracking.cards import GOALS_CARD
from plugins.conversion_tracking.goals import GOAL_KINDS


@hookimpl
def register_goals() -> Iterable[GoalKind]:
    """By an event, by a page, by the site's server."""
    return GOAL_KINDS


@hookimpl
def register_visitor_cards() -> Iterable[VisitorCard]:
    """The goals that the visitor reached."""
    return [GOALS_CARD]
