"""The pages of goals: defining one, what a refusal says, and what the list and the log tell."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pytest

from app.conversions import queries
from app.domain.roles import Role
from app.invitations.draft_parts import OwnGoal
from tests.conversions.conftest import aims
from tests.invitations.writing import saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

ORDERED = {
    "name": "Ordered",
    "key": "ordered",
    "kind": "event",
    "page-page": "",
    "window": "2",
    "window_unit": "hours",
    "counted_from": "shown",
    "is_active": "y",
}


@pytest.fixture
def supervisor(app: Flask) -> Desk:
    """The browser of somebody who may define goals."""
    return desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))


def test_without_goals_the_page_says_what_they_are_for(supervisor: Desk) -> None:
    page = supervisor.opens("/goals").text
    assert "No goals yet" in page
    assert "/goals/new" in page


def test_the_page_lists_the_goals_that_invitations_name_themselves(app: Flask, supervisor: Desk) -> None:
    assert "An invitation may also have a goal of its own" in supervisor.opens("/goals").text
    saved(app, launched=True, conversion=OwnGoal(event="signed-up", within=7_200))
    page = html.unescape(supervisor.opens("/goals").text)
    assert "“signed-up” within 2 hours after it was shown" in page
    assert "/invitations/pricing-help#section-goal" in page


def test_a_goal_that_is_saved_stands_in_the_list_as_a_sentence(app: Flask, supervisor: Desk) -> None:
    assert supervisor.submits("/goals/new", ORDERED).status_code == 302
    page = html.unescape(supervisor.opens("/goals").text)
    assert "The page or your server reports it, within 2 hours after the invitation was shown" in page
    with app.app_context():
        details = queries.goal_details("ordered")
        assert details is not None
        assert details.draft.window_seconds == 7_200


def test_an_edit_page_shows_what_is_stored_and_how_to_report_it(app: Flask, supervisor: Desk) -> None:
    supervisor.submits("/goals/new", ORDERED | {"kind": "page", "page-page": "/thank-you*"})
    page = html.unescape(supervisor.opens("/goals/ordered").text)
    assert 'value="/thank-you*"' in page
    assert "Beckon sees the page when it is opened" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Give it a name."),
        ({"key": "two words"}, "without blanks and slashes"),
        ({"window": "soon"}, "Not a valid integer value"),
        ({"window": "0"}, "between 1 and"),
        ({"window": "4000", "window_unit": "days"}, "between one second and 90 days"),
        ({"kind": "page"}, "must not be empty"),
        ({"kind": "magic"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field_and_nothing_typed_is_lost(
    supervisor: Desk, change: dict[str, Any], said: str
) -> None:
    answer = supervisor.submits("/goals/new", ORDERED | {"name": "Ordered <b>"} | change)
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert said in page
    assert change.get("name", 'value="Ordered <b>"') in page


def test_an_identifier_in_use_is_refused_at_its_field(app: Flask, supervisor: Desk) -> None:
    with app.app_context():
        aims()
    answer = supervisor.submits("/goals/new", ORDERED)
    assert answer.status_code == 409
    assert "Another goal has this identifier already." in answer.text


def test_a_goal_is_deleted_after_a_question(app: Flask, supervisor: Desk) -> None:
    with app.app_context():
        aims()
    assert supervisor.submits("/goals/ordered/delete", {}).status_code == 302
    assert supervisor.opens("/goals/ordered").status_code == 404


def test_operators_do_not_see_goals(app: Flask) -> None:
    olga = desk_of(app, account(app, "Olga"))
    assert olga.opens("/goals").status_code == 403
