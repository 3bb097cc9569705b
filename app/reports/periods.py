"""Stretches of time in reports: whole days on the site's clock, cut into hours, days, weeks or months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, literal

from app.domain.errors import InvalidInput
from app.domain.translation import N_

DEFAULT_DAYS = 30
USUAL_DAYS = (7, 30, 90)
LONGEST_DAYS = 3660
HOURS_UP_TO_DAYS = 2
DAYS_UP_TO_DAYS = 100
WEEKS_UP_TO_DAYS = 700
MOST_STRETCHES = 12
EARLIEST = date(2000, 1, 1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Step(StrEnum):
    """How finely a period is cut."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of a period, from ``start`` to just before ``end``; ``local`` is its beginning on the site's clock."""

    start: datetime
    end: datetime
    local: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included, in a time zone.

    A day begins at its local midnight and ends just before the next one, so that it has 23 or 25 hours when the clocks
    change. ``step`` is hours up to two days, days up to 100, weeks (from Monday) up to 700, and months beyond.
    """

    first: date
    last: date
    zone: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        """Its first moment, in UTC."""
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The first moment after it, in UTC."""
        return midnight(self.last + DAY, self.zone)

    @property
    def step(self) -> Step:
        """How finely it is cut."""
        if self.days <= HOURS_UP_TO_DAYS:
            return Step.HOUR
        if self.days <= DAYS_UP_TO_DAYS:
            return Step.DAY
        return Step.WEEK if self.days <= WEEKS_UP_TO_DAYS else Step.MONTH

    def slots(self) -> tuple[Slot, ...]:
        """Its pieces without gap or overlap; the first and the last week or month may be cut short."""
        zone = ZoneInfo(self.zone)
        borders = [*(self._hours() if self.step is Step.HOUR else self._midnights()), self.end]
        return tuple(Slot(start, end, start.astimezone(zone)) for start, end in pairwise(borders))

    def _hours(self) -> Iterator[datetime]:
        at = self.start
        while at < self.end:
            yield at
            at += HOUR

    def _midnights(self) -> Iterator[datetime]:
        day = self.first
        while day <= self.last:
            yield midnight(day, self.zone)
            day = _following(day, self.step)


def last_days(days: int, now: datetime, zone: str) -> Period:
    """The last so many days on the site's clock, today included."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return Period(today - (days - 1) * DAY, today, zone)


def midnight(day: date, zone: str) -> datetime:
    """The first moment of a day in a time zone, as UTC; where the clocks skip midnight, the moment after the gap."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def read_period(days: str, first: str, last: str, now: datetime, zone: str) -> Period:
    """What somebody asked for: ``first`` and ``last`` as dates, else a number of ``days`` up to today.

    Empty texts mean the last 30 days. Raises ``InvalidInput`` with field ``from``, ``until`` or ``days``.
    """
    if first or last:
        today = now.astimezone(ZoneInfo(zone)).date()
        ends = _day(last, "until") if last else today
        begins = _day(first, "from") if first else ends - (DEFAULT_DAYS - 1) * DAY
        return _checked(Period(begins, ends, zone))
    if not days:
        return last_days(DEFAULT_DAYS, now, zone)
    number = int(days) if days.isascii() and days.isdecimal() and len(days) <= len(str(LONGEST_DAYS)) else 0
    if not 1 <= number <= LONGEST_DAYS:
        raise InvalidInput(
            N_("Write a number of days from 1 to %(most)s."), field="days", values={"most": LONGEST_DAYS}
        )
    return last_days(number, now, zone)


def stretches(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The same time in at most a dozen pieces, for what is not asked over time."""
    size = max(1, ceil(len(slots) / MOST_STRETCHES))
    parts = [slots[place : place + size] for place in range(0, len(slots), size)]
    return tuple(Slot(part[0].start, part[-1].end, part[0].local) for part in parts)


def place_in(column: ColumnElement[Any], slots: Sequence[Slot], first: int = 0) -> ColumnElement[int]:
    """The number of the slot that a moment of the whole period is in, as SQL that halves until it has found it."""
    if len(slots) < 2:
        return literal(first)
    half = len(slots) // 2
    return case(
        (column < slots[half].start, place_in(column, slots[:half], first)),
        else_=place_in(column, slots[half:], first + half),
    )


def _following(day: date, step: Step) -> date:
    if step is Step.DAY:
        return day + DAY
    if step is Step.WEEK:
        return day + (7 - day.weekday()) * DAY
    return (day.replace(day=1) + 32 * DAY).replace(day=1)


def _day(written: str, field: str) -> date:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        raise InvalidInput(N_("Write a date such as 2026-11-30."), field=field, code="wrong_form") from None
    if not EARLIEST <= found < date(2200, 1, 1):
        raise InvalidInput(N_("Choose a date after the year 2000."), field=field, code="out_of_range")
    return found


def _checked(period: Period) -> Period:
    if period.last < period.first:
        raise InvalidInput(N_("The last day is before the first one."), field="until", code="reversed")
    if period.days > LONGEST_DAYS:
        raise InvalidInput(
            N_("Choose at most %(most)s days."), field="until", code="out_of_range", values={"most": LONGEST_DAYS}
        )
    return period
