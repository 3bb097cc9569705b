"""When a department is open: the hours of its week and its holidays, on the wall clock of its own time zone.

Hours belong to the day on which they begin, so a night shift that begins before a holiday is worked to its end, and
one that would begin on it is not. What a time on the wall means while clocks are changed is said in
``app.domain.schedule``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.schedule import DAY_MINUTES, Hours, Opening, Weekly, instant_of

WHOLE_DAY = (Hours(0, DAY_MINUTES),)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_DAYS_BACK = 2
_DAYS_UNTIL_ALL_IS_SEEN = 9
"""A week that has hours shows all of them, and every gap between them, within so many days."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days, the last one included, with hours of their own; without hours they are closed."""

    first: date
    last: date
    hours: tuple[Hours, ...] = ()
    name: str = ""

    def covers(self, day: date) -> bool:
        """Whether the day is one of these."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of each weekday from Monday on (None: always open), and the days on which others hold.

    Of two holidays that cover one day the one that begins later decides, so a single day within a long one can differ.
    """

    zone: str
    weekly: Weekly | None = None
    holidays: tuple[Holiday, ...] = ()

    @property
    def is_always(self) -> bool:
        """Whether nothing limits them."""
        return self.weekly is None and not self.holidays

    def of_day(self, day: date) -> tuple[Hours, ...]:
        """The hours that begin on a day."""
        special = [each for each in self.holidays if each.covers(day)]
        if special:
            return max(special, key=lambda each: (each.first, -each.last.toordinal(), each.name)).hours
        return WHOLE_DAY if self.weekly is None else self.weekly[day.weekday()]


def opening(hours: OpeningHours, now: datetime) -> Opening:
    """Whether it is open at an instant, and until when (in UTC) that stays so; None: for good."""
    if hours.is_always:
        return Opening(is_open=True, until=None)
    now = now.astimezone(UTC)
    begin: datetime | None = None
    end: datetime | None = None
    for since, till in _spans(hours, now):
        if till <= now:
            continue
        if begin is None or end is None:
            begin, end = since, till
        elif since <= end:
            end = max(end, till)
        else:
            break
    else:
        if end is not None and end >= _all_is_seen(hours, now):
            end = None
    if begin is None:
        return Opening(is_open=False, until=None)
    return Opening(is_open=True, until=end) if begin <= now else Opening(is_open=False, until=begin)


def is_open(hours: OpeningHours, now: datetime) -> bool:
    """Whether it is open at an instant."""
    return opening(hours, now).is_open


def next_opening(hours: OpeningHours, now: datetime) -> datetime | None:
    """The next instant after now, in UTC, at which it opens; None: it never does, or it is open for good."""
    state = opening(hours, now)
    if not state.is_open or state.until is None:
        return None if state.is_open else state.until
    return opening(hours, state.until).until


def _last_day(hours: OpeningHours, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(hours.zone)).date()
    return max([today, *(each.last for each in hours.holidays)]) + _DAYS_UNTIL_ALL_IS_SEEN * _DAY


def _all_is_seen(hours: OpeningHours, now: datetime) -> datetime:
    return instant_of(datetime.combine(_last_day(hours, now), time()), hours.zone)


def _spans(hours: OpeningHours, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The hours of all days that can matter, by when they begin."""
    day, last = now.astimezone(ZoneInfo(hours.zone)).date() - _DAYS_BACK * _DAY, _last_day(hours, now)
    while day < last:
        midnight = datetime.combine(day, time())
        for each in sorted(hours.of_day(day), key=lambda one: one.begin):
            begin, end = (instant_of(midnight + minute * _MINUTE, hours.zone) for minute in (each.begin, each.end))
            if begin < end:
                yield begin, end
        day += _DAY
