"""The index never loses an invitation that could come true, and finds few others among thousands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.rules import Candidate, CandidateIndex, Scope, arm, decode
from tests.domain.rules.situations import REGISTRY, situation
from tests.domain.rules.strategies import ADDRESSES, NOW, PATTERNS, RULES, SITUATIONS

scopes = st.builds(
    Scope,
    st.none() | st.sampled_from(["gold", "a"]),
    st.sampled_from([(), ("sales",), ("sales", "support")]),
    st.none() | st.sampled_from(["en", "fre", "zh-Hant"]),
)


def candidates(rules: list[dict[str, Any]]) -> list[Candidate]:
    return [Candidate(f"c{place}", 0, place, decode(rule, REGISTRY)) for place, rule in enumerate(rules)]


@settings(max_examples=200)
@given(st.lists(st.tuples(RULES, scopes), max_size=8), SITUATIONS)
def test_the_index_never_loses_a_candidate(rows: list[tuple[dict[str, Any], Scope]], values: dict[str, Any]) -> None:
    everyone = [
        Candidate(f"c{place}", 0, place, decode(rule, REGISTRY), scope) for place, (rule, scope) in enumerate(rows)
    ]
    facts = situation(values)
    found = CandidateIndex(everyone).find(facts)
    assert arm(found, facts, NOW) == arm(everyone, facts, NOW)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.sampled_from(["equals", "contains", "starts", "glob"]), PATTERNS), min_size=1, max_size=10),
    ADDRESSES,
)
def test_the_index_never_loses_an_address(rows: list[tuple[str, str]], url: str) -> None:
    everyone = candidates([{"fact": "page.url", "is": word, "value": pattern} for word, pattern in rows])
    facts = situation({"page.url": url})
    assert arm(CandidateIndex(everyone).find(facts), facts, NOW) == arm(everyone, facts, NOW)


@pytest.mark.parametrize("word", ["equals", "contains", "starts", "glob"])
def test_of_ten_thousand_invitations_for_other_pages_only_a_few_are_looked_at(word: str) -> None:
    rules = [{"fact": "page.url", "is": word, "value": f"/product/{place:05d}"} for place in range(10_000)]
    index = CandidateIndex(candidates(rules))
    found = index.find(situation({"page.url": "https://shop.example/product/04711?utm_source=mail"}))
    assert "c4711" in {candidate.key for candidate in found}
    assert len(found) <= 120
    assert len(index) == 10_000


def test_a_rule_is_filed_under_its_rarest_condition() -> None:
    rules = [
        {
            "all": [
                {"fact": "geo.country", "is": "equals", "value": "DE"},
                {"fact": "page.url", "is": "equals", "value": f"/{n}"},
            ]
        }
        for n in range(100)
    ]
    found = CandidateIndex(candidates(rules)).find(situation({"geo.country": "DE", "page.url": "https://a.example/7"}))
    assert [candidate.key for candidate in found] == ["c7"]


def test_invitations_for_other_embed_codes_are_not_looked_at() -> None:
    shop = Candidate("shop", 0, 0, decode(None, REGISTRY), Scope(identifier="shop"))
    blog = Candidate("blog", 0, 1, decode(None, REGISTRY), Scope(identifier="blog"))
    index = CandidateIndex([shop, blog])
    assert index.find(situation({"embed.identifier": "shop"})) == (shop,)
    assert index.find(situation({"embed.identifier": None})) == ()


def test_a_threshold_of_page_views_narrows_the_choice() -> None:
    rules = [{"fact": "visit.page_views", "is": "at_least", "value": n} for n in range(1, 60)]
    index = CandidateIndex(candidates(rules))
    assert len(index.find(situation({"visit.page_views": 3}))) == 3
    assert len(index.find(situation({"visit.page_views": 1_000}))) == 59


def test_what_may_change_on_the_page_is_never_used_to_leave_a_candidate_out() -> None:
    index = CandidateIndex(candidates([{"fact": "page.title", "is": "equals", "value": "Later"}]))
    assert len(index.find(situation({"page.title": "Now"}))) == 1


def test_found_candidates_come_in_their_order() -> None:
    everyone = [Candidate(f"c{place}", -place, 0, decode(None, REGISTRY)) for place in range(5)]
    assert [candidate.key for candidate in CandidateIndex(everyone).find(situation({}))] == [
        "c4",
        "c3",
        "c2",
        "c1",
        "c0",
    ]
