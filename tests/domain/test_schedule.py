"""When something is open: periods, hours over midnight, times of the year, and clocks that are put forward or back."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import InvalidInput
from app.domain.schedule import Schedule, is_open, next_change, next_opening, opening
from app.domain.schedule_reading import moment_text, read_schedule, weekly_document, yearly_text

BERLIN, NEW_YORK, LORD_HOWE, INDIA = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"
WORKING_DAYS = ("mon", "tue", "wed", "thu", "fri")


def at(text: str, zone: str = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def schedule(start=None, until=None, yearly=None, **weekly: str) -> Schedule:
    found = read_schedule(start, until, weekly, yearly)
    assert found is not None
    return found


def test_a_period_begins_with_its_first_minute_and_is_over_with_its_last():
    period = schedule("2026-12-01T09:00", "2026-12-24T18:00")
    assert not is_open(period, at("2026-12-01T08:59:59"), BERLIN)
    assert is_open(period, at("2026-12-01T09:00"), BERLIN)
    assert is_open(period, at("2026-12-24T17:59:59"), BERLIN)
    assert not is_open(period, at("2026-12-24T18:00"), BERLIN)
    assert opening(period, at("2026-12-24T18:00"), BERLIN).is_over
    assert next_change(period, at("2026-11-01T00:00"), BERLIN) == at("2026-12-01T09:00")


def test_a_period_without_an_end_goes_on_for_good():
    assert next_change(schedule("2026-12-01T09:00"), at("2027-01-01T00:00"), BERLIN) is None


def test_the_zone_decides_what_the_clock_says():
    hours = schedule(mon="09:00-17:00")
    assert is_open(hours, at("2026-11-23T09:00"), BERLIN)
    assert not is_open(hours, at("2026-11-23T09:00"), NEW_YORK)


def test_a_day_that_is_not_named_is_closed():
    hours = schedule(**dict.fromkeys(WORKING_DAYS, "09:00-12:00, 13:00-17:00"))
    assert not is_open(hours, at("2026-11-21T10:00"), BERLIN)
    assert next_opening(hours, at("2026-11-21T10:00"), BERLIN) == at("2026-11-23T09:00")
    assert next_change(hours, at("2026-11-23T12:30"), BERLIN) == at("2026-11-23T13:00")


def test_hours_over_midnight_reach_into_the_next_day_and_no_further():
    night = schedule(fri="22:00-02:00")
    assert [
        is_open(night, at(f"2026-11-{day}T{time}"), BERLIN)
        for day, time in (
            ("20", "01:00"),
            ("20", "21:59"),
            ("20", "22:00"),
            ("21", "00:00"),
            ("21", "01:59"),
            ("21", "02:00"),
            ("21", "22:30"),
        )
    ] == [False, False, True, True, True, False, False]
    assert next_change(night, at("2026-11-20T23:00"), BERLIN) == at("2026-11-21T02:00")


def test_hours_that_touch_are_one():
    hours = schedule(mon="09:00-24:00", tue="00:00-06:00")
    assert next_change(hours, at("2026-11-23T12:00"), BERLIN) == at("2026-11-24T06:00")


def test_hours_that_fill_the_week_are_no_limit():
    assert read_schedule(None, None, dict.fromkeys((*WORKING_DAYS, "sat", "sun"), "00:00-24:00"), None) is None
    overnight = dict.fromkeys((*WORKING_DAYS, "sat", "sun"), "08:00-20:00, 20:00-08:00")
    assert read_schedule(None, None, overnight, None) is None


def test_a_time_of_the_year_goes_over_new_year():
    season = schedule(yearly="12-20T00:00/01-06T24:00")
    assert is_open(season, at("2026-12-31T23:59:59"), BERLIN)
    assert is_open(season, at("2027-01-06T23:59"), BERLIN)
    assert not is_open(season, at("2027-01-07T00:00"), BERLIN)
    assert next_opening(season, at("2027-01-07T00:00"), BERLIN) == at("2027-12-20T00:00")
    assert next_change(season, at("2026-12-31T12:00"), BERLIN) == at("2027-01-07T00:00")


def test_the_29th_of_february_comes_when_it_comes():
    leap = schedule(yearly="02-29T00:00/02-29T24:00")
    assert next_opening(leap, at("2026-03-01T00:00"), BERLIN) == at("2028-02-29T00:00")
    on_a_sunday = schedule(yearly="02-29T00:00/02-29T24:00", sun="09:00-10:00")
    assert next_opening(on_a_sunday, at("2026-03-01T00:00"), BERLIN) == at("2032-02-29T09:00")


def test_a_whole_year_is_no_limit():
    assert read_schedule(None, None, None, "01-01T00:00/12-31T24:00") is None
    assert read_schedule(None, None, None, "03-01T00:00/02-29T24:00") is None


def test_hours_and_period_that_never_meet_are_never_open():
    weekend = schedule("2026-11-23T00:00", "2026-11-27T00:00", sat="10:00-12:00")
    assert opening(weekend, at("2026-11-20T00:00"), BERLIN).is_over


@pytest.mark.parametrize(
    ("hours", "zone", "day", "opens", "closes"),
    [
        ("02:30-05:00", BERLIN, "2026-03-29", "2026-03-29T01:00+00:00", "2026-03-29T03:00+00:00"),
        ("01:00-02:30", BERLIN, "2026-03-29", "2026-03-29T00:00+00:00", "2026-03-29T01:00+00:00"),
        ("02:30-05:00", BERLIN, "2026-10-25", "2026-10-25T00:30+00:00", "2026-10-25T04:00+00:00"),
        ("01:00-02:30", BERLIN, "2026-10-25", "2026-10-24T23:00+00:00", "2026-10-25T00:30+00:00"),
        ("02:00-03:00", NEW_YORK, "2026-11-01", "2026-11-01T07:00+00:00", "2026-11-01T08:00+00:00"),
        ("01:00-02:00", NEW_YORK, "2026-11-01", "2026-11-01T05:00+00:00", "2026-11-01T07:00+00:00"),
        ("02:15-04:00", LORD_HOWE, "2026-10-04", "2026-10-03T15:30+00:00", "2026-10-03T17:00+00:00"),
        ("01:45-04:00", LORD_HOWE, "2026-04-05", "2026-04-04T14:45+00:00", "2026-04-04T17:30+00:00"),
        ("02:30-05:00", INDIA, "2026-03-29", "2026-03-28T21:00+00:00", "2026-03-28T23:30+00:00"),
    ],
)
def test_hours_keep_one_beginning_and_one_end_when_the_clock_is_changed(hours, zone, day, opens, closes):
    sunday = schedule(sun=hours)
    before = at(f"{day}T00:00", zone)
    opened = next_opening(sunday, before, zone)
    assert opened == datetime.fromisoformat(opens)
    assert next_change(sunday, opened, zone) == datetime.fromisoformat(closes)


def test_hours_that_the_clock_jumps_over_do_not_come():
    skipped = schedule(sun="02:10-02:50")
    assert next_opening(skipped, at("2026-03-28T12:00"), BERLIN) == at("2026-04-05T02:10")


# ---- against a walk over every minute ---------------------------------------------------------------------------


Walls = tuple[tuple[datetime, datetime], ...]


@lru_cache
def _walls(zone: str, begin: datetime) -> tuple[Walls, dict[datetime, int]]:
    """Every minute of five days with what the wall shows then; the first minute that shows a time or a later one."""
    place = ZoneInfo(zone)
    instants = [begin + timedelta(minutes=n) for n in range(5 * 1440)]
    walls = tuple((instant, instant.astimezone(place).replace(tzinfo=None)) for instant in instants)
    first_at: dict[datetime, int] = {}
    latest = walls[0][1] - timedelta(minutes=1)
    for number, (_instant, wall) in enumerate(walls):
        while latest < wall:
            latest += timedelta(minutes=1)
            first_at[latest] = number
    return walls, first_at


def _walked(hours: list[tuple[int, int, int]], walls: Walls, first_at: dict[datetime, int]) -> list[bool]:
    """Open from the first minute whose wall is at or after the beginning, until the first at or after the end."""
    opened = [False] * len(walls)
    midnight = datetime.combine(walls[0][1].date(), time())
    while midnight <= walls[-1][1]:
        for weekday, begin, end in hours:
            since = first_at.get(midnight + timedelta(minutes=begin), len(walls))
            till = first_at.get(midnight + timedelta(minutes=end), len(walls))
            if weekday == midnight.weekday():
                opened[since:till] = [True] * (till - since)
        midnight += timedelta(days=1)
    return opened


HOURS = st.tuples(st.integers(0, 6), st.integers(0, 287), st.integers(1, 287)).map(
    lambda drawn: (drawn[0], drawn[1] * 5, drawn[1] * 5 + drawn[2] * 5)
)
PLACES = st.sampled_from(
    [
        (BERLIN, "2026-03-27T00:00"),
        (BERLIN, "2026-10-23T00:00"),
        (NEW_YORK, "2026-03-06T00:00"),
        (NEW_YORK, "2026-10-30T00:00"),
        (LORD_HOWE, "2026-10-02T00:00"),
        (LORD_HOWE, "2026-04-03T00:00"),
        (INDIA, "2026-05-01T00:00"),
        ("Africa/Cairo", "2026-04-22T00:00"),
        ("America/Santiago", "2026-09-04T00:00"),
        ("Pacific/Apia", "2011-12-28T00:00"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(place=PLACES, drawn=st.lists(HOURS, min_size=1, max_size=4))
def test_it_agrees_with_a_walk_over_every_minute(place, drawn):
    zone, begin = place
    walls, first_at = _walls(zone, at(begin, zone))
    by_day: dict[int, list[tuple[int, int]]] = {}
    for weekday, since, till in drawn:
        if all(till <= other[0] or since >= other[1] for other in by_day.get(weekday, [])):
            by_day.setdefault(weekday, []).append((since, till))
    hours = [(day, since, till) for day, each in by_day.items() for since, till in each]
    weekly = {
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day]: ", ".join(
            f"{s // 60:02}:{s % 60:02}-{t % 1440 // 60:02}:{t % 60:02}" for s, t in each
        )
        for day, each in by_day.items()
    }
    read = read_schedule(None, None, weekly, None)
    assert read is not None
    walked = _walked(hours, walls, first_at)
    # what began before the walk is not known to it, so its first day is left out
    for number in range(1440, len(walls), 7):
        assert is_open(read, walls[number][0], zone) is walked[number], walls[number][1]
    changes = [walls[n][0] for n in range(1441, len(walls)) if walked[n] is not walked[n - 1]]
    if changes:
        assert next_change(read, walls[1440][0], zone) == changes[0]


# ---- reading -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "field", "code"),
    [
        ({"start": "2026-12-01"}, "schedule.from", "wrong_form"),
        ({"start": "2026-12-01T09:00Z"}, "schedule.from", "wrong_form"),
        ({"start": "2026-02-30T09:00"}, "schedule.from", "no_such_day"),
        ({"start": "9999-12-31T24:00"}, "schedule.from", "out_of_range"),
        ({"start": "2026-12-02T09:00", "until": "2026-12-01T09:00"}, "schedule.until", "reversed"),
        ({"start": "2026-12-01T09:00", "until": "2026-12-01T09:00"}, "schedule.until", "reversed"),
        ({"until": "tomorrow"}, "schedule.until", "wrong_form"),
        ({"weekly": {"mon": "9-17"}}, "schedule.weekly.mon", "wrong_form"),
        ({"weekly": {"tue": "09:00-25:00"}}, "schedule.weekly.tue", "wrong_form"),
        ({"weekly": {"tue": "24:00-02:00"}}, "schedule.weekly.tue", "late"),
        ({"weekly": {"wed": "09:00-09:00"}}, "schedule.weekly.wed", "empty"),
        ({"weekly": {"thu": "09:00-12:00, 11:00-13:00"}}, "schedule.weekly.thu", "overlap"),
        ({"weekly": {"monday": "09:00-12:00"}}, "schedule.weekly.monday", "not_an_option"),
        ({"weekly": {"fri": ",".join(["09:00-10:00"] * 13)}}, "schedule.weekly.fri", "too_many"),
        ({"yearly": "12-20/01-06"}, "schedule.yearly", "wrong_form"),
        ({"yearly": "02-30T00:00/03-01T00:00"}, "schedule.yearly", "no_such_day"),
        ({"yearly": "03-01T00:00/03-01T00:00"}, "schedule.yearly", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(written, field, code):
    whole = {"start": None, "until": None, "weekly": None, "yearly": None} | written
    with pytest.raises(InvalidInput) as refused:
        read_schedule(**whole)
    assert (refused.value.field, refused.value.code) == (field, code)


def test_it_is_written_in_one_way():
    read = schedule(
        "2026-12-01 09:00:00", "2026-12-23T24:00", "12-20 00:00 / 01-06T24:00", fri="22:00–02:00,09:00 - 12:00"
    )
    assert read.start is not None
    assert read.until is not None
    assert read.yearly is not None
    assert moment_text(read.start) == "2026-12-01T09:00"
    assert moment_text(read.until) == "2026-12-24T00:00"
    assert weekly_document(read.weekly) == {"fri": "09:00-12:00, 22:00-02:00"}
    assert yearly_text(read.yearly) == "12-20T00:00/01-06T24:00"


def test_a_schedule_without_limits_is_none():
    assert read_schedule(None, "", {"mon": " "}, None) is None
