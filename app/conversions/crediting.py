"""Crediting showings with a goal: within its window, once for each, and never a ghost for a showing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, select

from app.conversions.models import Conversion
from app.conversions.queries import ActiveGoal, Clock
from app.conversions.vocabulary import CountedFrom, ReportOutcome, Worth
from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import db, held, insert_if_new
from app.invitations.models import Invitation
from app.plugin_api.goals import SightingSource

_CONVERSIONS = cast(Table, Conversion.__table__)


@dataclass(frozen=True, slots=True)
class Chance:
    """A showing and the window in which a goal counts for it; without ``goal_id`` it is the invitation's own goal."""

    clock: Clock
    goal_id: int | None
    window: timedelta
    counted_from: CountedFrom

    @property
    def began(self) -> datetime | None:
        """When the window began, if it has."""
        return self.clock.began(self.counted_from)


def chances_of(goal: ActiveGoal, clocks: Sequence[Clock]) -> list[Chance]:
    """Every showing may lead to a goal of the page Goals."""
    return [Chance(clock, goal.id, goal.window, goal.counted_from) for clock in clocks]


def own_chances(events: frozenset[str], clocks: Sequence[Clock]) -> dict[str, list[Chance]]:
    """The showings whose invitation named one of these events when it was shown, by event."""
    found: dict[str, list[Chance]] = {}
    for clock in clocks:
        if clock.own is not None and clock.own.event in events:
            chance = Chance(clock, None, timedelta(seconds=clock.own.within), clock.own.counted_from)
            found.setdefault(clock.own.event, []).append(chance)
    return found


def credit(
    visitor: VisitorSnapshot, chances: Sequence[Chance], source: SightingSource, worth: Worth, now: datetime
) -> tuple[int, ReportOutcome]:
    """How many showings were credited just now, and what that makes of the report.

    The ghosts of a holdout are credited alike, so that both arms can be compared; nobody is told of them, because
    whoever has seen nothing was not invited.
    """
    begun = [each for each in chances if each.began is not None and each.began <= now]
    within = [each for each in begun if each.began is not None and now <= each.began + each.window]
    credited = _shown([each for each in _of_present(within) if _add(visitor, each, source, worth, now)])
    if credited:
        return len(credited), ReportOutcome.COUNTED
    if _shown(within):
        return 0, ReportOutcome.DUPLICATE
    return 0, ReportOutcome.LATE if _shown(begun) else ReportOutcome.NOT_INVITED


def _of_present(chances: Sequence[Chance]) -> list[Chance]:
    """Without those whose invitation another process has just deleted; the others stay until the transaction ends."""
    ids = {each.clock.invitation_id for each in chances} - {None}
    if not ids:
        return list(chances)
    present = set(db.session.execute(held(select(Invitation.id).where(Invitation.id.in_(ids)))).scalars())
    return [each for each in chances if each.clock.invitation_id is None or each.clock.invitation_id in present]


def _shown(chances: Sequence[Chance]) -> list[Chance]:
    return [each for each in chances if not each.clock.is_withheld]


def _add(visitor: VisitorSnapshot, chance: Chance, source: SightingSource, worth: Worth, now: datetime) -> bool:
    row = {
        "goal_id": chance.goal_id,
        "impression_id": chance.clock.impression_id,
        "invitation_id": chance.clock.invitation_id,
        "visitor_id": visitor.id,
        "source": source.value,
        "value_micros": worth.micros,
        "currency": worth.currency,
        "at": now,
    }
    return db.session.execute(insert_if_new(_CONVERSIONS).returning(_CONVERSIONS.c.id), row).first() is not None
