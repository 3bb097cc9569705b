"""Who is chosen, and what is said about everybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules import All, Candidate, Outcome, Scope, Verdict, choose, decode
from tests.domain.rules.situations import REGISTRY, situation
from tests.domain.rules.strategies import NOW, RULES, SITUATIONS

OPEN = {"fact": "widget.open", "is": True}
AFTER_TEN = {"fact": "page.seconds", "is": "greater", "value": 10}
FACTS = situation({"widget.open": True, "page.seconds": 3})


def candidate(
    key: str, rule: dict[str, Any] | None = None, position: int = 0, order: int = 0, **more: Any
) -> Candidate:
    return Candidate(key, position, order, decode(rule, REGISTRY), **more)


def outcomes(candidates: list[Candidate]) -> dict[str, Outcome]:
    decision = choose(candidates, FACTS, NOW)
    return {judgement.candidate.key: judgement.outcome for judgement in decision.judgements}


def test_the_lower_position_goes_first() -> None:
    assert outcomes([candidate("b", position=2), candidate("a", position=1)]) == {
        "a": Outcome.CHOSEN,
        "b": Outcome.OUTRANKED,
    }


def test_among_equals_the_older_goes_first() -> None:
    decision = choose([candidate("young", order=2), candidate("old", order=1)], FACTS, NOW)
    assert decision.chosen is not None
    assert decision.chosen.candidate.key == "old"


def test_a_first_match_that_waits_starves_nobody() -> None:
    assert outcomes([candidate("waits", AFTER_TEN, position=1), candidate("ready", OPEN, position=2)]) == {
        "waits": Outcome.NOT_YET,
        "ready": Outcome.CHOSEN,
    }


def test_an_undecided_candidate_is_passed_over() -> None:
    undecided = candidate("undecided", {"fact": "team.online", "is": True}, position=1)
    assert outcomes([undecided, candidate("ready", position=2)]) == {
        "undecided": Outcome.UNDECIDED,
        "ready": Outcome.CHOSEN,
    }


def test_a_candidate_that_is_held_back_is_explained_but_not_chosen() -> None:
    decision = choose([candidate("shown before", OPEN, held_back="max_shows"), candidate("next", order=1)], FACTS, NOW)
    assert [judgement.outcome for judgement in decision.judgements] == [Outcome.HELD_BACK, Outcome.CHOSEN]
    assert decision.judgements[0].finding.verdict is Verdict.TRUE


def test_there_is_no_silent_limit() -> None:
    many = [candidate(f"never-{place}", {"not": OPEN}, order=place) for place in range(2_000)]
    decision = choose([*many, candidate("last", OPEN, order=2_000)], FACTS, NOW)
    assert len(decision.judgements) == 2_001
    assert decision.chosen is not None
    assert decision.chosen.candidate.key == "last"


def test_a_decision_says_when_to_look_again() -> None:
    decision = choose([candidate("waits", AFTER_TEN)], FACTS, NOW)
    assert decision.chosen is None
    assert decision.changes_at == NOW + timedelta(milliseconds=7001)


def test_nobody_is_chosen_among_nobody() -> None:
    decision = choose([], FACTS, NOW)
    assert decision.chosen is None
    assert decision.judgements == ()


def test_an_invitation_with_a_department_needs_that_department_in_the_embed_code() -> None:
    sales = candidate("sales", scope=Scope(departments=("sales", "support")))
    anybody = candidate("anybody", position=1)
    with_support = situation({"embed.department": ["support"], "embed.identifier": None})
    without = situation({"embed.department": None})
    assert choose([sales, anybody], with_support, NOW).chosen.candidate is sales
    assert choose([sales, anybody], without, NOW).chosen.candidate is anybody


def test_an_invitation_without_scope_is_for_every_embed_code() -> None:
    assert Scope().conditions() == ()
    assert candidate("anybody").whole == All()


def test_the_scope_is_part_of_the_explanation() -> None:
    scoped = candidate("german", OPEN, scope=Scope(identifier="shop", language="fre"))
    facts = situation({"embed.identifier": "shop", "embed.language": "fr", "widget.open": True})
    finding = choose([scoped], facts, NOW).judgements[0].finding
    assert [part.fact for part in finding.children] == ["embed.identifier", "embed.language", "widget.open"]
    assert finding.verdict is Verdict.TRUE


candidates = st.lists(st.tuples(st.integers(-2, 2), RULES, st.none() | st.just("max_shows")), max_size=6).map(
    lambda rows: [
        Candidate(f"c{place}", position, place, decode(rule, REGISTRY), held_back=held_back)
        for place, (position, rule, held_back) in enumerate(rows)
    ]
)


@given(candidates, SITUATIONS, st.randoms())
def test_the_order_in_which_candidates_come_does_not_matter(
    given_ones: list[Candidate], facts: dict[str, Any], dice: Any
) -> None:
    known = situation(facts)
    assert choose(given_ones, known, NOW) == choose(dice.sample(given_ones, len(given_ones)), known, NOW)


@given(candidates, SITUATIONS)
def test_the_chosen_one_is_the_first_that_holds(given_ones: list[Candidate], facts: dict[str, Any]) -> None:
    known = situation(facts)
    decision = choose(given_ones, known, NOW)
    ready = [each for each in given_ones if each.held_back is None and each.rule.verdict(known, NOW) is Verdict.TRUE]
    expected = min(ready, key=lambda each: (each.position, each.created_order), default=None)
    assert (decision.chosen.candidate if decision.chosen else None) == expected
    assert len(decision.judgements) == len(given_ones)
