"""Periods of reports: days of the site's clock, also when the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.domain.errors import InvalidInput
from app.reports.periods import LONGEST_DAYS, Period, Step, last_days, midnight, read_period

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
ZONES = ("UTC", BERLIN, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut")


@given(
    first=some.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=some.integers(1, 1200),
    zone=some.sampled_from(ZONES),
)
def test_the_slots_of_a_period_leave_no_gap_and_never_overlap(first, days, zone):
    period = Period(first, first + timedelta(days=days - 1), zone)

    slots = period.slots()

    assert slots[0].start == period.start
    assert slots[-1].end == period.end
    assert all(earlier.end == later.start for earlier, later in pairwise(slots))
    assert all(slot.start < slot.end for slot in slots)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 26), 24)]
)
def test_a_day_has_23_or_25_hours_when_the_clocks_change(day, hours):
    period = Period(day, day, BERLIN)

    assert period.step is Step.HOUR
    assert len(period.slots()) == hours
    assert period.end - period.start == timedelta(hours=hours)


def test_where_the_clocks_skip_midnight_the_day_begins_after_the_gap():
    assert midnight(date(2026, 9, 6), "America/Santiago") == datetime(2026, 9, 6, 4, tzinfo=UTC)


def test_today_is_the_day_on_the_sites_clock():
    assert last_days(1, NOW, BERLIN) == Period(date(2026, 11, 22), date(2026, 11, 22), BERLIN)
    assert last_days(7, NOW, "UTC") == Period(date(2026, 11, 15), date(2026, 11, 21), "UTC")


@pytest.mark.parametrize(
    ("days", "step", "number"),
    [(2, Step.HOUR, 48), (3, Step.DAY, 3), (100, Step.DAY, 100), (101, Step.WEEK, 15), (701, Step.MONTH, 24)],
)
def test_longer_periods_are_cut_more_coarsely(days, step, number):
    period = last_days(days, NOW, "UTC")

    assert period.step is step
    assert number <= len(period.slots()) <= number + 2


def test_weeks_begin_on_monday_and_months_on_the_first():
    weeks = last_days(120, NOW, BERLIN).slots()
    months = last_days(900, NOW, BERLIN).slots()

    assert {slot.local.weekday() for slot in weeks[1:]} == {0}
    assert {slot.local.day for slot in months[1:]} == {1}


def test_own_dates_include_the_last_day():
    asked = read_period("", "2026-11-01", "2026-11-30", NOW, "UTC")

    assert (asked.start, asked.end) == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("days", "first", "last", "field"),
    [
        ("0", "", "", "days"),
        ("-1", "", "", "days"),
        ("²", "", "", "days"),
        (str(LONGEST_DAYS + 1), "", "", "days"),
        ("9" * 5000, "", "", "days"),
        ("", "yesterday", "", "from"),
        ("", "0001-01-01", "2026-01-01", "from"),
        ("", "", "9999-12-31", "until"),
        ("", "2026-11-30", "2026-11-01", "until"),
        ("", "2001-01-01", "2026-01-01", "until"),
    ],
)
def test_what_is_no_period_is_refused_by_name(days, first, last, field):
    with pytest.raises(InvalidInput) as refused:
        read_period(days, first, last, NOW, BERLIN)

    assert refused.value.field == field
