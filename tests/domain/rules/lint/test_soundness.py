"""What the linter is certain of is so for every visitor, whoever they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from app.domain.rules import AnyOf, EventRecord, Facts, Node, Not, Verdict, decode
from app.domain.rules.file_evaluation import read_case
from app.domain.rules.kinds.languages import subtags
from app.domain.rules.lint.addresses import ADDRESS_ATOMS
from app.domain.rules.lint.atoms import LANGUAGE_ATOMS, TEXT_ATOMS, Atom, Vocabulary
from app.domain.rules.lint.knowledge import NEVER_TOGETHER, SAME_VALUE, as_rule, general_knowledge
from app.domain.rules.lint.readings import ALWAYS_THERE
from app.domain.rules.lint.reasoning import Reasoning
from app.domain.rules.text import fold
from tests.domain.rules.lint.rule_strategies import rules_and_visitors
from tests.domain.rules.situations import REGISTRY, situation
from tests.domain.rules.strategies import ADDRESSES, FRAGMENTS, GIVEN_WORDS, LANGUAGES, NOW, PATTERNS, SECONDS, WORDS
from tests.domain.rules.test_vectors import NAMED_CASES, only_the_case

KNOWLEDGE = general_knowledge(REGISTRY)
RECORDS = st.lists(SECONDS.map(lambda ago: EventRecord("e", NOW - timedelta(seconds=ago))), max_size=4).map(tuple)
INSTANTS = st.sampled_from([0, 3600, -3600, 86_400, 2 * 86_400, 7 * 3600]).map(lambda s: NOW + timedelta(seconds=s))


def visitor_of(values: dict[str, Any], events: tuple[EventRecord, ...]) -> Facts:
    """A visitor who may exist: what the linter takes for impossible is left out."""
    if isinstance(values.get("page.exit_seconds"), int | float) and "page.seconds" in values:
        values = {**values, "page.seconds": values["page.exit_seconds"]}
    values = {name: value for name, value in values.items() if value is not None or name not in ALWAYS_THERE}
    facts = situation(values, events=events)
    assume(may_exist(facts))
    return facts


def may_exist(facts: Facts) -> bool:
    """Whether nothing that the linter takes for impossible is so for this visitor."""
    return not any(as_rule(item).verdict(facts, NOW) is Verdict.TRUE for item in KNOWLEDGE.impossible)


def read(document: dict[str, Any]) -> Node:
    """The rule."""
    return decode(document, REGISTRY)


def test_no_case_of_the_manual_contradicts_the_linter() -> None:
    for name, case in NAMED_CASES.items():
        rule, facts = read_case(only_the_case(case), REGISTRY)[:2]
        if may_exist(facts):
            reasoning = Reasoning(KNOWLEDGE)
            assert reasoning.can_hold(rule) or case["verdict"] != "true", name
            assert reasoning.can_hold(Not(rule)) or case["verdict"] != "false", name
            assert not reasoning.always_holds(rule) or case["verdict"] != "false", name


@settings(max_examples=120)
@given(rules_and_visitors(), RECORDS, INSTANTS)
def test_a_rule_that_can_never_hold_holds_for_nobody(drawn: Any, events: Any, now: datetime) -> None:
    (document,), values = drawn
    rule = read(document)
    facts = visitor_of(values, events)
    if not Reasoning(KNOWLEDGE).can_hold(rule):
        event("never")
        assert rule.verdict(facts, now) is not Verdict.TRUE
    if not Reasoning(KNOWLEDGE).can_hold(Not(rule)):
        event("not never")
        assert rule.verdict(facts, now) is not Verdict.FALSE


@settings(max_examples=120)
@given(rules_and_visitors(), RECORDS, INSTANTS)
def test_a_rule_that_always_holds_holds_for_everybody_about_whom_it_is_known(
    drawn: Any, events: Any, now: datetime
) -> None:
    (document,), values = drawn
    rule = read(document)
    facts = visitor_of(values, events)
    if Reasoning(KNOWLEDGE).always_holds(rule):
        event("always")
        assert rule.verdict(facts, now) is not Verdict.FALSE
        if "unavailable" not in str(values) and facts.values.keys() >= values.keys():
            assert rule.verdict(facts, now) is Verdict.TRUE


@settings(max_examples=200)
@given(rules_and_visitors(rules=2), RECORDS, INSTANTS)
def test_what_follows_from_a_rule_holds_wherever_the_rule_does(drawn: Any, events: Any, now: datetime) -> None:
    (premise, conclusion), values = drawn
    first, second = read(premise), read(conclusion)
    facts = visitor_of(values, events)
    for given_rule, following in ((first, second), (second, first), (first, AnyOf((second, first)))):
        if Reasoning(KNOWLEDGE).implies([given_rule], following):
            event("implies")
            assert given_rule.verdict(facts, now) is not Verdict.TRUE or following.verdict(facts, now) is Verdict.TRUE


@settings(max_examples=60)
@given(rules_and_visitors())
def test_every_rule_implies_itself_and_never_its_opposite_unless_it_never_holds(drawn: Any) -> None:
    (document,), _values = drawn
    rule = read(document)
    assert Reasoning(KNOWLEDGE).implies([rule], rule)
    assert Reasoning(KNOWLEDGE).implies([rule], Not(rule)) is not Reasoning(KNOWLEDGE).can_hold(rule)


def holds(fact: str, atom: Atom, value: object) -> bool:
    """What the comparison itself says."""
    document = {"fact": fact, "is": atom.word, "value": atom.value}
    return read(document).verdict(Facts({fact: value}), NOW) is Verdict.TRUE


def check(vocabulary: Vocabulary, fact: str, one: Atom, other: Atom, values: list[Any], said: Any = None) -> None:
    """The two atoms, as the vocabulary knows them, against what their comparisons say about some values."""
    first, second = (said or (lambda atom: atom))(one), (said or (lambda atom: atom))(other)
    for value in values:
        is_first, is_second = holds(fact, one, value), holds(fact, other, value)
        if vocabulary.follows(first, second):
            event("follows")
            assert not is_first or is_second, (one, other, value)
        if vocabulary.clash(first, second):
            event("clash")
            assert not (is_first and is_second), (one, other, value)
        if vocabulary.always(first):
            assert is_first, (one, value)


ADDRESS_LEAVES = st.builds(
    Atom, st.sampled_from(["equals", "contains", "starts", "glob", "domain"]), PATTERNS | GIVEN_WORDS
)
TAILS = st.sampled_from(
    ["", "/", "x", "/eu", "?utm_source=/pricing", "?plan=pro&gclid=1", "//", "?a=1#faq", ".example"]
)
HEADS = st.sampled_from(
    ["", "https://shop.example", "http://www.google.co.uk:8080", "https://", "https://pricing.example"]
)


@settings(max_examples=1000)
@given(ADDRESS_LEAVES, ADDRESS_LEAVES, st.lists(ADDRESSES, max_size=4), HEADS, TAILS, FRAGMENTS)
def test_what_is_said_about_two_address_patterns_is_so_on_every_page(
    one: Atom, other: Atom, addresses: list[str], head: str, tail: str, fragment: str
) -> None:
    near = [
        head + str(atom.value).replace("*", middle) + tail + fragment for atom in (one, other) for middle in ("", "x/")
    ]
    check(ADDRESS_ATOMS, "visit.referrer", one, other, [*addresses, *near, "", str(one.value) + str(other.value)])


TEXT_LEAVES = st.builds(Atom, st.sampled_from(["equals", "contains"]), GIVEN_WORDS)


@given(TEXT_LEAVES, TEXT_LEAVES, st.lists(WORDS, max_size=6))
def test_what_is_said_about_two_texts_is_so_for_every_title(one: Atom, other: Atom, titles: list[str]) -> None:
    near = [f"{one.value}{other.value}", f"{other.value} {one.value}", str(one.value)]
    folded = lambda atom: Atom(atom.word, fold(atom.value))  # noqa: E731
    check(TEXT_ATOMS, "page.title", one, other, [*titles, *near], folded)


@given(LANGUAGES, LANGUAGES, st.lists(LANGUAGES, max_size=6))
def test_what_is_said_about_two_languages_is_so_for_every_browser(one: str, other: str, spoken: list[str]) -> None:
    parts = lambda atom: Atom("speaks", subtags(atom.value))  # noqa: E731
    check(LANGUAGE_ATOMS, "browser.language", Atom("equals", one), Atom("equals", other), [*spoken, one, ""], parts)


def test_every_line_of_what_the_linter_knows_could_be_read() -> None:
    assert len(KNOWLEDGE.impossible) == len(NEVER_TOGETHER)
    assert len(KNOWLEDGE.equal) == len(SAME_VALUE)
