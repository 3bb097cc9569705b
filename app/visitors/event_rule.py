"""When an event that a page reports becomes a record: the whole rule, as arithmetic on moments, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.visitors.models import ReceivedOutcome

LONGEST_TIMEOUT = 366 * 24 * 60 * 60
"""The longest pause between two records of one event, in seconds."""

OLDEST_REPORT = timedelta(minutes=30)
"""A page that could not reach the server tells later what happened; longer ago than this is taken for this long ago."""


@dataclass(frozen=True, slots=True)
class DefinedEvent:
    """An event that pages may report.

    It is not recorded again while the last record is younger than ``store_timeout`` seconds; 0 means that a record is
    kept once and never repeated. With ``filter_by_value`` each value is counted on its own.
    """

    id: int
    identifier: str
    name: str
    store_timeout: int
    filter_by_value: bool


def outcome_of(event: DefinedEvent, last_recorded_at: datetime | None, at: datetime) -> ReceivedOutcome:
    """What becomes of a report; ``last_recorded_at`` is the last record of the same event (and value, if it counts).

    Exactly ``store_timeout`` seconds after the last record is late enough.
    """
    if last_recorded_at is None:
        return ReceivedOutcome.RECORDED
    if event.store_timeout == 0:
        return ReceivedOutcome.REPEATED
    is_young = at - last_recorded_at < timedelta(seconds=event.store_timeout)
    return ReceivedOutcome.TOO_SOON if is_young else ReceivedOutcome.RECORDED


def happened_at(seconds_ago: float, now: datetime) -> datetime:
    """When something happened that a page tells of now; the page's own clock is never asked, only how long ago."""
    return now - timedelta(seconds=min(max(0.0, seconds_ago), OLDEST_REPORT.total_seconds()))
