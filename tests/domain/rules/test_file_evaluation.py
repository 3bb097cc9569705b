"""``beckon evaluate``: one case or many, with the reasons for every part, or one clear error."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.domain.rules import evaluate_file
from tests.domain.rules.situations import REGISTRY

CASE: dict[str, Any] = {
    "conditions": {
        "all": [
            {"fact": "page.url", "is": "contains", "value": "/pricing"},
            {"fact": "visit.page_views", "is": "at_least", "value": 2},
            {"not": {"fact": "visit.referrer", "is": "domain", "value": "google"}},
            {"fact": "geo.country", "is": "equals", "value": "DE"},
            {"fact": "event.count", "event": "login_failed", "within": 60},
        ]
    },
    "facts": {
        "page.url": "https://a.example/pricing",
        "visit.page_views": 2,
        "visit.referrer": None,
        "geo.country": {"unavailable": True},
    },
    "events": [{"id": "login_failed", "seconds_ago": 12}],
    "now": "2026-11-21T10:00:00Z",
}


def test_a_case_gives_a_verdict_and_a_tree_with_everything_in_it() -> None:
    answer: Any = evaluate_file(CASE, REGISTRY)
    assert answer["verdict"] == "unknown"
    (root,) = answer["tree"]
    assert [part["verdict"] for part in root["children"]] == ["true", "true", "true", "unknown", "true"]
    assert root["children"][3] == {
        "kind": "condition",
        "verdict": "unknown",
        "fact": "geo.country",
        "is": "equals",
        "wanted": "DE",
        "actual": {"unavailable": True},
        "reason": "unavailable",
        "explanation": "country could not be known; the rule says it is “DE”.",
        "changes_at": None,
    }
    assert root["children"][4]["changes_at"] == "2026-11-21T10:00:48.001Z"


def test_a_list_of_cases_gives_a_list_of_answers() -> None:
    assert evaluate_file([CASE, CASE], REGISTRY) == [evaluate_file(CASE, REGISTRY)] * 2
    assert evaluate_file([], REGISTRY) == []


def test_a_case_needs_no_facts_and_no_time() -> None:
    answer = evaluate_file({"conditions": None}, REGISTRY)
    assert isinstance(answer, dict)
    assert answer["verdict"] == "true"


def test_a_fact_that_nobody_knows_is_carried_along() -> None:
    answer = evaluate_file({"conditions": {"fact": "weather.sunny"}, "facts": {"weather.sunny": [1]}}, REGISTRY)
    assert isinstance(answer, dict)
    assert answer["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fact": {}}, "fact"),
        ({"facts": []}, "facts"),
        ({"facts": {"page.url": 3}}, "facts.page.url"),
        ({"facts": {"page.url": {"unavailable": False}}}, "facts.page.url"),
        ({"facts": {"visit.page_views": "2"}}, "facts.visit.page_views"),
        ({"facts": {"visit.page_views": True}}, "facts.visit.page_views"),
        ({"facts": {"widget.open": "yes"}}, "facts.widget.open"),
        ({"facts": {"visitor.tag": [1]}}, "facts.visitor.tag[0]"),
        ({"facts": {"visitor.attribute.plan": [1]}}, "facts.visitor.attribute.plan[0]"),
        ({"events": {}}, "events"),
        ({"events": [{"id": "x"}]}, "events[0].seconds_ago"),
        ({"events": [{"id": 3, "seconds_ago": 1}]}, "events[0].id"),
        ({"events": [{"id": "x", "seconds_ago": -1}]}, "events[0].seconds_ago"),
        ({"events": [{"id": "x", "seconds_ago": 1e300}]}, "events[0].seconds_ago"),
        ({"events": [{"id": "x", "seconds_ago": 1, "value": 2}]}, "events[0]"),
        ({"now": "yesterday"}, "now"),
        ({"now": "2026-11-21T10:00:00"}, "now"),
        ({"now": 1}, "now"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"conditions": {"all": [{"fact": "page.seconds", "is": "greater"}]}}, "conditions.all[0].value"),
    ],
)
def test_an_error_names_the_place(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        evaluate_file({**CASE, **change}, REGISTRY)
    assert caught.value.field == field
    with pytest.raises(InvalidInput) as caught:
        evaluate_file([CASE, {**CASE, **change}], REGISTRY)
    assert caught.value.field == f"[1].{field}"


@pytest.mark.parametrize("document", [None, "x", 3, [3]])
def test_a_file_must_hold_cases(document: object) -> None:
    with pytest.raises(InvalidInput):
        evaluate_file(document, REGISTRY)
