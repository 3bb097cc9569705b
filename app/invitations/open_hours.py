"""Schedules as invitations keep them, and a memory of what they say, because every page view asks about them."""

from __future__ import annotations

from datetime import datetime

from app.domain.errors import InvalidInput
from app.domain.schedule import Opening, Schedule, opening
from app.domain.schedule_reading import read_schedule
from app.invitations import draft_parts
from app.invitations.draft_parts import restored

MOST_REMEMBERED = 20_000
NEVER = Schedule(until=datetime(1970, 1, 1))  # noqa: DTZ001 - a time on a wall
"""In place of a schedule that this version cannot read."""


class OpenHours:
    """What schedules say, found once and then again when that is over."""

    def __init__(self) -> None:
        self._known: dict[tuple[Schedule, str], tuple[datetime, Opening]] = {}

    def opening(self, schedule: Schedule, now: datetime, zone: str) -> Opening:
        """Whether it is open at this instant, and until when that stays so."""
        known = self._known.get((schedule, zone))
        if known is not None and known[0] <= now and (known[1].until is None or now < known[1].until):
            return known[1]
        fresh = opening(schedule, now, zone)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[schedule, zone] = (now, fresh)
        return fresh


def schedule_of(part: draft_parts.Schedule | None) -> Schedule | None:
    """The schedule of a draft, None for none; raises InvalidInput naming the first part that cannot be kept."""
    return None if part is None else read_schedule(part.start, part.until, part.weekly, part.yearly)


def stored_schedule(document: object) -> Schedule | None:
    """The schedule of a saved invitation; what cannot be read is never open."""
    if document is None:
        return None
    try:
        return schedule_of(restored(document, draft_parts.Schedule))
    except InvalidInput:
        return NEVER
