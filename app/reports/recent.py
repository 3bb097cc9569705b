"""How each invitation did in the last seven days, for the list of invitations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from app.foundation import briefly, clock, settings
from app.foundation.database import db
from app.invitations.models import Invitation
from app.reports import queries
from app.reports.figures import NOTHING, Counts
from app.reports.periods import last_days
from app.reports.queries import SHOWINGS, Scope

DAYS = 7
TOPIC = "recent figures"


@dataclass(frozen=True, slots=True)
class RecentFigures:
    """The last seven days, today included: ``daily`` is what was shown, oldest first; converted is any goal."""

    daily: tuple[int, ...]
    shown: int
    replied: int
    converted: int


def recent_figures() -> dict[str, RecentFigures]:
    """The recent figures of every invitation that was shown lately, by its key; a global of the templates."""
    return briefly.remembered(TOPIC, None, _recent_figures)


def _recent_figures() -> dict[str, RecentFigures]:
    slots = last_days(DAYS, clock.now(), settings.recent("site.time_zone")).slots()
    found: dict[int, list[Counts]] = defaultdict(lambda: [NOTHING] * len(slots))
    for (place, _kind, invitation_id), counts in queries.counted(Scope(), slots, SHOWINGS.c.invitation_id).items():
        if invitation_id is not None:
            found[invitation_id][place] += counts
    keys = db.session.execute(select(Invitation.id, Invitation.key).where(Invitation.id.in_(found)))
    return {key: _figures(found[each]) for each, key in keys}


def _figures(days: list[Counts]) -> RecentFigures:
    total = sum(days, NOTHING)
    return RecentFigures(tuple(each.shown for each in days), total.shown, total.replied, total.converted)
