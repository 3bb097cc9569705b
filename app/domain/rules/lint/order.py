"""Looks at an invitation among the others: does one that goes first always take its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.rules.lint.findings import LintFinding, LintText, Severity
from app.domain.rules.lint.readings import key_of
from app.domain.rules.lint.reasoning import Reasoning
from app.domain.rules.lint.regions import Key
from app.domain.rules.tree import All, Condition, Node
from app.domain.translation import N_


@dataclass(frozen=True, slots=True)
class Rival:
    """An invitation that goes first and comes back until the visitor closes it; ``rule`` is all that it demands."""

    key: str
    name: str
    rule: Node


def shadowed(demands: Sequence[Node], rivals: Iterable[Rival], reasoning: Reasoning) -> LintFinding | None:
    """The finding about the first rival that can be shown wherever all ``demands`` are met."""
    worlds = reasoning.worlds(demands)
    if not worlds:
        return None
    known = set.intersection(*(set(world) for world in worlds))
    for rival in rivals:
        if _needed_keys(rival.rule) <= known and reasoning.implied_in(worlds, rival.rule):
            return _shadowed_by(rival)
    return None


def _needed_keys(rule: Node) -> set[Key]:
    """Facts that a rule asks for in any case; only what is asked for as well can imply it."""
    if isinstance(rule, Condition):
        return {key_of(rule)}
    if isinstance(rule, All):
        return {key for part in rule.parts for key in _needed_keys(part)}
    return set()


def _shadowed_by(rival: Rival) -> LintFinding:
    return LintFinding(
        Severity.WARNING,
        "shadowed",
        LintText(
            N_("Wherever this invitation could show, “%(other)s” goes first: its conditions hold there as well."),
            {"other": rival.name},
        ),
        LintText(N_("Give this one a lower position number, or narrow or limit “%(other)s”."), {"other": rival.name}),
        ("position",),
        rival.key,
    )
