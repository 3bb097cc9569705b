"""Rules in files: what is accepted, and how exactly an error names the place."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import InvalidInput
from app.domain.rules import All, AnyOf, Condition, Not, Unknown, decode, decode_stored, encode
from app.domain.rules.codec import MAX_DEPTH, MAX_NODES
from tests.domain.rules.situations import REGISTRY

GOOD = {"fact": "page.url", "is": "contains", "value": "/x"}


def condition(**document: Any) -> Condition:
    node = decode(document, REGISTRY)
    assert isinstance(node, Condition)
    return node


def nested(levels: int) -> dict[str, Any]:
    rule: dict[str, Any] = GOOD
    for _ in range(levels - 1):
        rule = {"not": rule}
    return rule


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ("text", "conditions"),
        ([GOOD], "conditions"),
        ({"nothing": 1}, "conditions"),
        ({"all": GOOD}, "conditions.all"),
        ({"any": []}, "conditions.any"),
        ({"all": [GOOD], "any": [GOOD]}, "conditions.any"),
        ({"all": [GOOD, 7]}, "conditions.all[1]"),
        ({"all": [GOOD, {"fact": "page.seconds", "is": "greater", "value": "ten"}]}, "conditions.all[1].value"),
        ({"all": [{"any": [GOOD, {"not": {**GOOD, "value": 3}}]}]}, "conditions.all[0].any[1].not.value"),
        ({"fact": 7}, "conditions.fact"),
        ({"fact": ""}, "conditions.fact"),
        ({"fact": "page.url"}, "conditions.is"),
        ({"fact": "page.url", "is": "contains"}, "conditions.value"),
        ({**GOOD, "value": ""}, "conditions.value"),
        ({**GOOD, "value": "   "}, "conditions.value"),
        ({**GOOD, "value": []}, "conditions.value"),
        ({**GOOD, "value": ["/a", 2]}, "conditions.value[1]"),
        ({**GOOD, "value": ["/a"] * 101}, "conditions.value"),
        ({**GOOD, "value": "x" * 2001}, "conditions.value"),
        ({**GOOD, "is": "containing"}, "conditions.is"),
        ({**GOOD, "is": ["contains"]}, "conditions.is"),
        ({**GOOD, "is": True}, "conditions.is"),
        ({**GOOD, "note": "?"}, "conditions.note"),
        ({**GOOD, "is": "regex", "value": "("}, "conditions.value"),
        ({**GOOD, "is": "regex", "value": "(a+)+$"}, "conditions.value"),
        ({**GOOD, "is": "regex", "value": "(?=a)"}, "conditions.value"),
        ({**GOOD, "is": "regex", "value": "a" * 501}, "conditions.value"),
        ({**GOOD, "is": "glob", "value": "*a" * 21}, "conditions.value"),
        ({"fact": "page.seconds", "is": "greater", "value": True}, "conditions.value"),
        ({"fact": "page.seconds", "is": "greater", "value": -1}, "conditions.value"),
        ({"fact": "page.seconds", "is": "greater", "value": float("nan")}, "conditions.value"),
        ({"fact": "page.seconds", "is": "greater", "value": float("inf")}, "conditions.value"),
        ({"fact": "page.seconds", "is": "greater", "value": 1e300}, "conditions.value"),
        ({"fact": "page.seconds", "is": "greater", "value": [1]}, "conditions.value"),
        ({"fact": "visit.page_views", "is": "at_least", "value": 1.5}, "conditions.value"),
        ({"fact": "widget.open"}, "conditions.is"),
        ({"fact": "widget.open", "is": "true"}, "conditions.is"),
        ({"fact": "widget.open", "is": 1}, "conditions.is"),
        ({"fact": "widget.open", "is": True, "value": True}, "conditions.value"),
        ({"fact": "chat.history", "is": "exists", "value": 1}, "conditions.value"),
        ({"fact": "geo.country", "is": "equals", "value": "Germany"}, "conditions.value"),
        ({"fact": "geo.country", "is": "equals", "value": ["DE", "1"]}, "conditions.value[1]"),
        ({"fact": "browser.language", "is": "equals", "value": "english language"}, "conditions.value"),
        ({"fact": "device.platform", "is": "equals", "value": "watch"}, "conditions.value"),
        ({"fact": "event.count", "within": 60}, "conditions.event"),
        ({"fact": "event.count", "event": "a"}, "conditions.within"),
        ({"fact": "event.count", "event": "a b", "within": 60}, "conditions.event"),
        ({"fact": "event.count", "event": "a", "within": 0}, "conditions.within"),
        ({"fact": "clock.time", "is": "between", "value": "9-17"}, "conditions.value"),
        ({"fact": "clock.time", "is": "between", "value": "09:00-09:00"}, "conditions.value"),
        ({"fact": "clock.weekday", "is": "in", "value": ["monday"]}, "conditions.value[0]"),
        (nested(MAX_DEPTH + 1), "conditions" + ".not" * MAX_DEPTH),
        ({"all": [GOOD] * MAX_NODES}, f"conditions.all[{MAX_NODES - 1}]"),
        ({"fact": "weather.sunny", "value": "x" * 9_000}, "conditions"),
        ({"fact": "weather.sunny", "value": float("nan")}, "conditions"),
    ],
)
def test_an_error_names_the_place(document: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        decode(document, REGISTRY)
    assert caught.value.field == field
    assert caught.value.message.endswith(".")


def test_a_rule_may_be_as_deep_as_the_limit() -> None:
    assert isinstance(decode(nested(MAX_DEPTH), REGISTRY), Not)


def test_the_path_in_an_error_begins_where_the_caller_says() -> None:
    with pytest.raises(InvalidInput) as caught:
        decode({"all": [7]}, REGISTRY, path="invitations[3].conditions")
    assert caught.value.field == "invitations[3].conditions.all[0]"


@pytest.mark.parametrize("document", [None, {}, {"all": []}])
def test_no_conditions_is_the_rule_that_always_holds(document: Any) -> None:
    assert decode(document, REGISTRY) == All()


def test_a_rule_is_read_as_it_is_written() -> None:
    rule = {"all": [GOOD, {"any": [{"fact": "widget.open", "is": False}, {"not": GOOD}]}]}
    node = decode(rule, REGISTRY)
    assert isinstance(node, All)
    assert isinstance(node.parts[1], AnyOf)
    assert isinstance(node.parts[1].parts[1], Not)
    assert encode(node) == rule


def test_a_list_of_values_stays_a_list_and_one_value_stays_one() -> None:
    assert encode(condition(**{**GOOD, "value": ["/x"]}))["value"] == ["/x"]
    assert encode(condition(**GOOD))["value"] == "/x"


def test_what_may_be_left_out_is_written_out() -> None:
    count = condition(fact="event.count", event="login_failed", within=60)
    assert encode(count) == {"fact": "event.count", "event": "login_failed", "within": 60, "is": "at_least", "value": 1}


def test_an_attribute_carries_its_key_in_its_name() -> None:
    attribute = condition(fact="visitor.attribute.plan.name", **{"is": "equals", "value": "gold"})
    assert attribute.parameters["key"] == "plan.name"
    assert encode(attribute)["fact"] == "visitor.attribute.plan.name"


def test_an_attribute_without_a_key_is_no_fact() -> None:
    assert isinstance(decode({"fact": "visitor.attribute", "is": "equals", "value": "x"}, REGISTRY), Unknown)


def test_conditions_that_say_the_same_are_equal() -> None:
    assert condition(**GOOD) == condition(**GOOD)
    assert condition(**GOOD) != condition(**{**GOOD, "value": "/y"})
    assert len({condition(**GOOD), condition(**GOOD)}) == 1


def test_a_stored_condition_that_is_no_longer_understood_is_kept_and_never_matches() -> None:
    stored = {"all": [GOOD, {"fact": "page.url", "is": "rhymes_with", "value": "x"}]}
    node = decode_stored(stored, REGISTRY)
    assert isinstance(node.children[1], Unknown)
    assert encode(node) == stored
