"""The editor: saving, launching, rows without script, errors beside their fields, and words kept in step."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from app.departments.service import create_department
from app.domain.roles import Role
from tests.invitations.writing import Fields, details, form, hostile, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def writer(app: Flask) -> Desk:
    """A supervisor's browser with the editor open."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


def rows_of(page: str) -> list[tuple[str, ...]]:
    """Fact, comparison and values of every row, as they stand on the page."""
    found = Fields(page)
    return [
        (found.one(f"{row}-fact"), found.one(f"{row}-comparison"), "|".join(found.all(f"{row}-value")))
        for row in found.rows
    ]


def values_of(page: str, name: str) -> list[str]:
    """The values of the inputs of a name."""
    found = re.findall(rf'<input[^>]*name="{name}"[^>]*>', re.sub(r"<template.*?</template>", "", page, flags=re.S))
    return [html.unescape(re.search(r'value="([^"]*)"', each)[1]) for each in found]


def test_saving_makes_a_draft_and_opens_it(app: Flask, writer: Desk) -> None:
    response = writer.submits("/invitations/new", form())

    assert response.location == "/invitations/pricing-help"
    made = details(app, "pricing-help")
    assert (made.snapshot.state.value, made.draft.message_html) == ("draft", "<p>Need a hand?</p>")
    assert made.draft.conditions == {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]}


def test_launching_saves_first(app: Flask, writer: Desk) -> None:
    writer.submits("/invitations/new", form(action="launch"))

    assert details(app, "pricing-help").snapshot.state.value == "live"


def test_pausing_keeps_what_was_typed(app: Flask, writer: Desk) -> None:
    key = saved(app, launched=True)

    writer.submits(f"/invitations/{key}", form(action="pause", name="Renamed", version="1"))

    now = details(app, key)
    assert (now.snapshot.state.value, now.draft.name) == ("paused", "Renamed")


def test_everything_saved_is_there_again_when_it_is_opened(app: Flask, writer: Desk) -> None:
    with app.app_context():
        create_department("sales", "Sales")
    writer.submits(
        "/invitations/new",
        form(
            identifier="shop", departments="sales", language="de", when_team="either", max_shows="3",
            once_per_visitor="y", expires_after="60", sender_name="Anna", joint="any",
            fact=["page.url", "page.seconds", "widget.open"], comparison=["equals", "greater", "false"],
            value=["/a,b\n/c", "10", ""],
        ),
    )  # fmt: skip

    page = writer.opens("/invitations/pricing-help").text

    assert rows_of(page) == [
        ("page.url", "equals", "/a,b\n/c"),
        ("page.seconds", "greater", "10"),
        ("widget.open", "false", ""),
    ]
    assert (values_of(page, "identifier"), values_of(page, "sender_name")) == (["shop"], ["Anna"])
    assert details(app, "pricing-help").draft.conditions == {
        "any": [
            {"fact": "page.url", "is": "equals", "value": ["/a,b", "/c"]},
            {"fact": "page.seconds", "is": "greater", "value": 10},
            {"fact": "widget.open", "is": False},
        ]
    }


def test_without_rows_it_shows_on_every_page(app: Flask, writer: Desk) -> None:
    writer.submits("/invitations/new", form(fact=[], comparison=[], value=[]))

    assert details(app, "pricing-help").draft.conditions in ({}, {"all": []})
    assert "Shows on every page" in writer.opens("/invitations/pricing-help").text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": "x" * 300}, "name"),
        ({"message_html": ""}, "Write what the visitor shall read."),
        ({"message_html": "<p></p>"}, "An invitation needs a message"),
        ({"position": "-1"}, "Number must be between"),
        ({"position": "many"}, "Not a valid integer value."),
        ({"max_shows": "100000"}, "Number must be between"),
        ({"expires_after": "0"}, "Number must be between"),
        ({"type": "nothing"}, "Not a valid choice."),
        ({"when_team": "asleep"}, "Not a valid choice."),
        ({"departments": "nobody"}, "not a valid choice"),
        ({"value": [""]}, "Write what to compare with, or remove this row."),
        ({"fact": ["nothing"]}, "Choose what to look at, or remove this row."),
        ({"comparison": ["greater"]}, "cannot be compared like this"),
        ({"fact": ["page.seconds"], "comparison": ["greater"], "value": ["soon"]}, "Write a number."),
        ({"comparison": ["regex"], "value": ["(a+)+$"]}, "repeats a part that itself repeats"),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(
    app: Flask, writer: Desk, wrong: dict[str, Any], message: str
) -> None:
    response = writer.submits("/invitations/new", form(**{"sender_name": "Typed before", **wrong}))

    page = html.unescape(response.text)
    assert response.status_code == 422
    assert message.lower() in page.lower()
    assert "Typed before" in page
    if wrong.keys() & {"name", "position", "max_shows"}:
        assert 'value="{}"'.format(*wrong.values()) in page


