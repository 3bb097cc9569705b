"""What is said about a rule: no more than is needed, at the right place, with the reason, and in bounded time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given, settings

from app.domain.rules import All, Candidate, Scope, choose, decode
from app.domain.rules.lint import (
    Label,
    LintFinding,
    LintText,
    Part,
    Reasoning,
    Rival,
    RuleCheck,
    Severity,
    blocking,
    general_knowledge,
    in_order_of_weight,
    shadowed,
    unknown_conditions,
    with_places,
)
from app.domain.rules.lint.knowledge import NEVER_TOGETHER
from tests.domain.rules.lint.rule_strategies import rules_and_visitors
from tests.domain.rules.lint.test_soundness import RECORDS, visitor_of
from tests.domain.rules.situations import REGISTRY
from tests.domain.rules.strategies import NOW

KNOWLEDGE = general_knowledge(REGISTRY)
SLOW = {"fact": "page.seconds", "is": "greater", "value": 30}
QUICK = {"fact": "page.seconds", "is": "less", "value": 10}
SHOP = {"fact": "page.url", "is": "starts", "value": "/shop"}
UNHEARD_OF = {"fact": "weather.sunny", "is": "likely"}


def title(word: str, comparison: str = "contains") -> dict[str, Any]:
    """A condition that has to do with no other one."""
    return {"fact": "page.title", "is": comparison, "value": word}


def check(rule: dict[str, Any], *given_parts: Part, moment: bool = False) -> list[LintFinding]:
    """The findings about a rule alone."""
    node = decode(rule, REGISTRY)
    return list(RuleCheck(node, given_parts, Reasoning(KNOWLEDGE), waits_for_a_moment=moment).findings())


def codes(rule: dict[str, Any], **fields: Any) -> list[tuple[str, Any]]:
    """Codes with places."""
    return [(finding.code, finding.path) for finding in check(rule, **fields)]


def said(finding: LintFinding) -> str:
    """The message in English; a part of the rule is named by its fact."""
    return finding.message.translated(str, lambda part: getattr(part.node, "name", "group"))


def test_a_rule_in_order_needs_no_words() -> None:
    assert check({"all": [SLOW, SHOP]}) == []
    assert check({"any": [SLOW, SHOP]}) == []


def test_of_a_long_rule_only_what_contradicts_is_named() -> None:
    (found,) = check({"all": [*(title(f"w{n}") for n in range(9)), SLOW, *(title(f"v{n}") for n in range(9)), QUICK]})
    assert (found.code, found.severity) == ("never_true", Severity.ERROR)
    assert found.path == ("conditions", "all", 19)
    assert said(found).count("page.seconds") == 2
    assert "page.title" not in said(found)


def test_three_that_never_hold_all_together_are_all_named() -> None:
    views = [{"fact": "visit.page_views", "is": "at_most", "value": 2}]
    views += [{"not": {"fact": "visit.page_views", "is": "equals", "value": value}} for value in (1, 2)]
    (found,) = check({"all": [title("x"), *views]})
    assert found.code == "never_true"
    assert "These never hold all together" in said(found)
    assert "page.title" not in said(found)


def test_what_the_fields_demand_counts_and_is_called_by_its_label() -> None:
    team = Part(decode({"fact": "team.online", "is": True}, REGISTRY), ("when_team",), Label("The team is here"))
    (found,) = check({"all": [{"fact": "team.online", "is": False}]}, team)
    assert found.path == ("conditions", "all", 0)
    assert "“The team is here” and “team.online”" in said(found)


def test_places_lead_into_nested_groups() -> None:
    rule = {"all": [SLOW, {"any": [SHOP, {"all": [title("x"), QUICK]}, {"not": {"any": [title("y"), title("z")]}}]}]}
    assert codes(rule) == [("dead_alternative", ("conditions", "all", 1, "any", 1))]
    places = {part.path for part in with_places(decode(rule, REGISTRY))}
    assert ("conditions", "all", 1, "any", 2, "not", "any", 0) in places


def test_of_two_conditions_that_say_the_same_the_later_is_superfluous() -> None:
    assert codes({"all": [SHOP, SLOW, SHOP]}) == [("redundant", ("conditions", "all", 2))]
    wider = {"fact": "page.seconds", "is": "greater", "value": 5}
    assert codes({"all": [wider, SLOW]}) == [("redundant", ("conditions", "all", 0))]


def test_an_alternative_that_another_covers_is_superfluous() -> None:
    assert codes({"any": [SHOP, {"all": [SHOP, SLOW]}]}) == [("covered", ("conditions", "any", 1))]


def test_a_rule_for_everybody_is_named_unless_it_waits_for_a_moment() -> None:
    everybody = {"any": [SLOW, {"not": SLOW}]}
    for rule in ({}, everybody, {"all": [{"fact": "visit.page_views", "is": "at_least", "value": 1}]}):
        assert codes(rule) == [("always_true", ("conditions",))]
        assert ("always_true", ("conditions",)) not in codes(rule, moment=True)


def test_what_nobody_knows_stops_a_rule_only_where_it_is_needed() -> None:
    (needed,) = check({"all": [SLOW, UNHEARD_OF]})
    assert (needed.code, needed.severity) == ("unknown_condition", Severity.ERROR)
    assert check({"any": [SLOW, UNHEARD_OF]}) == []
    (spare,) = unknown_conditions(decode({"any": [SLOW, UNHEARD_OF]}, REGISTRY))
    assert (spare.severity, spare.path) == (Severity.WARNING, ("conditions", "any", 1))


@pytest.mark.parametrize(
    ("documents", "reason"), NEVER_TOGETHER, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_contradiction_between_facts_is_explained_in_its_own_words(documents: Any, reason: str) -> None:
    (found,) = check({"all": [title("x"), *documents]})
    assert found.code == "never_true"
    assert reason in said(found)


def test_the_worst_comes_first_and_only_errors_stand_in_the_way() -> None:
    found = [
        LintFinding(severity, severity.value, LintText("a"), LintText("b"))
        for severity in (Severity.HINT, Severity.ERROR, Severity.WARNING, Severity.ERROR)
    ]
    assert [each.code for each in in_order_of_weight(found)] == ["error", "error", "warning", "hint"]
    assert [each.code for each in blocking(found)] == ["error", "error"]


def test_every_word_goes_through_the_catalogue() -> None:
    part = Part(All(), (), Label("of %(x)s", {"x": 1}))
    text = LintText("%(part)s because %(reason)s", {"part": part, "reason": LintText("so")})
    catalogue = {"%(part)s because %(reason)s": "%(part)s, weil %(reason)s", "of %(x)s": "von %(x)s", "so": "darum"}
    assert text.translated(catalogue.__getitem__, lambda _part: "") == "von 1, weil darum"


MONSTERS: dict[str, dict[str, Any]] = {
    "many addresses": {"all": [{"fact": "page.url", "is": "contains", "value": f"/{n}/"} for n in range(490)]},
    "many alternatives": {"all": [{"any": [title(f"a{n}"), title(f"b{n}")]} for n in range(150)]},
    "many values": {
        "all": [
            {"fact": "page.title", "is": word, "value": [f"{place}-{n}" for n in range(100)]}
            for place, word in enumerate(["contains", "not_contains"] * 50)
        ]
    },
    "many seconds": {"all": [{"not": {"fact": "page.seconds", "is": "equals", "value": n}} for n in range(240)]},
    "deep": {
        "not": {"not": {"not": {"not": {"any": [QUICK, {"all": [{"any": [{"all": [title("x"), SLOW]}, SHOP]}]}]}}}}
    },
}


@pytest.mark.parametrize("name", MONSTERS)
def test_a_monstrous_rule_is_given_up_rather_than_searched_for_ever(name: str) -> None:
    reasoning = Reasoning(KNOWLEDGE)
    assert reasoning.can_hold(decode(MONSTERS[name], REGISTRY))
    list(RuleCheck(decode(MONSTERS[name], REGISTRY), (), reasoning).findings())


@settings(max_examples=100)
@given(rules_and_visitors(rules=2), RECORDS)
def test_what_is_shadowed_is_never_chosen_while_the_other_may_be(drawn: Any, events: Any) -> None:
    (higher, lower), values = drawn
    facts = visitor_of(values, events)
    for first, second in ((higher, lower), (higher, {"all": [higher, lower]})):
        ahead = Candidate("first", 1, 1, decode(first, REGISTRY), Scope())
        behind = Candidate("second", 2, 2, decode(second, REGISTRY), Scope())
        found = shadowed([behind.whole], [Rival("first", "First", ahead.whole)], Reasoning(KNOWLEDGE))
        if found is not None:
            event("shadowed")
            chosen = choose([ahead, behind], facts, NOW).chosen
            assert chosen is None or chosen.candidate.key == "first"
