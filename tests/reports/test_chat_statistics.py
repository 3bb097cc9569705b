"""Statistics of chats: what each figure counts, over days and hours of the site's clock, as page, file and board."""

from __future__ import annotations

import csv
import html
import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from math import ceil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api import tokens
from app.api.operations import API_PACE
from app.chats.models import Chat, Message
from app.departments.models import Department
from app.domain.roles import Role
from app.foundation import settings
from app.foundation.database import db, transaction
from app.operators.models import Operator
from app.operators.presence_models import PresencePeriod
from app.reports.chat_figures import spread_of
from app.reports.chat_report import chat_report
from app.reports.periods import Period
from app.reports.presence_report import presence_report
from tests.operators.people import Desk, account, desk_of
from tests.reports.past import Past
from tests.services.application import NOON

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

TODAY = Period(NOON.date(), NOON.date(), "UTC")


@dataclass
class Chats:
    """Writes chats of the past."""

    past: Past
    numbers: Any = field(default_factory=lambda: count(1))

    def __call__(self, at: datetime = NOON, **fields: Any) -> int:
        """A waiting chat that began then; ``accepted``, ``answered``, ``closed``, ``missed`` are seconds after it."""
        number = next(self.numbers)
        later = {name: fields.pop(name, None) for name in ("accepted", "answered", "closed", "missed")}
        moments = {name: at + timedelta(seconds=each) for name, each in later.items() if each is not None}
        state = "closed" if "closed" in moments else "active" if "accepted" in moments else "waiting"
        row = Chat(
            key=f"chat-{number}",
            secret_hash=str(number),
            visitor_id=self.past.visitor(),
            state=state,
            started_at=at,
            last_activity_at=at,
            accepted_at=moments.get("accepted"),
            closed_at=moments.get("closed"),
            missed_at=moments.get("missed"),
            **fields,
        )
        with transaction():
            db.session.add(row)
            db.session.flush()
            made = row.id
            for place, (sender, when) in enumerate((("automatic", at), ("operator", moments.get("answered")))):
                if when is not None:
                    words = {"sender_key": sender, "sender_name": "", "text": "", "at": when}
                    db.session.add(Message(chat_id=made, number=place + 1, sender=sender, **words))
        return made


@pytest.fixture
def chats(past: Past) -> Chats:
    """A past of chats."""
    return Chats(past)


@given(times=st.lists(st.integers(0, 10_000).map(float), max_size=40))
def test_half_were_quicker_than_the_median_and_nine_of_ten_quicker_than_the_other(times: list[float]) -> None:
    found = spread_of(times)
    assert found.number == len(times)
    for value, part in ((found.median, 0.5), (found.p90, 0.9)):
        if value is None:
            assert not times
        else:
            assert value in times
            assert sum(each <= value for each in times) >= ceil(part * len(times))
            assert sum(each < value for each in times) < ceil(part * len(times))


def test_each_chat_counts_once_where_it_began_and_automatic_words_are_no_answer(chats: Chats) -> None:
    chats(accepted=30, answered=60, closed=600, rating="great", invitation_name="Help")
    chats(accepted=10, answered=20, closed=1_200, rating="poor")
    chats(closed=300, missed=300)
    chats(accepted=40)
    chats()
    chats(at=NOON - timedelta(days=1), accepted=5, answered=5, closed=90_000)

    found = chat_report(TODAY, NOON).totals

    assert (found.chats, found.proactive, found.answered, found.missed, found.waiting) == (5, 1, 2, 1, 1)
    assert (found.great, found.average, found.poor, found.rated) == (1, 0, 1, 2)
    assert (found.waited.median, found.waited.p90) == (30, 40)
    assert (found.first_answer.median, found.first_answer.p90, found.first_answer.number) == (20, 60, 2)
    assert (found.lasted.median, found.lasted.p90) == (600, 1_200)


def test_days_and_hours_are_those_of_the_sites_clock(chats: Chats) -> None:
    summer_ends = datetime.fromisoformat("2026-10-25T00:30:00+00:00")
    chats(at=summer_ends)
    chats(at=summer_ends + timedelta(hours=1))
    chats(at=summer_ends - timedelta(hours=3))

    day = Period(date(2026, 10, 25), date(2026, 10, 25), "Europe/Berlin")
    found = chat_report(day, NOON)

    assert len(found.points) == 25
    assert [place for place, each in enumerate(found.points) if each.figures.chats] == [2, 3]
    assert found.by_hour[6][2] == found.totals.chats == 2


def test_lines_by_department_and_operator_add_up_to_all(chats: Chats) -> None:
    with transaction():
        db.session.add_all([Department(id=1, alias="sales", name="Sales"), Department(id=2, alias="help", name="Help")])
        db.session.add(Operator(id=1, email="a@b.c", name="Anna", role="operator", created_at=NOON))
    chats(department_id=1, operator_id=1, accepted=1)
    chats(department_id=1)
    chats(department_id=2)
    chats()

    found = chat_report(TODAY, NOON)

    assert [(line.name, line.figures.chats) for line in found.departments] == [("Sales", 2), ("Help", 1), (None, 1)]
    assert [(line.name, line.figures.chats) for line in found.operators] == [("Anna", 1), (None, 3)]
    assert sum(found.hours[hour].chats for hour in range(24)) == found.totals.chats == 4
    assert chat_report(TODAY, NOON, department_id=1).totals.chats == 2


