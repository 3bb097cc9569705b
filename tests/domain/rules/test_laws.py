"""What must be true of every rule and every visitor, whatever they are."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules import All, AnyOf, Not, Verdict, conjoin, decode, disjoin, encode, evaluate, negate
from app.domain.rules.file_evaluation import read_case
from tests.domain.rules.situations import REGISTRY, situation
from tests.domain.rules.strategies import CASES, NOW, RULES, SITUATIONS

T, F, U = Verdict.TRUE, Verdict.FALSE, Verdict.UNKNOWN


@pytest.mark.parametrize(("left", "right"), list(itertools.product([T, F, U], repeat=2)))
def test_and_is_the_lesser_and_or_the_greater_of_two_verdicts(left: Verdict, right: Verdict) -> None:
    order = [F, U, T]
    assert conjoin([left, right]) is min(left, right, key=order.index)
    assert disjoin([left, right]) is max(left, right, key=order.index)
    assert negate(conjoin([left, right])) is disjoin([negate(left), negate(right)])


def test_nothing_joined_is_true_for_all_and_false_for_any() -> None:
    assert conjoin([]) is T
    assert disjoin([]) is F


@given(CASES)
def test_the_fast_verdict_is_the_verdict_of_the_finding(case: dict[str, Any]) -> None:
    node, facts, now = read_case(case, REGISTRY)
    assert node.verdict(facts, now) is evaluate(node, facts, now).verdict


@given(CASES)
def test_a_rule_and_its_negation_never_both_hold(case: dict[str, Any]) -> None:
    node, facts, now = read_case(case, REGISTRY)
    assert {node.verdict(facts, now), Not(node).verdict(facts, now)} != {T}
    assert Not(Not(node)).verdict(facts, now) is node.verdict(facts, now)


@given(CASES, RULES)
def test_one_more_condition_in_all_never_matches_more(case: dict[str, Any], more: dict[str, Any]) -> None:
    node, facts, now = read_case(case, REGISTRY)
    longer = All((node, decode(more, REGISTRY)))
    assert not (longer.verdict(facts, now) is T and node.verdict(facts, now) is not T)


@given(CASES, RULES)
def test_one_more_condition_in_any_never_matches_less(case: dict[str, Any], more: dict[str, Any]) -> None:
    node, facts, now = read_case(case, REGISTRY)
    longer = AnyOf((node, decode(more, REGISTRY)))
    assert not (node.verdict(facts, now) is T and longer.verdict(facts, now) is not T)


@given(st.lists(RULES, min_size=1, max_size=4), SITUATIONS, st.randoms())
def test_the_order_of_conditions_does_not_matter(rules: list[dict[str, Any]], facts: dict[str, Any], dice: Any) -> None:
    parts = [decode(rule, REGISTRY) for rule in rules]
    shuffled = dice.sample(parts, len(parts))
    known = situation(facts)
    assert All(tuple(parts)).verdict(known, NOW) is All(tuple(shuffled)).verdict(known, NOW)
    assert AnyOf(tuple(parts)).verdict(known, NOW) is AnyOf(tuple(shuffled)).verdict(known, NOW)


@given(RULES)
def test_a_rule_survives_the_file_form(rule: dict[str, Any]) -> None:
    node = decode(rule, REGISTRY)
    again = decode(json.loads(json.dumps(encode(node))), REGISTRY)
    assert again == node
    assert hash(again) == hash(node)
    assert encode(again) == encode(node)


@given(CASES)
def test_less_knowledge_never_turns_a_verdict_round(case: dict[str, Any]) -> None:
    """What is decided with something unavailable stays decided the same way when it becomes known."""
    node, facts, now = read_case(case, REGISTRY)
    for name in facts.values:
        poorer, _, _ = read_case(case, REGISTRY)
        known_less = read_case({**case, "facts": {**case["facts"], name: {"unavailable": True}}}, REGISTRY)[1]
        before, after = poorer.verdict(known_less, now), node.verdict(facts, now)
        assert before is U or before is after


@given(CASES)
def test_nothing_changes_before_the_announced_instant(case: dict[str, Any]) -> None:
    """Clocks run on: until ``changes_at`` the verdict stays, whatever instant is tried."""
    node, facts, now = read_case(case, REGISTRY)
    finding = evaluate(node, facts, now)
    horizon = timedelta(seconds=30) if finding.changes_at is None else finding.changes_at - now
    for part in (0.25, 0.5, 0.999):
        passed = timedelta(milliseconds=int(horizon / timedelta(milliseconds=1) * part))
        if passed < horizon:
            assert (
                node.verdict(situation(case["facts"], events=facts.events, passed=passed), now + passed)
                is finding.verdict
            )
