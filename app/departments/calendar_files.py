"""Reads the whole days of a calendar file (.ics, RFC 5545), such as states publish their public holidays in.

Only what matters for holidays is read: events of whole days with their first day, their last and their name. What
repeats by a rule counts once, on its first day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.departments.hours import HolidayDraft
from app.domain.schedule import FIRST_YEAR, LAST_YEAR
from app.foundation.text import clean_line

MOST_DAYS = 80
_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\([,;\\nN])")
_DAY = re.compile(r"(\d{8})(?:T000000Z?)?")


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """The whole days of a file, the earliest first."""

    days: tuple[HolidayDraft, ...]


def read_calendar(text: str) -> CalendarDays:
    """Every event of whole days; anything else in the file is passed over."""
    found: list[HolidayDraft] = []
    event: dict[str, str] | None = None
    for line in _FOLD.sub("", text).splitlines():
        name, _colon, value = line.partition(":")
        name = name.split(";")[0].strip().upper()
        if (name, value.strip().upper()) == ("BEGIN", "VEVENT"):
            event = {}
        elif (name, value.strip().upper()) == ("END", "VEVENT"):
            holiday = _holiday(event or {})
            if holiday is not None and len(found) < MOST_DAYS:
                found.append(holiday)
            event = None
        elif event is not None:
            event.setdefault(name, value.strip())
    return CalendarDays(tuple(sorted(found, key=lambda each: (each.first, each.last, each.name))))


def _holiday(event: dict[str, str]) -> HolidayDraft | None:
    first, after = _day(event.get("DTSTART", "")), _day(event.get("DTEND", ""))
    if first is None or not FIRST_YEAR <= first.year <= LAST_YEAR:
        return None
    last = max(first, after - timedelta(days=1)) if after is not None else first
    if last.year > LAST_YEAR:
        return None
    name = _ESCAPED.sub(lambda each: " " if each[1] in "nN" else each[1], event.get("SUMMARY", ""))
    return HolidayDraft(first, last, "", clean_line(name, 120))


def _day(value: str) -> date | None:
    found = _DAY.fullmatch(value)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
