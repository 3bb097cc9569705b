"""Finds the few invitations that can come true on a page among thousands, without trying them one by one.

Every candidate is filed under one thing that a page must have for its rule to hold: an address, the beginning of one,
a few letters of it, an identifier, a language, a number of pages. Of several such things the rarest is taken. A page
then looks up what it has. Facts that change while the visitor stays on the page are never used, so nothing is lost
that may come true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.domain.rules.decide import Candidate, in_order
from app.domain.rules.fact import Fact, stand_in
from app.domain.rules.split import is_for_browser
from app.domain.rules.tree import All, AnyOf, Condition, Node, Not, Unknown
from app.domain.rules.values import UNAVAILABLE, Facts

BETWEEN_PAUSES = 200
Token = tuple[str, str]
"""A fact's id and one of its clues."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Under which tokens a candidate is filed; ``cost`` is how many candidates share them."""

    cost: int
    tokens: frozenset[Token]


NEVER_HOLDS = Filing(0, frozenset())


class CandidateIndex:
    """The candidates of one version of all invitations; immutable, so a new one is built aside and then swapped in."""

    __slots__ = ("_always", "_candidates", "_facts", "_filed")

    def __init__(self, candidates: Iterable[Candidate], breathe: Callable[[], None] = lambda: None) -> None:
        """``breathe`` is called now and then while the index is built, so that a server can answer in between."""
        self._candidates: tuple[Candidate, ...] = tuple(in_order(candidates))
        self._always: list[int] = []
        self._filed: dict[str, dict[str, list[int]]] = {}
        self._facts: dict[str, Fact] = {}
        shared: Counter[Token] = Counter()
        for candidate in _with_pauses(self._candidates, breathe):
            shared.update(set(_tokens(candidate.whole)))
        for place, candidate in enumerate(_with_pauses(self._candidates, breathe)):
            self._file(place, _cheapest(candidate.whole, shared))
        for candidate in _with_pauses(self._candidates, breathe):
            for node in candidate.whole.walk():
                if isinstance(node, Condition) and node.fact.id in self._filed:
                    self._facts[node.fact.id] = node.fact

    def _file(self, place: int, filing: Filing | None) -> None:
        if filing is None:
            self._always.append(place)
            return
        for fact_id, clue in filing.tokens:
            self._filed.setdefault(fact_id, {}).setdefault(clue, []).append(place)

    def find(self, facts: Facts) -> tuple[Candidate, ...]:
        """All candidates that can come true on a page with these facts, and perhaps a few more, in their order."""
        places = set(self._always)
        for fact_id, filed in self._filed.items():
            fact = self._facts[fact_id]
            for clue in _page_clues(fact, facts):
                found = filed.get(clue)
                if found is not None:
                    places.update(found)
        return tuple(self._candidates[place] for place in sorted(places))

    def __len__(self) -> int:
        return len(self._candidates)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._candidates)


def _with_pauses(candidates: Iterable[Candidate], breathe: Callable[[], None]) -> Iterator[Candidate]:
    for number, candidate in enumerate(candidates, start=1):
        yield candidate
        if number % BETWEEN_PAUSES == 0:
            breathe()


def _page_clues(fact: Fact, facts: Facts) -> Iterable[str]:
    actual = stand_in(fact.kind, facts.get(fact.id))
    if actual is None or actual is UNAVAILABLE or fact.kind.clues is None:
        return ()
    return fact.kind.clues(actual)


def _alternatives(condition: Condition) -> tuple[tuple[Token, ...], ...] | None:
    """For each wanted value the tokens that a page must have; ``None`` where a condition narrows nothing."""
    fact, comparison = condition.fact, condition.comparison
    if is_for_browser(condition) or fact.read_value is not None or fact.kind.clues is None or comparison.clues is None:
        return None
    clues = comparison.clues(condition.wanted)
    if clues is None or not all(clues):
        return None
    return tuple(tuple((fact.id, clue) for clue in all_needed) for all_needed in clues)


def _tokens(node: Node) -> Iterator[Token]:
    for part in _positive(node):
        for alternative in _alternatives(part) or ():
            yield from alternative


def _positive(node: Node) -> Iterator[Condition]:
    """The conditions that are not under a *not*."""
    if isinstance(node, Condition):
        yield node
    elif not isinstance(node, Not):
        for child in node.children:
            yield from _positive(child)


def _cheapest(node: Node, shared: Counter[Token]) -> Filing | None:
    """The tokens to file a rule under; ``None`` if it may hold on any page."""
    match node:
        case Unknown() | Not(Unknown()):
            return NEVER_HOLDS
        case All(parts):
            filings = [filing for part in parts if (filing := _cheapest(part, shared)) is not None]
            return min(filings, key=lambda filing: filing.cost, default=None)
        case AnyOf(parts):
            return _either([_cheapest(part, shared) for part in parts])
        case Condition():
            alternatives = _alternatives(node)
            if alternatives is None:
                return None
            rarest = frozenset(min(tokens, key=lambda token: (shared[token], token)) for tokens in alternatives)
            return Filing(sum(shared[token] for token in rarest), rarest)
    return None


def _either(filings: list[Filing | None]) -> Filing | None:
    cost, tokens = 0, frozenset[Token]()
    for filing in filings:
        if filing is None:
            return None
        cost += filing.cost
        tokens |= filing.tokens
    return Filing(cost, tokens)
