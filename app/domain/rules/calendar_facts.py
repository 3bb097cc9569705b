"""The day of the week and the time of day on the site's own clock, also when that clock is put forward or back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.rules.fact import Comparison, Fact, Reading, ValueKind
from app.domain.rules.kinds.choices import word_kind
from app.domain.rules.kinds.texts import read_text
from app.domain.rules.refusal import refusal
from app.domain.rules.schemas import Texts
from app.domain.rules.text import as_tuple
from app.domain.translation import N_

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))")
_DAYS_AHEAD = 8


def _local(reading: Reading) -> datetime:
    return reading.now.astimezone(ZoneInfo(reading.facts.time_zone))


def _weekday(reading: Reading) -> str:
    return WEEKDAYS[_local(reading).weekday()]


def _time(reading: Reading) -> str:
    return _local(reading).strftime("%H:%M")


def span_minutes(span: str) -> tuple[int, int]:
    """From and until of ``09:00-17:00`` in minutes since midnight; raises ``ValueError``."""
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(span)
    numbers = [int(group) for group in found.groups() if group is not None]
    return numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]


def _check_span(text: str, path: str) -> str:
    try:
        begin, end = span_minutes(text)
    except ValueError:
        raise refusal(N_("%(path)s must be a span such as 09:00-17:00."), path, "wrong_form") from None
    if begin == end:
        raise refusal(N_("%(path)s begins and ends at the same time."), path, "empty")
    return text


def _between(wanted: str | tuple[str, ...]) -> Callable[[str], bool]:
    """Holds from the first minute of a span up to, and without, its last; a span may go over midnight."""
    spans = [span_minutes(span) for span in as_tuple(wanted)]

    def holds(actual: str) -> bool:
        hours, _, minutes = actual.partition(":")
        minute = int(hours) * 60 + int(minutes)
        return any(begin <= minute < end if begin < end else minute >= begin or minute < end for begin, end in spans)

    return holds


def _next_flip(reading: Reading, minutes: Iterable[int]) -> datetime | None:
    """The first coming instant, among those local minutes of the coming days, at which the answer is another one."""
    local = _local(reading)
    test = reading.comparison.prepare(reading.wanted)
    present = test(reading.actual)
    instants = sorted(
        _instant(local.date() + timedelta(days=days), minute, local)
        for days in range(_DAYS_AHEAD)
        for minute in minutes
    )
    for instant in instants:
        if instant > reading.now:
            then = Reading(reading.facts, instant, reading.parameters, reading.comparison, reading.wanted)
            value = _weekday(then) if reading.comparison.name == "in" else _time(then)
            if test(value) is not present:
                return instant
    return None


def _instant(day: date, minute: int, local: datetime) -> datetime:
    wall = datetime.combine(day, time(), tzinfo=local.tzinfo) + timedelta(minutes=minute)
    return wall.astimezone(ZoneInfo("UTC"))


def _weekday_change(reading: Reading) -> datetime | None:
    return _next_flip(reading, (0,))


def _time_change(reading: Reading) -> datetime | None:
    return _next_flip(reading, {minute for span in as_tuple(reading.wanted) for minute in span_minutes(span)})


_DAY = word_kind("word", WEEKDAYS)
_EQUALS_DAY = _DAY.comparisons[0]

WEEKDAY = Fact(
    id="clock.weekday",
    label=N_("day of the week"),
    help=N_("The day on the site's own clock."),
    kind=ValueKind("word", (Comparison("in", N_("is one of"), _EQUALS_DAY.takes, _EQUALS_DAY.prepare),), read_text),
    comparisons=("in",),
    samples=("mon", "sat"),
    read_value=_weekday,
    next_change=_weekday_change,
)

LOCAL_TIME = Fact(
    id="clock.time",
    label=N_("time of day"),
    help=N_("The time on the site's own clock, such as 09:00-17:00; the span may go over midnight."),
    kind=ValueKind(
        "span", (Comparison("between", N_("is between"), Texts(limit=20, check=_check_span), _between),), read_text
    ),
    comparisons=("between",),
    samples=("08:59", "09:00"),
    read_value=_time,
    next_change=_time_change,
)