def test_an_error_in_the_third_row_is_shown_in_the_third_row(writer: Desk) -> None:
    rows: dict[str, Any] = {"fact": ["page.url"] * 3, "comparison": ["contains"] * 3, "value": ["/a", "/b", ""]}

    page = writer.submits("/invitations/new", form(**rows)).text

    assert 'id="error-c3"' in page
    assert 'id="error-c1"' not in page
    assert "conditions.all[2].value" in page


def test_a_save_after_somebody_elses_is_explained_and_loses_nothing(app: Flask, writer: Desk) -> None:
    key = saved(app)
    first = form(version="1", name="Theirs")
    writer.submits(f"/invitations/{key}", first)

    mine = writer.submits(f"/invitations/{key}", form(version="1", name="Mine"))

    page = html.unescape(mine.text)
    assert mine.status_code == 409
    assert "Somebody else saved this invitation meanwhile" in page
    assert values_of(page, "name") == ["Mine"]
    assert details(app, key).draft.name == "Theirs"

    writer.submits(f"/invitations/{key}", form(version=values_of(page, "version")[0], name="Mine"))
    assert details(app, key).draft.name == "Mine"


def test_a_rule_with_very_many_conditions_is_shown_and_saved_in_file_form(app: Flask, writer: Desk) -> None:
    many = {"any": [{"fact": "page.url", "is": "contains", "value": f"/{number}"} for number in range(100)]}
    key = saved(app, conditions=many)

    page = html.unescape(writer.opens(f"/invitations/{key}").text)
    assert 'name="nested"' in page

    broken = writer.submits(f"/invitations/{key}", form(version="1", nested='{"all": ['))
    assert broken.status_code == 422
    assert "This is not valid JSON." in broken.text
    assert details(app, key).draft.conditions == many


def test_an_invitation_called_new_can_be_edited(app: Flask, writer: Desk) -> None:
    response = writer.submits("/invitations/new", form(name="New"))

    assert response.location != "/invitations/new"
    assert "Save as draft" in writer.opens(response.location).text


def test_the_script_is_told_the_sentence_and_the_state_of_each_section(writer: Desk) -> None:
    rows: dict[str, Any] = {
        "fact": ["page.seconds", "page.url"],
        "comparison": ["greater", "contains"],
        "value": ["10", ""],
    }

    said = writer.submits("/invitations/sentence", form(identifier="shop", max_shows="2", **rows)).json

    assert said["sentence"] == (
        "Shows when time on the page is more than 10 seconds, while somebody of your team is online, "
        "for embed codes with the identifier “shop”, at most 2 times."
    )
    assert said["unfinished"] == "1 condition is not finished and is left out here."
    assert said["sections"]["who"] == "The identifier “shop”"
    assert said["sections"]["message"] == "“Need a hand?”"


def test_the_sentence_sets_names_apart_that_run_the_other_way(writer: Desk) -> None:
    said = writer.submits("/invitations/sentence", form(value=["/كراسي"])).json

    assert "“\u2068/كراسي\u2069”" in said["sentence"]


def test_hostile_inputs_stay_inert_in_every_field(writer: Desk) -> None:
    for text in [text for group in ("nick", "message", "markup", "page", "admin") for text in hostile(group)]:
        check_inert(writer, text)


def check_inert(writer: Desk, text: str) -> None:
    for path in ("/invitations/new", "/invitations/sentence"):
        response = writer.submits(
            path, form(name=text, message_html=text, sender_name=text, identifier=text[:50], value=[text])
        )
        assert response.status_code in (200, 302, 422)
    page = writer.opens(response.location or "/invitations/new").text if response.status_code == 302 else ""
    page += writer.submits("/invitations/new", form(name="", message_html=text, sender_name=text, value=[text])).text

    shown = re.sub(r"<script[^>]*(src=|application/json)[^>]*>.*?</script>", "", page, flags=re.S)
    assert "<script" not in shown
    assert not re.search(r"<(img|svg|iframe|object|style|base|form action)[^>]*(xss|canary)", shown, flags=re.I)
    assert not re.search(r"<[^>]*\son\w+\s*=(?=[^>]*xss)", re.sub(r'"[^"]*"', '""', shown), flags=re.I)
    assert not re.search(r'href="\s*(javascript|data|vbscript):', shown, flags=re.I)
