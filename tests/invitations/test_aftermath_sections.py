"""The sections Waiting and Goal of the editor: what they say in a line, where errors stand, and the code to paste."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.roles import Role
from app.invitations.draft_parts import Content, OwnGoal, WaitPlan, WaitWords
from tests.invitations.writing import Fields, details, form, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

PLAN = WaitPlan(message="Coming", timeout=90, timeout_message="Still looking", repeat=2)


@pytest.fixture
def writer(app: Flask) -> Desk:
    """The browser of somebody who writes invitations."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


def test_each_section_says_in_one_line_what_it_holds(app: Flask, writer: Desk) -> None:
    page = html.unescape(writer.opens("/invitations/new").text)
    assert "Nothing is said to those who wait" in page
    assert "No goal of its own" in page
    key = saved(app, wait=PLAN, conversion=OwnGoal(event="ordered", within=5_400))
    page = html.unescape(writer.opens(f"/invitations/{key}").text)
    assert "“Coming” at once, “Still looking” after 90 seconds, 2 times in all" in page
    assert "“ordered” within 90 minutes after it was shown" in page


def test_the_code_to_paste_names_the_event_in_all_three_ways(app: Flask, writer: Desk) -> None:
    page = html.unescape(writer.opens(f"/invitations/{saved(app, conversion=OwnGoal(event='paid', within=60))}").text)
    assert page.count('<span data-event-id>"paid"</span>') == 3
    assert all(f'data-copy="goal-code-{way}"' in page for way in ("call", "options", "classic"))


@pytest.mark.parametrize(
    ("fields", "place", "said"),
    [
        ({"wait_timeout": "60"}, "timeout_message", "Write what is said after the timeout"),
        ({"timeout_message": "Still looking"}, "wait_timeout", "Write after how many seconds this message comes."),
        ({"wait_timeout": "soon", "timeout_message": "Hi"}, "wait_timeout", "Not a valid integer value."),
        ({"conversion_event": "two words"}, "conversion_event", "without blanks and slashes"),
        (
            {"conversion_event": "paid", "conversion_within": "91"},
            "conversion_within",
            "between one second and 90 days",
        ),
    ],
)
def test_a_fault_stands_at_its_field_and_its_section_is_open(
    writer: Desk, fields: dict[str, Any], place: str, said: str
) -> None:
    refused = writer.submits("/invitations/new", form(**fields))
    page = html.unescape(refused.text)
    section = page.partition(f'id="section-{"waiting" if "wait" in place or "timeout" in place else "goal"}"')[2]
    assert refused.status_code == 422
    assert said in section.partition("</details>")[0]
    assert " open" in section.partition(">")[0]


def test_words_in_other_languages_stand_beside_the_languages_of_the_message(app: Flask, writer: Desk) -> None:
    key = saved(app, wait=PLAN, translations={"de": Content(html="<p>Hallo</p>")})
    page = writer.opens(f"/invitations/{key}").text
    assert "German" in page
    fields = Fields(page)
    assert fields.one("wait_translations-0-language") == "de"

    writer.submits(f"/invitations/{key}", fields.sending({"wait_translations-0-message": "Gleich", "action": "save"}))

    plan = details(app, key).draft.wait
    assert plan is not None
    assert plan.translations == {"de": WaitWords(message="Gleich")}
