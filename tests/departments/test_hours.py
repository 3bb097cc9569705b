"""Hours of departments as they are kept, and calendar files with holidays."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from app.departments import hours, queries
from app.departments.calendar_files import read_calendar
from app.departments.hours import Counts, HolidayDraft
from app.departments.service import (
    MOST_HOLIDAYS,
    DepartmentDraft,
    change_department,
    create_department,
    remove_department,
)
from app.domain.errors import InvalidInput, NotFound
from app.foundation import settings

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

CHRISTMAS = HolidayDraft(date(2026, 12, 24), date(2026, 12, 26), "", "Christmas")
WEEK = {"mon": "09:00-12:00, 13:00-17:00", "fri": "22:00-02:00"}


def test_what_was_written_is_read_again(inside: Flask, clock: FrozenClock) -> None:
    made = create_department("sales", "Sales")
    short = HolidayDraft(date(2026, 12, 31), date(2026, 12, 31), "09:00-12:00", "New Year's Eve")
    draft = DepartmentDraft("Sales & more", "Europe/Berlin", WEEK, Counts.HOURS, (short, CHRISTMAS))
    assert change_department(made.id, draft, clock.at).name == "Sales & more"
    found = queries.department_details(made.id)
    assert found is not None
    assert (found.name, found.time_zone, found.weekly, found.counts) == (
        draft.name,
        "Europe/Berlin",
        WEEK,
        Counts.HOURS,
    )
    assert found.holidays == (CHRISTMAS, short)


def test_a_department_is_on_the_site_s_clock_unless_it_has_its_own(inside: Flask, clock: FrozenClock) -> None:
    made = create_department("sales", "Sales")
    settings.change("site.time_zone", "America/New_York")
    change_department(made.id, DepartmentDraft("Sales", weekly={"mon": "09:00-17:00"}), clock.at)
    nine = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("America/New_York"))
    assert hours.is_open(made, nine)
    change_department(made.id, DepartmentDraft("Sales", "Europe/Berlin", {"mon": "09:00-17:00"}), clock.at)
    assert not hours.is_open(made, nine.replace(hour=12))
    assert hours.next_opening(made, nine) == datetime(2026, 11, 30, 9, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (DepartmentDraft(" \x00"), "name"),
        (DepartmentDraft("Sales", "Mars/Olympus"), "time_zone"),
        (DepartmentDraft("Sales", weekly={"mon": "25:00-26:00"}), "schedule.weekly.mon"),
        (DepartmentDraft("Sales", weekly={"mon": "09:00-12:00, 11:00-13:00"}), "schedule.weekly.mon"),
        (
            DepartmentDraft("Sales", holidays=(CHRISTMAS, HolidayDraft(date(2026, 5, 2), date(2026, 5, 1)))),
            "holidays.1",
        ),
        (DepartmentDraft("Sales", holidays=(HolidayDraft(date(1, 1, 1), date(1, 1, 1)),)), "holidays.0"),
        (
            DepartmentDraft("Sales", holidays=(HolidayDraft(date(2026, 5, 1), date(2026, 5, 1), "all day"),)),
            "holidays.0",
        ),
        (DepartmentDraft("Sales", holidays=(CHRISTMAS,) * (MOST_HOLIDAYS + 1)), "holidays"),
    ],
)
def test_what_cannot_be_kept_is_named_and_nothing_is_written(
    inside: Flask, clock: FrozenClock, draft: DepartmentDraft, field: str
) -> None:
    made = create_department("sales", "Sales")
    change_department(made.id, DepartmentDraft("Sales", weekly=WEEK, holidays=(CHRISTMAS,)), clock.at)
    with pytest.raises(InvalidInput) as refused:
        change_department(made.id, draft, clock.at)
    assert refused.value.field == field
    found = queries.department_details(made.id)
    assert found is not None
    assert (found.weekly, found.holidays) == (WEEK, (CHRISTMAS,))


def test_a_department_that_is_gone_can_neither_be_changed_nor_removed(inside: Flask, clock: FrozenClock) -> None:
    made = create_department("sales", "Sales")
    change_department(made.id, DepartmentDraft("Sales", holidays=(CHRISTMAS,)), clock.at)
    remove_department(made.id, clock.at)
    assert queries.department_details(made.id) is None
    assert hours.is_open(made, clock.at)
    with pytest.raises(NotFound):
        change_department(made.id, DepartmentDraft("Sales"), clock.at)
    with pytest.raises(NotFound):
        remove_department(made.id, clock.at)


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261225
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas\\, both
  days
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260501
SUMMARY:Labour Day
END:VEVENT
BEGIN:VEVENT
DTSTART:20260501T100000Z
SUMMARY:A meeting
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261399
END:VEVENT
END:VCALENDAR
"""


def test_the_whole_days_of_a_calendar_file_are_holidays() -> None:
    for newline in ("\n", "\r\n"):
        assert read_calendar(CALENDAR.replace("\n", newline)).days == (
            HolidayDraft(date(2026, 5, 1), date(2026, 5, 1), "", "Labour Day"),
            HolidayDraft(date(2026, 12, 25), date(2026, 12, 26), "", "Christmas, both days"),
        )


@pytest.mark.parametrize("text", ["", "\x00\x00", "BEGIN:VEVENT", "END:VEVENT\nDTSTART:20260101", "<html>" * 1000])
def test_what_is_no_calendar_has_no_days(text: str) -> None:
    assert read_calendar(text).days == ()
