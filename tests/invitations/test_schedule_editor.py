"""The sections Limits and Schedule of the editor: what is typed stays, faults stand beside their field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain.roles import Role
from app.foundation import settings
from app.invitations import queries
from app.invitations.draft_parts import Frequency, Schedule
from tests.invitations.writing import Fields, form, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

MONDAY = {
    "schedule_hours": "weekly",
    "schedule_week-mon-open": "y",
    "schedule_week-mon-0-from": "09:00",
    "schedule_week-mon-0-to": "12:00",
    "schedule_week-mon-1-from": "22:00",
    "schedule_week-mon-1-to": "00:00",
}


@pytest.fixture
def writer(app: Flask) -> Desk:
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


def written(app: Flask, key: str) -> Any:
    with app.app_context():
        details = queries.invitation_details(key)
    assert details is not None
    return details.draft


def test_what_is_written_is_kept_and_comes_back(app: Flask, writer: Desk) -> None:
    fields = MONDAY | {
        "schedule_from": "2026-12-01T09:00", "schedule_until": "2027-01-31T00:00", "schedule_week-sun-open": "y",
        "schedule_year-from-day": "20", "schedule_year-from-month": "12", "schedule_year-from-time": "08:00",
        "schedule_year-to-day": "6", "schedule_year-to-month": "1", "next_on_url_change": "y", "limits_shown": "y",
    }  # fmt: skip
    location = writer.submits("/invitations/new", form(**fields)).location
    draft = written(app, location.rpartition("/")[2])
    assert draft.schedule == Schedule(
        start="2026-12-01T09:00",
        until="2027-01-31T00:00",
        weekly={"mon": "09:00-12:00, 22:00-24:00", "sun": "00:00-24:00"},
        yearly="12-20T08:00/01-06T24:00",
    )
    assert draft.frequency == Frequency(next_on_url_change=True, only_while_url_matches=False)
    shown = Fields(writer.opens(location).text)
    for name, value in fields.items():
        assert shown.one(name) == value, name


def test_a_new_invitation_has_no_schedule_and_is_bound_to_its_addresses(app: Flask, writer: Desk) -> None:
    fields = Fields(writer.opens("/invitations/new").text)
    assert fields.one("only_while_url_matches") == "y"
    assert fields.one("schedule_hours") == "always"
    location = writer.submits("/invitations/new", form()).location
    assert written(app, location.rpartition("/")[2]).schedule is None


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        (
            {"schedule_from": "2026-12-02T09:00", "schedule_until": "2026-12-01T09:00"},
            "schedule_until",
            "Must be later",
        ),
        ({"schedule_from": "soon"}, "schedule_from", "Must be a date and a time"),
        (MONDAY | {"schedule_week-mon-0-to": ""}, "schedule_week", "Monday: Must be times"),
        (MONDAY | {"schedule_week-mon-1-from": "11:00"}, "schedule_week", "overlap"),
        ({"schedule_hours": "weekly"}, "schedule_week", "Open it on one day at least"),
        ({"schedule_year-from-day": "30", "schedule_year-from-month": "2"}, "schedule_year", "day and month of both"),
        ({"max_shows": "-1"}, "max_shows", "Number must be between"),
        ({"audience": "nobody"}, "audience", "Not a valid choice"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_saved(
    app: Flask, writer: Desk, fields: dict[str, str], place: str, words: str
) -> None:
    refused = writer.submits("/invitations/new", form(**fields))
    assert refused.status_code == 422
    assert f'href="#{place}"' in refused.text
    assert words in refused.text
    shown = Fields(refused.text)
    assert all(shown.one(name) == value for name, value in fields.items() if name != "audience")
    with app.app_context():
        assert queries.invitation_names() == ()


def test_without_script_a_button_copies_monday_to_the_weekdays(app: Flask, writer: Desk) -> None:
    page = writer.submits("/invitations/new", form(**MONDAY, action="copy-monday"))
    assert page.status_code == 200
    copied = Fields(page.text)
    for day in ("tue", "wed", "thu", "fri"):
        assert copied.one(f"schedule_week-{day}-open") == "y"
        assert copied.one(f"schedule_week-{day}-1-from") == "22:00"
    assert copied.one("schedule_week-sat-open") == ""
    with app.app_context():
        assert queries.invitation_names() == ()


def test_the_section_says_in_which_zone_it_is_open_and_until_when(app: Flask, writer: Desk, clock: FrozenClock) -> None:
    with app.app_context():
        settings.change("site.time_zone", "Europe/Berlin")  # Monday, one o'clock
    key = saved(app, schedule=Schedule(until="2026-12-24T00:00", weekly=dict.fromkeys(("mon", "tue"), "09:00-17:00")))
    page = writer.opens(f"/invitations/{key}").text
    assert "the clock in Europe/Berlin" in page
    assert "Now it is open, until today at 17:00." in page
    assert "on Monday and Tuesday from 09:00 to 17:00, until the end of December 23, 2026" in page


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"), "on weekdays from 09:00 to 17:00"),
        ({"fri": "22:00-02:00"}, "on Friday from 22:00 to 02:00"),
        ({"sat": "00:00-24:00", "sun": "00:00-24:00"}, "on weekends all day"),
    ],
)
def test_the_sentence_names_the_hours(app: Flask, writer: Desk, schedule: dict[str, str], words: str) -> None:
    key = saved(app, schedule=Schedule(weekly=schedule))
    assert words in writer.opens(f"/invitations/{key}").text
