"""In which ways somebody is alerted: the cases that the desk's script runs too, and what may be chosen at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.alerts.wishes import stored_wishes, wishes_document
from app.domain.alerts import POSSIBLE, USUAL, AlertPreferences, Occasion, Situation, Way, alert_ways
from app.domain.snapshots import PresenceState

FILE = json.loads((Path(__file__).parents[1] / "vectors" / "alerts" / "ways.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FILE["cases"], ids=[each["case"] for each in FILE["cases"]])
def test_the_shared_cases_hold(case: dict[str, Any]) -> None:
    document = {**FILE["usual"], **case["wishes"]}
    if "matrix" in case["wishes"]:
        matrix = {Occasion(name): frozenset(map(Way, ways)) for name, ways in case["wishes"]["matrix"].items()}
        wishes = AlertPreferences(matrix=matrix)
    else:
        wishes = stored_wishes(document)
    where = case["situation"]
    situation = Situation(
        PresenceState(where["presence"]), where["is_idle"], where["is_focused"], is_touched=where["is_touched"]
    )
    assert sorted(alert_ways(wishes, Occasion(case["occasion"]), situation)) == case["ways"]


def test_the_file_begins_with_what_is_usual() -> None:
    assert FILE["usual"] == wishes_document(AlertPreferences())


def test_what_is_usual_is_possible() -> None:
    assert all(USUAL[each] <= POSSIBLE[each] for each in Occasion)


def test_wishes_survive_being_stored() -> None:
    wishes = AlertPreferences(matrix=dict.fromkeys(Occasion, frozenset({Way.PUSH})), volume=5, only_unfocused=True)
    assert stored_wishes(json.loads(json.dumps(wishes_document(wishes)))) == wishes


@pytest.mark.parametrize("broken", [None, [], "x", {"matrix": 7, "volume": True}, {"matrix": {"waiting": "sound"}}])
def test_what_cannot_be_read_is_as_usual(broken: Any) -> None:
    assert stored_wishes(broken) == AlertPreferences()


def test_what_a_newer_version_stored_is_left_out() -> None:
    wishes = stored_wishes({"matrix": {"waiting": ["sound", "smoke signal"], "full_moon": ["sound"]}, "colour": "red"})
    assert wishes.matrix[Occasion.WAITING] == {Way.SOUND}
    assert wishes.matrix[Occasion.LATE] == USUAL[Occasion.LATE]
