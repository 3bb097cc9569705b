"""What facts have to do with one another, as data: each line is a rule that never holds, with the reason for it.

To teach the linter something is to add a line. A line must be true of every visitor at every moment, because a rule
that contradicts it is refused a launch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.domain.rules.codec import decode_stored
from app.domain.rules.kinds.numbers import LONGEST_SECONDS
from app.domain.rules.lint.readings import key_of
from app.domain.rules.lint.regions import Key
from app.domain.rules.registry import FactRegistry
from app.domain.rules.tree import All, Condition, Node
from app.domain.translation import N_


@dataclass(frozen=True, slots=True)
class Impossible:
    """Conditions that never hold together; ``reason`` is a whole sentence, empty where nobody would ask."""

    parts: tuple[Condition, ...]
    reason: str
    keys: frozenset[Key] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", frozenset(map(key_of, self.parts)))


@dataclass(frozen=True, slots=True)
class Equal:
    """Two facts that have the same value wherever both are known and ``when`` holds."""

    first: str
    second: str
    reason: str
    when: Condition | None = None
    keys: frozenset[Key] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        condition = {key_of(self.when)} if self.when else set()
        object.__setattr__(self, "keys", frozenset({(self.first, ()), (self.second, ())} | condition))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that one run of the linter may use."""

    impossible: tuple[Impossible, ...] = ()
    equal: tuple[Equal, ...] = ()

    def with_more(self, more: Iterable[Impossible]) -> Knowledge:
        """The same with what this installation adds."""
        return Knowledge((*self.impossible, *more), self.equal)


_LONG_AGO = {"is": "at_most", "value": LONGEST_SECONDS}
_EVER = {"is": "at_least", "value": 0}
_NONE = {"is": "equals", "value": 0}
_FIRST_PAGE: Mapping[str, Any] = {"fact": "visit.page_views", "is": "equals", "value": 1}

NEVER_TOGETHER: tuple[tuple[tuple[Mapping[str, Any], ...], str], ...] = (
    (({"fact": "visit.page_views", "is": "less", "value": 1},), N_("The page a visitor is on counts as the first.")),
    (({"fact": "visitor.visits", "is": "less", "value": 1},), N_("The visit a visitor is making counts as the first.")),
    (
        ({"fact": "device.scroll_percent", "is": "greater", "value": 100},),
        N_("Nobody can scroll further than to the end of a page."),
    ),
    (({"fact": "device.scroll_percent", "is": "less", "value": 0},), N_("Nobody can scroll above the top of a page.")),
    (({"fact": "page.url", "is": "equals", "value": ""},), N_("Every page has an address.")),
    (
        ({"fact": "page.exit_seconds", "is": "less", "value": 1},),
        N_("Leaving is not noticed during the first second on a page."),
    ),
    (
        ({"fact": "device.platform", "is": "is_not", "value": ["desktop", "phone", "tablet"]},),
        N_("Every device is a desktop, a phone or a tablet."),
    ),
    (
        ({"fact": "chat.history", "is": "none"}, {"fact": "chat.unanswered_seconds", **_EVER}),
        N_("Who waits for an answer has written a message, and that is an earlier chat."),
    ),
    (
        (
            {"fact": "chat.history", "is": "none"},
            {"fact": "chat.rating", "is": "equals", "value": ["great", "average", "poor"]},
        ),
        N_("Only who has had a chat can have rated one."),
    ),
    (
        ({"fact": "device.platform", "is": "equals", "value": "mobile"}, {"fact": "page.exit_seconds", **_EVER}),
        N_("A phone or tablet has no pointer that could leave the window, so leaving is never noticed there."),
    ),
    (
        ({"fact": "invitations.shown", **_NONE}, {"fact": "invitations.since_last_seconds", **_LONG_AGO}),
        N_("Who has never seen an invitation has no time since the last one."),
    ),
)
"""Documents of conditions that never hold together, each group with its reason."""

SAME_VALUE: tuple[tuple[str, str, Mapping[str, Any] | None, str], ...] = (
    (
        "page.exit_seconds",
        "page.seconds",
        None,
        N_("The time on the page when about to leave is the time on the page at that moment."),
    ),
    (
        "page.url",
        "visit.source_url",
        _FIRST_PAGE,
        N_("On the first page of a visit, the landing page is that page."),
    ),
)
"""Pairs of facts with the same value, perhaps only under a condition."""


def general_knowledge(registry: FactRegistry) -> Knowledge:
    """What is true in every installation, as far as its facts are registered."""
    return _read(registry)


@lru_cache(maxsize=8)
def _read(registry: FactRegistry) -> Knowledge:
    impossible = tuple(
        Impossible(parts, reason)
        for documents, reason in NEVER_TOGETHER
        if (parts := read_conditions(documents, registry)) is not None
    )
    equal: list[Equal] = []
    for first, second, document, reason in SAME_VALUE:
        when = read_conditions((document,), registry) if document else ()
        if when is not None and first in registry and second in registry:
            equal.append(Equal(first, second, reason, when[0] if when else None))
    return Knowledge(impossible, tuple(equal))


def read_conditions(documents: Iterable[Mapping[str, Any]], registry: FactRegistry) -> tuple[Condition, ...] | None:
    """The conditions that the documents describe; nothing where a fact of them is not registered."""
    read = [decode_stored(document, registry) for document in documents]
    conditions = tuple(each for each in read if isinstance(each, Condition))
    return conditions if len(conditions) == len(read) else None


def as_rule(item: Impossible) -> Node:
    """The line as a rule that never holds, so that a test can try it on any visitor."""
    return All(item.parts)