def test_time_online_counts_within_the_period_and_shared_time_once_for_all(chats: Chats) -> None:
    def was(operator: int, state: str, since: float, until: float | None) -> PresencePeriod:
        end = None if until is None else NOON + timedelta(hours=until)
        return PresencePeriod(operator_id=operator, state=state, since=NOON + timedelta(hours=since), until=end)

    with transaction():
        for number, name in enumerate(("Anna", "Ben", "Cleo"), start=1):
            db.session.add(Operator(id=number, email=f"{name}@b.c", name=name, role="operator", created_at=NOON))
        db.session.flush()
        db.session.add_all(
            [was(1, "online", -13, -10), was(1, "away", -10, -9), was(1, "online", -1, None), was(2, "online", -11, -8)]
        )
        db.session.add(was(3, "online", -20, -12))

    found = presence_report(TODAY, NOON)

    hours = {line.name: (line.online / 3600, line.away / 3600) for line in found.lines}
    assert hours == {"Anna": (3, 1), "Ben": (3, 0)}
    assert found.staffed / 3600 == 5


@pytest.fixture
def supervisor(app: Flask) -> Desk:
    """The browser of somebody who may see statistics."""
    return desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))


def test_the_page_shows_the_figures_and_says_what_to_do_where_there_are_none(chats: Chats, supervisor: Desk) -> None:
    assert "No chat began in these days" in supervisor.opens("/statistics/chats").text
    chats(accepted=30, answered=95, closed=4_000, rating="great")
    page = html.unescape(supervisor.opens("/statistics/chats?figure=answered").text)
    for words in ("1 min 35 s", "1 h 6 min", "1 rated: 1 great, 0 average, 0 poor", "100.0%", "Begun by the visitor"):
        assert words in page


@pytest.mark.parametrize("query", ["days=0", "from=2026-13-01", "until=yesterday", "department=4711", "department=x"])
def test_a_question_that_makes_no_sense_is_named_and_the_usual_is_shown(supervisor: Desk, query: str) -> None:
    page = supervisor.opens(f"/statistics/chats?{query}")
    assert page.status_code == 422
    assert "No chat began in these days" in page.text
    assert supervisor.opens(f"/statistics/chats/over-time.csv?{query}").status_code == 422


def test_a_file_has_seconds_and_plain_numbers_and_calculates_nothing(chats: Chats, supervisor: Desk) -> None:
    with transaction():
        db.session.add(Department(id=1, alias="sales", name="=1+1"))
    chats(department_id=1, accepted=30, answered=95, closed=4_000)
    answer = supervisor.opens("/statistics/chats/departments.csv")
    [header, line] = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    told = dict(zip(header, line, strict=True))
    assert told["Department"] == "'=1+1"
    assert (told["Answered"], told["Answered of chats"]) == ("1", "1.000000")
    assert told["First answer (median)"] == "95"
    assert supervisor.opens("/statistics/chats/nothing.csv").status_code == 404


def test_the_board_says_who_waits_and_since_when_and_how_today_went(chats: Chats, supervisor: Desk) -> None:
    settings.change("site.time_zone", "Europe/Berlin")
    chats(at=NOON - timedelta(minutes=5))
    chats(at=NOON - timedelta(minutes=2))
    chats(at=NOON - timedelta(hours=1), accepted=10, answered=20)
    chats(at=NOON - timedelta(days=1), accepted=10, answered=20, closed=30)

    board = supervisor.opens("/statistics/live.json").get_json()

    assert (board["waiting"], board["active"], board["today"]["chats"]) == (2, 1, 3)
    assert datetime.fromisoformat(board["waiting_since"]) == NOON - timedelta(minutes=5)
    assert board["today"]["first_answer"]["median"] == 20
    assert "Nobody has a desk open" in supervisor.opens("/statistics/live").text


def test_programs_are_told_the_same_figures(app: Flask, chats: Chats) -> None:
    chats(accepted=30, answered=60, closed=600, rating="great", invitation_name="Help")
    chats()
    API_PACE.forget()
    token = tokens.create_token("shop", Role.SUPERVISOR, NOON)

    def asked(query: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().get(f"/api/v1/statistics/chats?{query}", headers=headers)

    told = asked("days=1").get_json()
    assert (told["totals"]["chats"], told["proactive"]["chats"], told["by_visitors"]["waiting"]) == (2, 1, 1)
    assert told["totals"]["first_answer"] == {"median": 60.0, "p90": 60.0, "number": 1}
    assert sum(point["figures"]["chats"] for point in told["points"]) == 2
    assert asked("department=nobody").get_json()["error"]["field"] == "department"
    assert asked("days=many").status_code == 422
