"""The pages of the chat rules and of the texts that are said by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.chats.auto_reply_editing import kept_replies
from app.chats.flow_settings import close_reasons, flow_rules
from app.departments.service import create_department
from app.domain.roles import Role
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

RULES = {
    "assignment": "load",
    "capacity": "3",
    "answer_seconds": "45",
    "return_minutes": "0",
    "idle_minutes": "30",
    "warning_minutes": "2",
    "abandoned_minutes": "10",
    "unanswered_minutes": "0",
    "close_reasons": "Solved\n  Refund \n\nSolved",
}
TEXTS = {"welcome": "Hallo {name|da}!", "unanswered_seconds": "30", "unanswered_times": "2"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is written is tested on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def administrator(app: Flask) -> Desk:
    """Somebody who may change settings."""
    return desk_of(app, account(app, "Ann", role=Role.ADMINISTRATOR))


def test_the_rules_that_are_saved_hold_at_once(app: Flask, administrator: Desk) -> None:
    administrator.opens("/settings/chat-rules")
    assert administrator.submits("/settings/chat-rules", RULES).location == "/settings/chat-rules"
    with app.app_context():
        rules = flow_rules()
        assert (rules.by_load, rules.capacity, rules.returned, rules.unanswered) == (True, 3, None, None)
        assert (rules.idle.total_seconds(), rules.warning.total_seconds()) == (1800, 120)
        assert close_reasons() == ("Solved", "Refund")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("capacity", "0", "Number must be between 1 and 100"),
        ("answer_seconds", "", "Write a number."),
        ("assignment", "dice", "Not a valid choice"),
        ("close_reasons", "x" * 41, "reason has at most 40 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(administrator, app, field, value, words):
    administrator.opens("/settings/chat-rules")
    answer = administrator.submits("/settings/chat-rules", {**RULES, field: value})
    assert (answer.status_code, words in answer.text) == (422, True)
    with app.app_context():
        assert flow_rules().by_load is False


def test_texts_are_written_for_a_department_and_a_language_changed_and_deleted(app: Flask, administrator: Desk) -> None:
    with app.app_context():
        sales = create_department("sales", "Sales").id
    assert "Nothing is said by itself yet" in administrator.opens("/auto-replies").text
    begun = administrator.submits("/auto-replies", {"department": str(sales), "language": "de-at"})
    assert begun.location == f"/auto-replies/{sales}/de-AT"
    administrator.opens(begun.location)
    assert administrator.submits(begun.location, TEXTS).location == "/auto-replies"
    listed = administrator.opens("/auto-replies").text
    assert "Hallo {name|da}!" in listed
    assert "Austrian German" in listed or "German (Austria)" in listed
    assert 'value="30"' in administrator.opens(begun.location).text
    administrator.submits(f"{begun.location}/delete", {})
    with app.app_context():
        assert kept_replies() == ()


def test_a_place_that_is_unknown_when_it_is_said_is_refused_beside_its_text(administrator: Desk) -> None:
    administrator.opens("/auto-replies/all/en")
    answer = administrator.submits("/auto-replies/all/en", {**TEXTS, "offline": "You are number {place}"})
    assert (answer.status_code, "is not known when this is said" in answer.text) == (422, True)
    assert administrator.submits("/auto-replies", {"department": "all", "language": "12"}).status_code == 422
    assert administrator.opens("/auto-replies/99999/en").status_code == 404
