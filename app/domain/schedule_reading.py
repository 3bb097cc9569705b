"""Reads a schedule as files, forms and the database write it, and writes it the one way in which it is kept.

``from`` and ``until`` are such as ``2026-12-01T09:00``, hours such as ``09:00-12:00, 13:00-17:00`` or ``22:00-02:00``,
and a time of the year such as ``12-20T00:00/01-06T00:00``. What cannot be read is refused with its place, such as
``schedule.weekly.mon``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from app.domain.errors import InvalidInput
from app.domain.rules.calendar_facts import WEEKDAYS
from app.domain.schedule import (
    DAY_MINUTES,
    FIRST_YEAR,
    LAST_YEAR,
    Hours,
    Schedule,
    Weekly,
    YearTime,
    covers_week,
)
from app.domain.translation import N_

MOST_HOURS_A_DAY = 12
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d|24:00"
_MOMENT = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)[T ]({_CLOCK})(?::00)?")
_YEAR_TIME = re.compile(rf"(\d\d)-(\d\d)[T ]({_CLOCK})(?::00)?")
_HOURS = re.compile(rf"({_CLOCK})\s*[-–]\s*({_CLOCK})")
_LATE = N_("24:00 can only be an end; begin at 00:00 of the next day")
_A_LEAP_YEAR = 2024


def read_schedule(
    start: str | None, until: str | None, weekly: Mapping[str, str] | None, yearly: str | None
) -> Schedule | None:
    """The schedule, or None where it puts no limit; raises InvalidInput naming the first part that cannot be kept."""
    begin, end = _moment(start, "schedule.from"), _moment(until, "schedule.until")
    if begin is not None and end is not None and end <= begin:
        raise InvalidInput(N_("must be later than the beginning"), field="schedule.until", code="reversed")
    hours, season = _weekly(weekly or {}), _yearly(yearly)
    found = Schedule(
        begin,
        end,
        None if hours is None or covers_week(hours) else hours,
        None if season is None or _is_whole_year(season) else season,
    )
    return None if found == Schedule() else found


def moment_text(wall: datetime) -> str:
    """A time on the wall as it is kept: ``2026-12-01T09:00``."""
    return wall.isoformat(timespec="minutes")


def hours_text(hours: tuple[Hours, ...]) -> str:
    """Hours of a day as they are kept: ``09:00-12:00, 13:00-17:00``."""
    return ", ".join(f"{clock_text(each.begin)}-{_end_text(each)}" for each in hours)


def weekly_document(weekly: Weekly | None) -> dict[str, str]:
    """The hours of all open days as they are kept; empty where every hour is open."""
    return {} if weekly is None else {day: hours_text(weekly[n]) for n, day in enumerate(WEEKDAYS) if weekly[n]}


def yearly_text(yearly: tuple[YearTime, YearTime]) -> str:
    """A time of the year as it is kept: ``12-20T00:00/01-06T00:00``."""
    return "/".join(f"{each.month:02}-{each.day:02}T{clock_text(each.minute)}" for each in yearly)


def clock_text(minute: int) -> str:
    """A minute of the day as a clock shows it; 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _end_text(hours: Hours) -> str:
    return clock_text(hours.end if hours.end <= DAY_MINUTES else hours.end - DAY_MINUTES)


def _moment(written: str | None, field: str) -> datetime | None:
    text = (written or "").strip()
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise InvalidInput(
            N_("must be a date and a time of the site's clock, such as 2026-12-01T09:00"),
            field=field,
            code="wrong_form",
        )
    try:
        midnight = datetime(int(found[1]), int(found[2]), int(found[3]))  # noqa: DTZ001 - a time on a wall
    except ValueError:
        raise InvalidInput(N_("there is no such day"), field=field, code="no_such_day") from None
    if not FIRST_YEAR <= midnight.year <= LAST_YEAR:
        raise InvalidInput(
            N_("must be in a year from %(least)s to %(most)s"),
            field=field,
            code="out_of_range",
            values={"least": FIRST_YEAR, "most": LAST_YEAR},
        )
    return midnight + timedelta(minutes=_minute(found[4]))


def _weekly(written: Mapping[str, str]) -> Weekly | None:
    for day in written:
        if day not in WEEKDAYS:
            raise InvalidInput(
                N_("there is no day “%(day)s”; the days are mon, tue, wed, thu, fri, sat and sun"),
                field=f"schedule.weekly.{day[:20]}",
                code="not_an_option",
                values={"day": day[:20]},
            )
    weekly = tuple(_day(written.get(day) or "", f"schedule.weekly.{day}") for day in WEEKDAYS)
    return weekly if any(weekly) else None


def _day(written: str, field: str) -> tuple[Hours, ...]:
    parts = [part.strip() for part in written.split(",") if part.strip()]
    if len(parts) > MOST_HOURS_A_DAY:
        raise InvalidInput(
            N_("a day can have at most %(most)s times"), field=field, code="too_many", values={"most": MOST_HOURS_A_DAY}
        )
    hours = sorted((_hours(part, field) for part in parts), key=lambda each: each.begin)
    for before, after in pairwise(hours):
        if after.begin < before.end:
            raise InvalidInput(
                N_("two times overlap: %(first)s and %(second)s"),
                field=field,
                code="overlap",
                values={"first": hours_text((before,)), "second": hours_text((after,))},
            )
    return tuple(hours)


def _hours(written: str, field: str) -> Hours:
    found = _HOURS.fullmatch(written)
    if found is None:
        raise InvalidInput(
            N_("must be times such as 09:00-17:00, several of them parted by commas"), field=field, code="wrong_form"
        )
    begin, end = _minute(found[1]), _minute(found[2])
    if begin == DAY_MINUTES:
        raise InvalidInput(_LATE, field=field, code="late")
    if begin == end:
        raise InvalidInput(
            N_("begins and ends at the same time; the whole day is 00:00-24:00"), field=field, code="empty"
        )
    return Hours(begin, end if end > begin else end + DAY_MINUTES)


def _yearly(written: str | None) -> tuple[YearTime, YearTime] | None:
    text = (written or "").strip()
    if not text:
        return None
    parts = [_YEAR_TIME.fullmatch(part.strip()) for part in text.split("/")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None:
        raise InvalidInput(
            N_("must be two days of the year such as 12-20T00:00/01-06T00:00"),
            field="schedule.yearly",
            code="wrong_form",
        )
    first, last = (_year_time(part) for part in parts if part is not None)
    if first.minute == DAY_MINUTES:
        raise InvalidInput(_LATE, field="schedule.yearly", code="late")
    if first == last:
        raise InvalidInput(N_("begins and ends at the same time"), field="schedule.yearly", code="empty")
    return first, last


def _year_time(found: re.Match[str]) -> YearTime:
    month, day = int(found[1]), int(found[2])
    try:
        datetime(_A_LEAP_YEAR, month, day)  # noqa: DTZ001 - only whether there is such a day
    except ValueError:
        raise InvalidInput(N_("there is no such day"), field="schedule.yearly", code="no_such_day") from None
    return YearTime(month, day, _minute(found[3]))


def _is_whole_year(season: tuple[YearTime, YearTime]) -> bool:
    first, last = season
    return all(last.in_year(year) in (first.in_year(year), first.in_year(year + 1)) for year in (2023, _A_LEAP_YEAR))


def _minute(clock: str) -> int:
    hours, _colon, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
