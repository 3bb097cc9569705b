"""When something may happen: a period, hours of the week and a time of the year, on the wall clock of one time zone.

A time on the wall means the first instant at which the clock there shows it, or a later time where it was put forward
over it. So hours that begin or end while the clock is changed have one beginning and one end: 02:30 on the morning on
which the clock goes back is the first of the two, and 02:30 on the morning without it is three o'clock. Beginnings are
included and ends are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
YEARS_AHEAD = 41
"""So far a time of the year is looked for: the 29th of February falls on every weekday within 40 years."""

FIRST_YEAR, LAST_YEAR = 1970, 2199
_MINUTE = timedelta(minutes=1)
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of one day in minutes since its midnight; ``end`` above 1440 reaches into the next day."""

    begin: int
    end: int


Weekly = tuple[tuple[Hours, ...], ...]
Span = tuple[datetime | None, datetime | None]


@dataclass(frozen=True, slots=True)
class YearTime:
    """A day and minute of every year; the 29th of February is the 1st of March, 0:00, in years without one.

    ``minute`` 1440 is the end of the day.
    """

    month: int
    day: int
    minute: int

    def in_year(self, year: int) -> datetime:
        """The time on the wall in that year."""
        try:
            midnight = datetime.combine(date(year, self.month, self.day), time())
        except ValueError:
            return datetime(year, 3, 1)  # noqa: DTZ001 - a time on a wall
        return midnight + self.minute * _MINUTE


@dataclass(frozen=True, slots=True)
class Schedule:
    """Open from ``start`` until ``until`` (on the wall, without a zone), in ``weekly`` hours, at a time of the year.

    ``weekly`` has the hours of each day from Monday on; None means always. ``yearly`` may go over New Year. What is
    None puts no limit.
    """

    start: datetime | None = None
    until: datetime | None = None
    weekly: Weekly | None = None
    yearly: tuple[YearTime, YearTime] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether it is open, and until when (in UTC) that stays so; None: for good."""

    is_open: bool
    until: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether it will never be open again."""
        return not self.is_open and self.until is None


def opening(schedule: Schedule, now: datetime, zone: str) -> Opening:
    """What the schedule says at an instant, and until when it says so."""
    coming = _first_whole(_open_spans(schedule, now.astimezone(UTC), zone))
    if coming is None:
        return Opening(is_open=False, until=None)
    begin, end = coming
    return Opening(is_open=True, until=end) if begin is None or begin <= now else Opening(is_open=False, until=begin)


def is_open(schedule: Schedule, now: datetime, zone: str) -> bool:
    """Whether the schedule is open at an instant."""
    return opening(schedule, now, zone).is_open


def next_change(schedule: Schedule, now: datetime, zone: str) -> datetime | None:
    """The next instant, in UTC, at which it opens or closes; None: it stays as it is for good."""
    return opening(schedule, now, zone).until


def next_opening(schedule: Schedule, now: datetime, zone: str) -> datetime | None:
    """The next instant after now, in UTC, at which it opens; None: it never does."""
    state = opening(schedule, now, zone)
    if not state.is_open or state.until is None:
        return None if state.is_open else state.until
    return opening(schedule, state.until, zone).until


@lru_cache(maxsize=8192)
def instant_of(wall: datetime, zone: str) -> datetime:
    """The first instant at which the wall clock of the zone shows this time or, where it was skipped, a later one."""
    place = ZoneInfo(zone)
    early = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if early.astimezone(place).replace(tzinfo=None) == wall:
        return early
    late = early  # the clock never showed it: find the instant at which it was put forward
    early = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    while late - early > _SECOND:
        between = early + (late - early) // 2
        if between.astimezone(place).replace(tzinfo=None) < wall:
            early = between
        else:
            late = between
    return late.replace(microsecond=0)


def covers_week(weekly: Weekly) -> bool:
    """Whether these hours leave no minute of the week out; such hours are no limit and are left out of a schedule."""
    spans = sorted(
        (day * DAY_MINUTES + hours.begin + shift, day * DAY_MINUTES + hours.end + shift)
        for day, all_hours in enumerate(weekly)
        for hours in all_hours
        for shift in (0, -WEEK_MINUTES)
    )
    reached = 0
    for begin, end in spans:
        if begin > reached:
            return False
        reached = max(reached, end)
    return reached >= WEEK_MINUTES


def _open_spans(schedule: Schedule, after: datetime, zone: str) -> Iterator[Span]:
    """The spans in which it is open and that end after an instant, by when they begin; one may touch the next."""
    for window in _windows(schedule, after, zone):
        if schedule.weekly is None:
            yield window
        else:
            yield from _hours_within(window, schedule.weekly, after, zone)


def _first_whole(spans: Iterator[Span]) -> Span | None:
    """The first span together with those that it runs into."""
    first = next(spans, None)
    if first is None:
        return None
    begin, end = first
    for since, till in spans:
        if end is None or (since is not None and since > end):
            break
        end = None if till is None else max(end, till)
    return begin, end


def _windows(schedule: Schedule, after: datetime, zone: str) -> Iterator[Span]:
    """The spans that period and time of the year leave, whatever the hour."""
    begin = None if schedule.start is None else instant_of(schedule.start, zone)
    end = None if schedule.until is None else instant_of(schedule.until, zone)
    if schedule.yearly is None:
        if end is None or (end > after and (begin is None or begin < end)):
            yield begin, end
        return
    looked_at = max(after, begin or after).astimezone(ZoneInfo(zone)).year
    first, last = schedule.yearly
    for year in range(looked_at - 1, min(looked_at + YEARS_AHEAD, LAST_YEAR + 1)):
        opens = first.in_year(year)
        closes = last.in_year(year)
        if closes <= opens:
            if (last.month, last.day, last.minute) > (first.month, first.day, first.minute):
                continue  # a 29th of February that this year does not have
            closes = last.in_year(year + 1)
        since, till = instant_of(opens, zone), instant_of(closes, zone)
        since = since if begin is None else max(since, begin)
        till = till if end is None else min(till, end)
        if since < till and till > after:
            yield since, till


def _hours_within(window: Span, weekly: Weekly, after: datetime, zone: str) -> Iterator[Span]:
    begin, end = window
    looked_at = max(after, begin or after).astimezone(ZoneInfo(zone)).date() - 2 * _DAY
    for since, till in _weekly_spans(looked_at, weekly, zone):
        if end is not None and since >= end:
            return
        opens, closes = max(since, begin or since), min(till, end or till)
        if opens < closes and closes > after:
            yield opens, closes


def _weekly_spans(first: date, weekly: Weekly, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """The hours of all days from one on, by when they begin."""
    day = first
    while day.year <= LAST_YEAR + YEARS_AHEAD:
        midnight = datetime.combine(day, time())
        for hours in sorted(weekly[day.weekday()], key=lambda each: each.begin):
            yield instant_of(midnight + hours.begin * _MINUTE, zone), instant_of(midnight + hours.end * _MINUTE, zone)
        day += _DAY
