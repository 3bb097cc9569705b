"""The desk's state and the rest of its lists: small, and the same number of questions however busy the site is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from app.chats.lists import LARGEST_PAGE, PAGE
from app.chats.targets import AMBER, RED
from app.foundation import settings
from app.foundation.clock import now
from app.operators.queries import operators
from app.realtime.desk_lists import desk_state
from tests.bench.busy_desk import fill_desk
from tests.bench.load import EMAIL
from tests.realtime.test_desk_pages import Browser, code_of
from tests.services.questions import questions

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.usefixtures("clock")
MOST_QUESTIONS = 16
MOST_KIB = 160
CHATS, VISITORS = 200, 260


@pytest.fixture
def anna(app: Flask) -> Browser:
    """The operator whose desk is looked at."""
    return Browser(app, EMAIL.partition("@")[0])


def asks(app: Flask) -> tuple[int, dict[str, Any]]:
    """How many questions to the database the state of the measured operator's desk takes, and the state."""
    with app.app_context():
        operator = next(each for each in operators() if each.email == EMAIL)
        with questions() as asked:
            state = desk_state(operator, now())
    return len([each for each in asked if each.startswith("SELECT")]), state


def test_a_busy_site_costs_the_desk_no_more_questions_and_hardly_more_bytes(app: Flask, anna: Browser) -> None:
    with app.app_context():
        fill_desk(1, 1, now())
    few, _ = asks(app)
    with app.app_context():
        fill_desk(CHATS, VISITORS, now(), first=2)
    many, state = asks(app)
    assert many == few <= MOST_QUESTIONS
    assert len(orjson.dumps(state)) < MOST_KIB * 1024
    assert sum(state["totals"].values()) == CHATS
    assert {name: len(chats) for name, chats in state["chats"].items()} == {
        name: min(PAGE, total) for name, total in state["totals"].items()
    }
    assert state["visitors_online"] == VISITORS > len(state["visitors"])


def test_the_rest_of_a_list_follows_the_chat_that_is_known(app: Flask, anna: Browser) -> None:
    with app.app_context():
        fill_desk(CHATS, VISITORS, now())
    state = anna.get("/desk/state").json
    assert state is not None
    keys = [chat["key"] for chat in state["chats"]["active"]]
    more = True
    while more:
        page = anna.get(f"/desk/lists/active?after={keys[-1]}").json
        assert page is not None
        assert len(page["chats"]) <= LARGEST_PAGE
        keys += [chat["key"] for chat in page["chats"]]
        more = page["more"]
    assert len(keys) == len(set(keys)) == state["totals"]["active"]
    totals = anna.get("/desk/totals").json
    assert totals is not None
    assert totals["totals"] == state["totals"]


def test_a_list_that_does_not_exist_and_a_chat_that_nobody_may_see_are_not_found(anna: Browser) -> None:
    assert code_of(anna.get("/desk/lists/everything?after=x")) == "unknown_list"
    for after in ("", "?after=", "?after=no-such-chat"):
        answer = anna.get(f"/desk/lists/waiting{after}")
        assert (answer.status_code, code_of(answer)) == (404, "unknown_chat")


def test_the_targets_are_what_the_settings_say(app: Flask, anna: Browser) -> None:
    with app.app_context():
        settings.change_all({AMBER: 30, RED: 90})
    state = anna.get("/desk/state").json
    assert state is not None
    assert state["targets"] == {"amber": 30, "red": 90}
