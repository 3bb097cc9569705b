"""A fact that nobody knows: refused where it is written anew, kept where it stood."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.invitations.unknown_facts import demand_known_facts
from app.plugin_host import host
from tests.invitations.writing import details, form, saved
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

SUNNY: dict[str, Any] = {"fact": "weather.sunny", "is": "likely"}
KNOWN: dict[str, Any] = {"fact": "page.seconds", "is": "greater", "value": 1}


@pytest.fixture
def writer(app: Flask) -> Desk:
    """A supervisor's browser with the editor open."""
    desk = desk_of(app, account(app, "Sara", role=Role.SUPERVISOR))
    desk.opens("/invitations/new")
    return desk


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        (SUNNY, "conditions.fact"),
        ({"all": [KNOWN, SUNNY]}, "conditions.all[1].fact"),
        ({"any": [KNOWN, {"not": {"all": [SUNNY]}}]}, "conditions.any[1].not.all[0].fact"),
    ],
)
def test_an_unknown_fact_is_refused_with_the_path_to_it(inside: Flask, rule: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        demand_known_facts(rule, {}, host().registry.facts)
    assert refused.value.field == path


def test_a_condition_of_a_plugin_that_was_switched_off_may_stay(inside: Flask) -> None:
    demand_known_facts({"all": [SUNNY, KNOWN]}, {"all": [SUNNY]}, host().registry.facts)


def test_the_editor_refuses_a_misspelt_fact_and_keeps_what_was_typed(app: Flask, writer: Desk) -> None:
    rule = {"all": [{"fact": "page.sekunds", "is": "greater", "value": 1}]}
    answer = writer.submits("/invitations/new", form(nested=json.dumps(rule)))
    page = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "no enabled plugin knows “page.sekunds”" in page
    assert '"page.sekunds"' in page


def test_the_editor_keeps_a_condition_of_a_plugin_that_is_switched_off(app: Flask, writer: Desk) -> None:
    key = saved(app, conditions={"all": [SUNNY, KNOWN]})
    answer = writer.submits(
        f"/invitations/{key}", form(version="1", name="Renamed", nested=json.dumps({"all": [SUNNY, KNOWN]}))
    )
    assert answer.status_code == 302
    assert details(app, key).draft.name == "Renamed"
