"""When a department is open: hours of the week, holidays, nights, and clocks that are put forward or back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.opening_hours import Holiday, OpeningHours, is_open, next_opening, opening
from app.domain.schedule import DAY_MINUTES, Hours, instant_of

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
NINE_TO_FIVE = (Hours(540, 1020),)
WORKING_WEEK = (NINE_TO_FIVE,) * 5 + ((), ())
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def hours(*holidays: Holiday, zone: str = BERLIN, weekly=WORKING_WEEK) -> OpeningHours:
    return OpeningHours(zone, weekly, holidays)


def test_hours_begin_with_their_first_minute_and_end_with_their_last() -> None:
    assert [is_open(hours(), at(f"2026-11-23T{clock}")) for clock in ("08:59", "09:00", "16:59", "17:00")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_after_the_weekend_it_opens_on_monday() -> None:
    assert next_opening(hours(), at("2026-11-20T18:00")) == at("2026-11-23T09:00")
    assert next_opening(hours(), at("2026-11-20T12:00")) == at("2026-11-23T09:00")
    assert opening(hours(), at("2026-11-20T12:00")).until == at("2026-11-20T17:00")


def test_the_department_s_own_zone_decides() -> None:
    there = hours(zone=NEW_YORK)
    assert not is_open(there, at("2026-11-23T09:00"))
    assert is_open(there, at("2026-11-23T09:00", NEW_YORK))


def test_a_holiday_closes_and_the_day_after_opens_again() -> None:
    christmas = hours(Holiday(date(2026, 12, 24), date(2026, 12, 26)))
    assert not is_open(christmas, at("2026-12-24T10:00"))
    assert next_opening(christmas, at("2026-12-23T18:00")) == at("2026-12-28T09:00")


def test_a_holiday_can_have_hours_of_its_own_also_on_a_day_that_is_closed_otherwise() -> None:
    sunday = hours(Holiday(date(2026, 11, 29), date(2026, 11, 29), (Hours(600, 840),)))
    assert is_open(sunday, at("2026-11-29T10:00"))
    assert not is_open(sunday, at("2026-11-29T14:00"))


def test_a_single_day_within_a_long_holiday_can_differ() -> None:
    both = hours(
        Holiday(date(2026, 12, 21), date(2027, 1, 3)),
        Holiday(date(2026, 12, 28), date(2026, 12, 28), (Hours(600, 720),)),
    )
    assert is_open(both, at("2026-12-28T11:00"))
    assert not is_open(both, at("2026-12-29T11:00"))


def test_a_night_that_began_before_a_holiday_is_worked_to_its_end() -> None:
    night = hours(Holiday(date(2026, 12, 25), date(2026, 12, 25)), weekly=((Hours(1320, 1680),),) * 7)
    assert is_open(night, at("2026-12-25T03:59"))
    assert not is_open(night, at("2026-12-25T04:00"))
    assert not is_open(night, at("2026-12-26T01:00"))
    assert is_open(night, at("2026-12-26T22:00"))


def test_always_open_needs_no_calendar() -> None:
    assert opening(OpeningHours(BERLIN), at("2026-11-20T18:00")).until is None
    assert next_opening(OpeningHours(BERLIN), at("2026-11-20T18:00")) is None


def test_always_open_with_one_holiday_is_closed_on_that_day_alone() -> None:
    but_one = hours(Holiday(date(2027, 5, 1), date(2027, 5, 1)), weekly=None)
    assert opening(but_one, at("2026-11-20T18:00")).until == at("2027-05-01T00:00")
    assert next_opening(but_one, at("2027-05-01T12:00")) == at("2027-05-02T00:00")
    assert opening(but_one, at("2027-05-02T00:00")).until is None


WEEKS = st.tuples(
    *[
        st.lists(
            st.tuples(st.integers(0, 1439), st.integers(1, 1200)).map(lambda each: Hours(each[0], each[0] + each[1])),
            max_size=2,
        ).map(tuple)
        for _day in range(7)
    ]
)
MORNINGS = {
    BERLIN: (date(2026, 3, 29), date(2026, 10, 25)),
    NEW_YORK: (date(2026, 3, 8), date(2026, 11, 1)),
    LORD_HOWE: (date(2026, 10, 4), date(2026, 4, 5)),
}
"""The mornings on which clocks are put forward, and back."""


@given(
    weekly=st.none() | WEEKS.filter(any),
    place=st.sampled_from([(zone, day) for zone, days in MORNINGS.items() for day in days]),
    shift=st.integers(-3, 3),
    length=st.integers(0, 2),
    special=st.sampled_from([(), (Hours(60, 200),), (Hours(1380, 1500),)]),
    minute=st.integers(0, 3 * DAY_MINUTES),
)
@settings(max_examples=150)
def test_every_minute_agrees_with_a_walk_over_all_spans(weekly, place, shift, length, special, minute) -> None:
    zone, morning = place
    first = morning + shift * DAY
    found = OpeningHours(zone, weekly, (Holiday(first, first + length * DAY, special),))
    now = instant_of(datetime.combine(morning - DAY, time()), zone) + minute * MINUTE
    spans = sorted(span_of(zone, day, each) for day in days_around(morning) for each in found.of_day(day))
    assert is_open(found, now) is any(begin <= now < end for begin, end in spans)
    until = opening(found, now).until
    if until is not None and until < now + 6 * DAY:
        inside = any(begin <= until < end for begin, end in spans)
        before = any(begin <= until - MINUTE < end for begin, end in spans)
        assert inside is not before
        assert inside is not is_open(found, now)


def days_around(morning: date) -> list[date]:
    return [morning + number * DAY for number in range(-6, 14)]


def span_of(zone: str, day: date, each: Hours) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time())
    return instant_of(midnight + each.begin * MINUTE, zone), instant_of(midnight + each.end * MINUTE, zone)


@pytest.mark.parametrize(("clock", "there"), [("2026-03-28T12:00", True), ("2026-03-29T12:00", True)])
def test_the_day_on_which_clocks_are_put_forward_has_its_hours(clock: str, there: bool) -> None:
    every_day = hours(weekly=(NINE_TO_FIVE,) * 7)
    assert is_open(every_day, at(clock)) is there
    assert opening(every_day, at("2026-03-28T17:00")).until == at("2026-03-29T09:00")
    assert at("2026-03-29T09:00") - at("2026-03-28T17:00") == timedelta(hours=15)
