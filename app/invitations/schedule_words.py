"""A schedule in words: when an invitation may show, and whether it may now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import get_locale
from flask_babel import gettext as _

from app.domain.errors import InvalidInput
from app.domain.schedule import DAY_MINUTES, Hours, Schedule, Weekly, YearTime, next_opening, opening
from app.domain.schedule_reading import clock_text
from app.invitations import draft_parts
from app.invitations.open_hours import schedule_of

_A_LEAP_YEAR = 2024
_WEEKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_SOON = timedelta(days=6)


def schedule_words(part: draft_parts.Schedule | None) -> str:
    """When it may show: "on weekdays from 09:00 to 17:00, until 24 December 2026, 12:00"; empty for always.

    What cannot be read yet says nothing.
    """
    try:
        schedule = schedule_of(part)
    except InvalidInput:
        return ""
    return "" if schedule is None else ", ".join(_parts(schedule))


def opening_words(part: draft_parts.Schedule | None, now: datetime, zone: str) -> str:
    """Whether it may show at this moment, and when that changes; empty without a schedule that can be read."""
    try:
        schedule = schedule_of(part)
    except InvalidInput:
        return ""
    if schedule is None:
        return ""
    state = opening(schedule, now, zone)
    if state.is_open:
        if state.until is None:
            return str(_("Now it is open, with no end."))
        return str(_("Now it is open, until %(at)s.", at=_at(state.until, now, zone)))
    opens = next_opening(schedule, now, zone)
    if opens is None:
        return str(_("It is over for good: it never opens again."))
    return str(_("Now it is closed. It opens %(at)s.", at=_at(opens, now, zone)))


def _parts(schedule: Schedule) -> Iterator[str]:
    if schedule.weekly is not None:
        yield from _week(schedule.weekly)
    if schedule.yearly is not None:
        first, last = schedule.yearly
        yield str(_("every year from %(first)s to %(last)s", first=_day_of_year(first), last=_end_of_year_time(last)))
    if schedule.start is not None:
        yield str(_("from %(at)s on", at=_moment(schedule.start)))
    if schedule.until is not None:
        yield str(_("until %(at)s", at=_end(schedule.until)))


def _week(weekly: Weekly) -> Iterator[str]:
    """Days with the same hours together, in the order of the week."""
    told: set[int] = set()
    for day, hours in enumerate(weekly):
        same = tuple(other for other in range(7) if weekly[other] == hours)
        if not hours or day in told:
            continue
        told.update(same)
        if hours == (Hours(0, DAY_MINUTES),):
            yield str(_("on %(days)s all day", days=_days(same)))
        else:
            times = str(_(" and ")).join(_times(each) for each in hours)
            yield str(_("on %(days)s %(times)s", days=_days(same), times=times))


def _days(days: tuple[int, ...]) -> str:
    if len(days) == 7:
        return str(_("every day"))
    if days == _WEEKDAYS:
        return str(_("weekdays"))
    if days == _WEEKEND:
        return str(_("weekends"))
    names = [day_name(day) for day in days]
    return ", ".join(names[:-1]) + str(_(" and ")) + names[-1] if len(names) > 1 else names[0]


def day_name(day: int) -> str:
    """What a day of the week is called, 0 being Monday."""
    return str(get_locale().days["format"]["wide"][day])


def month_name(month: int) -> str:
    """What a month is called."""
    return str(get_locale().months["format"]["wide"][month])


def _times(hours: Hours) -> str:
    begin, end = clock_text(hours.begin), clock_text((hours.end - 1) % DAY_MINUTES + 1)
    return str(_("from %(begin)s to %(end)s", begin=begin, end=end))


def _moment(wall: datetime) -> str:
    day = str(format_date(wall, "long", locale=get_locale()))
    return day if wall.time() == time() else f"{day}, {wall:%H:%M}"


def _end(wall: datetime) -> str:
    """Midnight is the end of the day before, because people name the last day."""
    if wall.time() != time():
        return _moment(wall)
    return str(_("the end of %(day)s", day=_moment(wall - timedelta(days=1))))


def _day_of_year(at: YearTime) -> str:
    day = str(format_date(datetime(_A_LEAP_YEAR, at.month, at.day), "MMMM d", locale=get_locale()))  # noqa: DTZ001
    if get_locale().language != "en":
        day = str(format_date(datetime(_A_LEAP_YEAR, at.month, at.day), "d. MMMM", locale=get_locale()))  # noqa: DTZ001
    return day if at.minute in (0, DAY_MINUTES) else f"{day}, {clock_text(at.minute)}"


def _end_of_year_time(at: YearTime) -> str:
    if at.minute:
        return _day_of_year(at)
    before = datetime(_A_LEAP_YEAR, at.month, at.day) - timedelta(days=1)  # noqa: DTZ001 - a time on a wall
    return _day_of_year(YearTime(before.month, before.day, DAY_MINUTES))


def _at(instant: datetime, now: datetime, zone: str) -> str:
    """Today and in the coming days by the name of the day, later by the date."""
    wall, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = str(format_time(wall, "HH:mm", locale=get_locale()))
    if wall.date() == today:
        return str(_("today at %(time)s", time=clock))
    if wall.date() - today <= _SOON:
        return str(_("on %(day)s at %(time)s", day=day_name(wall.weekday()), time=clock))
    return str(_("on %(day)s at %(time)s", day=format_date(wall.date(), "long", locale=get_locale()), time=clock))
