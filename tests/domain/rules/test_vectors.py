"""Every case in ``tests/vectors`` is a sentence of the manual; the TypeScript evaluator runs the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.rules import Condition, FactRegistry, Finding, Unknown, encode, evaluate
from app.domain.rules.codec import decode
from app.domain.rules.file_evaluation import FIELDS, evaluate_file, read_case
from app.domain.rules.finding import timestamp

VECTORS = Path(__file__).parents[2] / "vectors"
NAMED_CASES: dict[str, dict[str, Any]] = {
    f"{file.stem}: {case['name']}": case
    for file in sorted(VECTORS.glob("*.json"))
    for case in json.loads(file.read_text(encoding="utf-8"))
}
CASES = list(NAMED_CASES.values())
each_case = pytest.mark.parametrize("case", CASES, ids=list(NAMED_CASES))


def only_the_case(case: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case.items() if name in FIELDS}


@each_case
def test_a_case_gives_its_verdict_with_its_reasons(case: dict[str, Any], registry: FactRegistry) -> None:
    node, facts, now = read_case(only_the_case(case), registry)
    finding = evaluate(node, facts, now)
    assert finding.verdict == case["verdict"]
    assert node.verdict(facts, now) is finding.verdict
    if "verdicts" in case:
        assert [part.verdict for part in finding.walk()] == case["verdicts"]
    if "reasons" in case:
        assert [part.reason.code for part in finding.walk()] == case["reasons"]
    if "changes_at" in case:
        assert timestamp(finding.changes_at) == case["changes_at"]


@each_case
def test_a_case_survives_the_file_form(case: dict[str, Any], registry: FactRegistry) -> None:
    node = decode(case["conditions"], registry)
    assert decode(json.loads(json.dumps(encode(node))), registry) == node


@each_case
def test_negating_a_case_negates_its_verdict(case: dict[str, Any], registry: FactRegistry) -> None:
    negated = evaluate_file({**only_the_case(case), "conditions": {"not": case["conditions"] or {"all": []}}}, registry)
    assert isinstance(negated, dict)
    assert negated["verdict"] == {"true": "false", "false": "true", "unknown": "unknown"}[case["verdict"]]


def test_every_fact_has_cases(registry: FactRegistry) -> None:
    seen = set()
    for case in CASES:
        for node in decode(case["conditions"], registry).walk():
            if isinstance(node, Condition):
                seen.add(node.fact.id)
    assert {fact.id for fact in registry} == seen


def test_the_comparisons_of_every_fact_have_cases(registry: FactRegistry) -> None:
    """Facts of the same kind share their comparisons, so each comparison of a kind needs a case somewhere."""
    wanted = {(fact.kind.name, name) for fact in registry for name in fact.comparisons}
    seen = set()
    for case in CASES:
        for node in decode(case["conditions"], registry).walk():
            if isinstance(node, Condition):
                seen.add((node.fact.kind.name, node.comparison.name))
    assert wanted <= seen


def test_every_finding_says_its_reason_in_words(registry: FactRegistry) -> None:
    for case in CASES:
        finding: Finding = evaluate(*read_case(only_the_case(case), registry))
        for part in finding.walk():
            assert str(part.reason).endswith(".")
            assert "%(" not in str(part.reason)


def test_names_of_cases_are_unique_in_their_file() -> None:
    for file in VECTORS.glob("*.json"):
        names = [case["name"] for case in json.loads(file.read_text(encoding="utf-8"))]
        assert len(names) == len(set(names))


def test_an_unknown_condition_is_kept_word_for_word(registry: FactRegistry) -> None:
    document = {"fact": "weather.sunny", "is": "likely", "value": {"within": [1, 2.5, None]}, "extra": "ä"}
    node = decode(document, registry)
    assert isinstance(node, Unknown)
    assert encode(node) == document
