"""Registers the three ways in which a goal can be reached."""

from __future__ import annotations

from collections.abc import Iterable

from app.plugin_api import GoalKind, hookimpl
from plugins.conversion_tracking.goals import GOAL_KINDS


@hookimpl
def register_goals() -> Iterable[GoalKind]:
    """By an event, by a page, by the site's server."""
    return GOAL_KINDS
