"""Which embed codes an invitation belongs to: its identifier, its departments and its language."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.rules.core_facts import EMBED_FACTS
from app.domain.rules.fact import Fact
from app.domain.rules.tree import Condition, Node

_FACTS: dict[str, Fact] = {fact.id: fact for fact in EMBED_FACTS}


@dataclass(frozen=True, slots=True)
class Scope:
    """What the embed code on the page must say; each part that is left out admits every page.

    An invitation with departments needs one of them in the code, so a code without a department gets only invitations
    without one.
    """

    identifier: str | None = None
    departments: tuple[str, ...] = ()
    language: str | None = None

    def conditions(self) -> tuple[Node, ...]:
        """The same as conditions, so that a scope is judged and explained like any other part of a rule."""
        parts: list[Node] = []
        if self.identifier:
            parts.append(_equals("embed.identifier", self.identifier))
        if self.departments:
            parts.append(_equals("embed.department", self.departments))
        if self.language:
            parts.append(_equals("embed.language", self.language))
        return tuple(parts)


EVERY_PAGE = Scope()
"""The scope of an invitation that is for every embed code."""


def _equals(fact_id: str, wanted: str | tuple[str, ...]) -> Node:
    fact = _FACTS[fact_id]
    return Condition(fact, fact.comparison_named("equals"), wanted)
