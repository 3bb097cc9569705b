"""Reads a condition as a statement about its fact: what the fact is where it holds, and what where it does not.

What is said here mirrors ``app.domain.rules.kinds`` and the kind of the addresses, comparison by comparison; one that
is not known here is taken for a test that may say anything, but the same thing each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from app.domain.rules.calendar_facts import WEEKDAYS, span_minutes
from app.domain.rules.kinds.languages import subtags
from app.domain.rules.kinds.numbers import milliseconds
from app.domain.rules.lint.addresses import ADDRESS_ATOMS, PLAIN_ADDRESS_ATOMS
from app.domain.rules.lint.atoms import (
    FAILS,
    LANGUAGE_ATOMS,
    SEVERAL_ATOMS,
    TEXT_ATOMS,
    YES_OR_NO,
    Atom,
    Vocabulary,
    closed,
)
from app.domain.rules.lint.intervals import EVERY_NUMBER, FROM_ZERO, Numbers, Span
from app.domain.rules.lint.regions import Key, Region, Statement
from app.domain.rules.schemas import Number
from app.domain.rules.text import as_tuple, fold
from app.domain.rules.tree import Condition

ALWAYS_KNOWN = frozenset({"clock.weekday", "clock.time"})
"""Facts that are never unavailable."""

ALWAYS_THERE = frozenset(
    {
        "page.seconds",
        "visit.seconds",
        "visit.page_views",
        "visitor.visits",
        "device.scroll_percent",
        "device.idle_seconds",
        "invitations.shown",
        "event.count",
    }
)
"""Numbers that are never absent: they may be unavailable, but there is nobody for whom there is none."""

OPPOSITES = {"is_not": "equals", "not_contains": "contains"}
DAY_ATOMS = closed(WEEKDAYS)
MINUTES = Numbers((Span(0, 1439),))
NUMERIC_KINDS = frozenset({"number", "clock", "since", "stopped"})
CLOCK_KINDS = NUMERIC_KINDS - {"number"}
NUMERIC_WORDS = frozenset({"greater", "less", "at_least", "at_most"})
WIDER_DEVICES = {"mobile": ("phone", "tablet")}


def key_of(condition: Condition) -> Key:
    """Which value a condition looks at."""
    return condition.name, tuple(value for _, value in sorted(condition.parameters.items()))


def statement(condition: Condition, *, plain: bool = False) -> Statement:
    """What a condition says; ``plain`` takes addresses to have nothing behind their path that is not asked for."""
    try:
        return _statement(condition, plain=plain)
    except TypeError:
        asked = repr((dict(condition.parameters), condition.wanted))
        return _not_understood((condition.name, (asked,)), condition.comparison.name, asked)


@lru_cache(maxsize=8192)
def _statement(condition: Condition, *, plain: bool) -> Statement:
    kind, word = condition.fact.kind.name, condition.comparison.name
    key = key_of(condition)
    known = _numeric(condition, kind, word) or _atomic(condition, kind, word, plain=plain)
    if known is None:
        return _not_understood(key, word, condition.wanted)
    holds, fails = known
    may_be_unknown = condition.fact.id not in ALWAYS_KNOWN
    return Statement(
        key,
        holds,
        fails,
        replace(fails, may_be_unknown=may_be_unknown),
        replace(holds, may_be_unknown=may_be_unknown),
    )


def _not_understood(key: Key, word: str, wanted: object) -> Statement:
    """A plugin's own comparison: it holds, fails, or breaks; of two that ask the same, both do the same."""
    holds, fails = Atom(word, wanted), Atom(FAILS + word, wanted)
    return Statement(
        key,
        Region(required=(frozenset({holds}),)),
        Region(required=(frozenset({fails}),)),
        Region(forbidden=frozenset({holds}), may_be_unknown=True),
        Region(forbidden=frozenset({fails}), may_be_unknown=True),
    )


def _numeric(condition: Condition, kind: str, word: str) -> tuple[Region, Region] | None:
    if kind == "span" and word == "between":
        inside = _minutes(condition.wanted)
        return _either(Region(numbers=MINUTES, is_whole=True, may_be_other=False), inside)
    if kind == "attribute" and word in NUMERIC_WORDS:
        return _either(Region(SEVERAL_ATOMS), _fitting(word, condition.wanted))
    if kind not in NUMERIC_KINDS:
        return None
    is_clock = kind in CLOCK_KINDS
    is_count = isinstance(condition.comparison.takes, Number) and condition.comparison.takes.whole
    base = Region(
        numbers=FROM_ZERO if is_clock or is_count else EVERY_NUMBER,
        is_whole=is_clock or is_count,
        may_be_other=condition.fact.kind.absent is None and condition.fact.id not in ALWAYS_THERE,
    )
    wanted = milliseconds(condition.wanted) if is_clock else condition.wanted
    return _either(base, _fitting(word, wanted, during=1000 if is_clock else 0))


