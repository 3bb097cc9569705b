"""How long operators were online and away within a period, and how long anybody was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from app.domain.snapshots import PresenceState
from app.foundation.database import db
from app.operators.models import Operator
from app.operators.presence_models import PresencePeriod
from app.reports.periods import Period

Stretch = tuple[datetime, datetime]
SHOWN = (PresenceState.ONLINE, PresenceState.AWAY, PresenceState.INVISIBLE)


@dataclass(frozen=True, slots=True)
class PresenceLine:
    """One operator; times in seconds, as far as the history of presence is kept."""

    name: str
    online: float
    away: float
    invisible: float


@dataclass(frozen=True, slots=True)
class PresenceReport:
    """The operators who were there, the longest online first. ``staffed``: seconds in which at least one was online."""

    lines: tuple[PresenceLine, ...]
    staffed: float


def presence_report(period: Period, now: datetime) -> PresenceReport:
    """Who was there within a period; what goes on counts up to now."""
    end = min(period.end, now)
    stretches: dict[tuple[int, str], list[Stretch]] = defaultdict(list)
    names: dict[int, str] = {}
    for row in db.session.execute(_stretches(period.start, end)):
        names[row.operator_id] = row.name
        stretch = (max(row.since, period.start), min(row.until or end, end))
        stretches[(row.operator_id, row.state)].append(stretch)
    lines = [
        PresenceLine(
            names[each],
            *(_length(stretches.get((each, state.value), ())) for state in SHOWN),
        )
        for each in names
    ]
    online = [each for (_who, state), found in stretches.items() if state == PresenceState.ONLINE for each in found]
    return PresenceReport(tuple(sorted(lines, key=lambda line: (-line.online, line.name))), _length(online))


def _stretches(start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    found = PresencePeriod
    return (
        select(found.operator_id, Operator.name, found.state, found.since, found.until)
        .join(Operator, Operator.id == found.operator_id)
        .where(found.since < end, or_(found.until.is_(None), found.until > start))
    )


def _length(stretches: Iterable[Stretch]) -> float:
    """How long the stretches are together; time that two of them share counts once."""
    total, reached = 0.0, None
    for start, end in sorted(stretches):
        begins = start if reached is None else max(start, reached)
        if end > begins:
            total += (end - begins).total_seconds()
            reached = end
    return total
