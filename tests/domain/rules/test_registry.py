"""Facts are registered once, by name, and come with everything the editor and the tests need."""

from __future__ import annotations

import json

import jsonschema
import pytest

from app.domain.rules import DuplicateFact, Fact, FactRegistry, Facts, core_registry, decode, encode, json_schema
from app.domain.rules.finding import REASONS
from app.domain.rules.kinds import TEXT
from tests.domain.rules.situations import REGISTRY, situation
from tests.domain.rules.strategies import NOW
from tests.domain.rules.test_vectors import CASES


def fact(fact_id: str) -> Fact:
    return Fact(fact_id, "x", "x", TEXT, ("equals",), ("x",))


def test_a_fact_registered_twice_names_both_owners() -> None:
    registry = FactRegistry([fact("weather.sky")], owner="weather")
    with pytest.raises(DuplicateFact, match=r"weather.*other_weather") as caught:
        registry.register(fact("weather.sky"), owner="other_weather")
    assert caught.value.owners == ("weather", "other_weather")


def test_a_fact_cannot_name_a_comparison_that_its_kind_lacks() -> None:
    with pytest.raises(ValueError, match="rhymes_with"):
        Fact("weather.sky", "x", "x", TEXT, ("rhymes_with",), ())


def test_a_new_registry_has_only_the_facts_of_the_core() -> None:
    registry = core_registry()
    assert "page.seconds" in registry
    assert "page.url" not in registry
    assert registry.owner_of("page.seconds") == "core"


@pytest.mark.parametrize("each", REGISTRY, ids=lambda each: each.id)
def test_a_fact_is_complete(each: Fact) -> None:
    assert each.label
    assert each.help.endswith(".")
    assert each.comparisons
    assert each.samples
    for sample in each.samples:
        if sample is not None:
            each.kind.read(sample, each.id)


@pytest.mark.parametrize("each", REGISTRY, ids=lambda each: each.id)
def test_a_condition_never_raises_on_an_empty_visit(each: Fact) -> None:
    for case in CASES:
        document = case["conditions"]
        if isinstance(document, dict) and document.get("fact") == each.id:
            node = decode(document, REGISTRY)
            node.finding(Facts({}), NOW)
            node.finding(Facts({each.id: None}), NOW)
            break


def test_the_samples_of_a_fact_can_be_judged() -> None:
    for case in CASES:
        document = case["conditions"]
        resolved = REGISTRY.resolve(document["fact"]) if document and "fact" in document else None
        for sample in resolved[0].samples if resolved else ():
            decode(document, REGISTRY).finding(situation({document["fact"]: sample}), NOW)


def test_the_published_schema_accepts_what_the_engine_accepts() -> None:
    validator = jsonschema.Draft202012Validator(json_schema(REGISTRY))
    json.dumps(json_schema(REGISTRY))
    for case in CASES:
        document = encode(decode(case["conditions"], REGISTRY))
        if "weather" not in json.dumps(document):
            assert validator.is_valid(document), document


@pytest.mark.parametrize(
    "document",
    [
        {"fact": "page.seconds", "is": "greater", "value": "ten"},
        {"fact": "page.seconds", "is": "contains", "value": 1},
        {"fact": "widget.open", "is": "true"},
        {"fact": "page.url", "is": "contains"},
        {"any": []},
        {"all": [], "any": []},
        {"fact": "event.count", "is": "at_least", "value": 1},
    ],
)
def test_the_published_schema_refuses_what_the_engine_refuses(document: object) -> None:
    assert not jsonschema.Draft202012Validator(json_schema(REGISTRY)).is_valid(document)


def test_a_reason_can_be_read_in_another_language() -> None:
    finding = decode({"fact": "page.seconds", "is": "greater", "value": 10}, REGISTRY).finding(
        situation({"page.seconds": 3}), NOW
    )
    words = {REASONS["fails"]: "%(label)s: %(actual)s statt %(phrase)s%(wanted)s", "is more than": "mehr als"}
    assert finding.reason.translated(lambda text: words.get(text, text)) == "time on the page: 3 statt mehr als 10"
