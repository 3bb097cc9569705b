"""What the server settles and what it leaves to the browser, and that both together say what the whole says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from app.domain.rules import (
    UNAVAILABLE,
    All,
    Candidate,
    Condition,
    Constant,
    Facts,
    Node,
    Unknown,
    Verdict,
    arm,
    can_hold,
    decode,
    residual,
    split,
    wire,
)
from app.domain.rules.split import is_for_browser
from tests.domain.rules.situations import REGISTRY, situation
from tests.domain.rules.strategies import NOW, RULES, SITUATIONS

PRICING = {"fact": "page.url", "is": "contains", "value": "/pricing"}
AFTER_TEN = {"fact": "page.seconds", "is": "greater", "value": 10}
ONLINE = {"fact": "team.online", "is": True}
ON_PRICING = situation({"page.url": "https://a.example/pricing", "team.online": True})
ELSEWHERE = situation({"page.url": "https://a.example/", "team.online": {"unavailable": True}})


def left_over(rule: Any, facts: Facts) -> Any:
    return wire(residual(decode(rule, REGISTRY), facts, NOW))


def parts_of(facts: Facts) -> tuple[Facts, Facts]:
    """What the server knows and what the browser knows."""
    resolved = {name: REGISTRY.resolve(name) for name in facts.values}
    fast = {name for name, found in resolved.items() if found is not None and found[0].is_fast}
    slow_values = {name: value for name, value in facts.values.items() if name not in fast}
    fast_values = {name: value for name, value in facts.values.items() if name in fast}
    return Facts(slow_values, events=UNAVAILABLE), Facts(fast_values, events=facts.events)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ({"all": []}, ON_PRICING, True),
        (PRICING, ON_PRICING, True),
        (PRICING, ELSEWHERE, False),
        (ONLINE, ELSEWHERE, None),
        ({"all": [PRICING, AFTER_TEN]}, ON_PRICING, ["page.seconds", "clock.greater", 10]),
        ({"all": [PRICING, AFTER_TEN]}, ELSEWHERE, False),
        ({"any": [PRICING, AFTER_TEN]}, ON_PRICING, True),
        ({"any": [PRICING, AFTER_TEN]}, ELSEWHERE, ["page.seconds", "clock.greater", 10]),
        ({"not": {"all": [PRICING, AFTER_TEN]}}, ON_PRICING, ["!", ["page.seconds", "clock.greater", 10]]),
        ({"not": {"all": [PRICING, AFTER_TEN]}}, ELSEWHERE, True),
        ({"all": [ONLINE, AFTER_TEN]}, ELSEWHERE, ["&", None, ["page.seconds", "clock.greater", 10]]),
        ({"any": [ONLINE, AFTER_TEN]}, ELSEWHERE, ["|", None, ["page.seconds", "clock.greater", 10]]),
        (
            {"fact": "page.title", "is": "contains", "value": ["a", "b"]},
            ON_PRICING,
            ["page.title", "text.contains", ["a", "b"]],
        ),
    ],
)
def test_what_is_left_for_the_browser(rule: Any, facts: Facts, expected: Any) -> None:
    assert left_over(rule, facts) == expected


def test_an_invitation_that_cannot_come_true_on_this_page_is_not_armed() -> None:
    unsettled = Candidate("team unknown", 0, 0, decode({"all": [ONLINE, AFTER_TEN]}, REGISTRY))
    elsewhere = Candidate("other page", 0, 1, decode({"all": [PRICING, AFTER_TEN]}, REGISTRY))
    either = Candidate("either", 0, 2, decode({"any": [ONLINE, AFTER_TEN]}, REGISTRY))
    held_back = Candidate("shown before", 0, 3, All(), held_back="max_shows")
    at_once = Candidate("at once", -1, 4, All())
    armed = arm([unsettled, elsewhere, either, held_back, at_once], ELSEWHERE, NOW)
    assert [(each.candidate.key, each.test) for each in armed] == [
        ("at once", True),
        ("either", ["|", None, ["page.seconds", "clock.greater", 10]]),
    ]


def test_an_unknown_condition_does_not_travel() -> None:
    node = decode({"fact": "weather.sunny"}, REGISTRY)
    assert isinstance(node, Unknown)
    with pytest.raises(TypeError):
        wire(node)
    assert left_over({"fact": "weather.sunny"}, ON_PRICING) is None


def test_regular_expressions_stay_on_the_server() -> None:
    assert left_over({"fact": "page.url", "is": "regex", "value": "^/pri"}, ON_PRICING) is True


@given(RULES, SITUATIONS)
def test_server_and_browser_together_say_what_the_whole_says(rule: dict[str, Any], values: dict[str, Any]) -> None:
    node, everything = decode(rule, REGISTRY), situation(values)
    slow, fast = parts_of(everything)
    assert residual(node, slow, NOW).verdict(fast, NOW) is node.verdict(everything, NOW)


@given(RULES, SITUATIONS)
def test_what_is_left_speaks_only_of_what_the_browser_can_watch(rule: dict[str, Any], values: dict[str, Any]) -> None:
    rest = residual(decode(rule, REGISTRY), situation(values), NOW)
    assert all(is_for_browser(node) for node in rest.walk() if isinstance(node, Condition))
    assert not any(isinstance(node, Unknown) for node in rest.walk())
    json.dumps(wire(rest), allow_nan=False)


@given(RULES, SITUATIONS)
def test_nothing_that_could_come_true_is_dropped(rule: dict[str, Any], values: dict[str, Any]) -> None:
    node, everything = decode(rule, REGISTRY), situation(values)
    slow, _ = parts_of(everything)
    if node.verdict(everything, NOW) is Verdict.TRUE:
        assert can_hold(residual(node, slow, NOW))


@given(RULES, SITUATIONS)
def test_both_parts_of_a_split_hold_where_the_whole_holds(rule: dict[str, Any], values: dict[str, Any]) -> None:
    node, everything = decode(rule, REGISTRY), situation(values)
    slow, fast = parts_of(everything)
    parts = split(node)
    if node.verdict(everything, NOW) is Verdict.TRUE:
        assert parts.server.verdict(slow, NOW) is Verdict.TRUE
        assert parts.browser.verdict(fast, NOW) is Verdict.TRUE


@given(RULES)
def test_the_parts_of_a_split_speak_of_their_own_facts(rule: dict[str, Any]) -> None:
    parts = split(decode(rule, REGISTRY))
    assert not any(_is_for_browser(node) for node in parts.server.walk())
    assert all(_is_for_browser(node) for node in parts.browser.walk() if isinstance(node, Condition))


def _is_for_browser(node: Node) -> bool:
    return isinstance(node, Condition) and is_for_browser(node)


def test_a_settled_rule_is_a_constant() -> None:
    assert residual(decode(PRICING, REGISTRY), ON_PRICING, NOW) == Constant(Verdict.TRUE)
