"""Answers what plugins ask most about the present: who a visitor is, and whether anybody of the team is there."""

from __future__ import annotations

from app.conversions.reached import goals_reached
from app.domain.snapshots import VisitorSnapshot
from app.foundation import clock
from app.operators import queries as operators
from app.plugin_api.goals import ReachedGoal
from app.visitors import queries as visitors


class PresentFacts:
    """Reads from the database of the running application; handed to plugins as ``context.reads``."""

    def visitor(self, visitor_key: str) -> VisitorSnapshot | None:
        """The visitor with that key, with the present or last visit."""
        return visitors.visitor_by_key(visitor_key)

    def team_is_online(self) -> bool:
        """Whether anybody of the team is online just now."""
        return operators.team_is_online(None, clock.now())

    def goals_reached(self, visitor_key: str) -> tuple[ReachedGoal, ...]:
        """The goals that this visitor reached, the latest first, at most twenty."""
        return goals_reached(visitor_key)