def _either(base: Region, fitting: Numbers) -> tuple[Region, Region]:
    holds = replace(base, numbers=base.numbers.meet(fitting), may_be_other=False)
    return holds, replace(base, numbers=base.numbers.meet(fitting.complement))


def _fitting(word: str, wanted: float, during: int = 0) -> Numbers:
    """The numbers that a comparison accepts; *equals* on a clock holds ``during`` the whole second."""
    spans = {
        "greater": Span(low=wanted, low_open=True),
        "less": Span(high=wanted, high_open=True),
        "at_least": Span(low=wanted),
        "at_most": Span(high=wanted),
        "equals": Span(wanted, wanted + during, high_open=during > 0),
    }
    return Numbers.of([spans[word]])


def _minutes(wanted: str | tuple[str, ...]) -> Numbers:
    spans: list[Span] = []
    for begin, end in map(span_minutes, as_tuple(wanted)):
        if begin < end:
            spans.append(Span(begin, end - 1))
        else:
            spans += [Span(begin, 1439), Span(0, end - 1)]
    return Numbers.of(span for span in spans if span.low <= span.high)


def _folded(word: str, wanted: object) -> frozenset[Atom]:
    return frozenset(Atom(word, fold(one)) for one in as_tuple(wanted))  # type: ignore[arg-type]


def _as_written(word: str, wanted: object) -> frozenset[Atom]:
    return frozenset(Atom(word, one) for one in as_tuple(wanted))  # type: ignore[arg-type]


def _spoken(_word: str, wanted: object) -> frozenset[Atom]:
    return frozenset(Atom("speaks", subtags(one)) for one in as_tuple(wanted))  # type: ignore[arg-type]


def _devices(word: str, wanted: object) -> frozenset[Atom]:
    several = as_tuple(wanted)  # type: ignore[arg-type]
    return _folded(word, tuple(device for one in several for device in WIDER_DEVICES.get(one, (one,))))


def _members(_word: str, wanted: object) -> frozenset[Atom]:
    return _folded("has", wanted)


Atoms = Callable[[str, object], frozenset[Atom]]
READERS: Mapping[str, tuple[Vocabulary, Atoms, frozenset[str]]] = {
    "text": (TEXT_ATOMS, _folded, frozenset({"equals", "contains"})),
    "word": (TEXT_ATOMS, _folded, frozenset({"equals"})),
    "platform": (TEXT_ATOMS, _devices, frozenset({"equals"})),
    "labelled": (SEVERAL_ATOMS, _folded, frozenset({"equals", "contains"})),
    "attribute": (SEVERAL_ATOMS, _folded, frozenset({"equals", "contains"})),
    "list": (SEVERAL_ATOMS, _members, frozenset({"equals", "contains"})),
    "language": (LANGUAGE_ATOMS, _spoken, frozenset({"equals"})),
    "address": (
        ADDRESS_ATOMS,
        _as_written,
        frozenset({"equals", "contains", "starts", "glob", "regex", "domain"}),
    ),
}
YES = frozenset({Atom("equals", True)})
NO = frozenset({Atom("equals", False)})
ALWAYS_YES_OR_NO: Mapping[tuple[str, str], frozenset[Atom]] = {
    ("existence", "exists"): YES,
    ("existence", "none"): NO,
}


def _atomic(condition: Condition, kind: str, word: str, *, plain: bool) -> tuple[Region, Region] | None:
    if kind == "yes_no" and word == "is":
        return _of_group(YES_OR_NO, YES if condition.wanted else NO, is_positive=True)
    if (kind, word) in ALWAYS_YES_OR_NO:
        return _of_group(YES_OR_NO, ALWAYS_YES_OR_NO[kind, word], is_positive=True)
    if condition.fact.id == "clock.weekday" and word == "in":
        return _of_group(DAY_ATOMS, _folded("equals", condition.wanted), is_positive=True)
    if kind not in READERS:
        return None
    vocabulary, read, words = READERS[kind]
    positive = OPPOSITES.get(word, word)
    if positive not in words:
        return None
    if plain and vocabulary is ADDRESS_ATOMS:
        vocabulary = PLAIN_ADDRESS_ATOMS
    return _of_group(vocabulary, read(positive, condition.wanted), is_positive=positive == word)


def _of_group(vocabulary: Vocabulary, atoms: frozenset[Atom], *, is_positive: bool) -> tuple[Region, Region]:
    one_of_them = Region(vocabulary, required=(atoms,))
    none_of_them = Region(vocabulary, forbidden=atoms)
    return (one_of_them, none_of_them) if is_positive else (none_of_them, one_of_them)
