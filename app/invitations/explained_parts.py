"""A rule beside its findings: for every part what was wanted, what is, who knows it and since when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.rules import ABSENT, UNAVAILABLE, Condition, Facts, Finding, Node, Verdict, evaluate
from app.domain.rules.finding import timestamp
from app.domain.rules.kinds import STOPPED_CLOCK
from app.domain.rules.split import is_for_browser
from app.invitations.known_facts import Origin


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One part of a rule with its finding and the parts below; ``origin`` is set for conditions."""

    node: Node
    finding: Finding
    origin: Origin | None = None
    is_for_browser: bool = False
    parts: tuple[ExplainedPart, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it is true now."""
        return self.finding.verdict is Verdict.TRUE

    @property
    def is_left_to_browser(self) -> bool:
        """Whether only the visitor's browser could say what it is now."""
        is_moment = isinstance(self.node, Condition) and self.node.fact.kind is STOPPED_CLOCK
        is_missing = self.finding.actual is UNAVAILABLE or (is_moment and self.finding.actual is ABSENT)
        return self.is_for_browser and is_missing

    def leaves(self) -> Iterator[ExplainedPart]:
        """The single conditions, from top to bottom."""
        if not self.parts and self.finding.fact is not None:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def as_document(self) -> dict[str, Any]:
        """As ``beckon evaluate`` says it, with where each fact comes from and who knows it."""
        document: dict[str, Any] = self.finding.as_document()
        if self.origin is not None:
            document |= {
                "source": self.origin.source,
                "known_at": timestamp(self.origin.known_at),
                "known_by": "browser" if self.is_left_to_browser else "server",
            }
        if self.parts:
            document["children"] = [part.as_document() for part in self.parts]
        return document


def explained(node: Node, facts: Facts, now: datetime, origin_of: Callable[[str], Origin]) -> ExplainedPart:
    """Judge a rule and put every finding beside its part."""
    return _beside(node, evaluate(node, facts, now), origin_of)


def _beside(node: Node, finding: Finding, origin_of: Callable[[str], Origin]) -> ExplainedPart:
    if finding.fact is not None:
        for_browser = isinstance(node, Condition) and is_for_browser(node)
        return ExplainedPart(node, finding, origin_of(finding.fact), for_browser)
    below = zip(node.children, finding.children, strict=True)
    return ExplainedPart(node, finding, parts=tuple(_beside(*each, origin_of) for each in below))
