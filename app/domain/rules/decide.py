"""Which invitation a visitor gets now, and for every other one why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.rules.finding import Finding
from app.domain.rules.scope import EVERY_PAGE, Scope
from app.domain.rules.tree import All, Node
from app.domain.rules.values import Facts
from app.domain.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """An invitation as the engine sees it.

    ``position`` orders (lower first), ``created_order`` breaks ties (older first). ``held_back`` is a reason code
    that the caller already knows, such as ``max_shows`` or ``schedule``: the rule is judged and explained, but not
    chosen.
    """

    key: str
    position: int
    created_order: int
    rule: Node
    scope: Scope = EVERY_PAGE
    held_back: str | None = None
    whole: Node = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        scope = self.scope.conditions()
        object.__setattr__(self, "whole", All((*scope, self.rule)) if scope else self.rule)

    @property
    def order(self) -> tuple[int, int, str]:
        """By position, then the older first, then by key; never by chance."""
        return (self.position, self.created_order, self.key)


class Outcome(StrEnum):
    """What became of a candidate."""

    CHOSEN = "chosen"
    OUTRANKED = "outranked"
    HELD_BACK = "held_back"
    NOT_YET = "not_yet"
    DOES_NOT_MATCH = "does_not_match"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One candidate with its outcome and the reasons for every part of its rule (scope included)."""

    candidate: Candidate
    outcome: Outcome
    finding: Finding


@dataclass(frozen=True, slots=True)
class Decision:
    """The chosen candidate (or ``None``), every judgement in order, and when to look again if nothing else happens."""

    chosen: Judgement | None
    judgements: tuple[Judgement, ...]
    changes_at: datetime | None


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates as they take their turns."""
    return sorted(candidates, key=lambda candidate: candidate.order)


def choose(candidates: Sequence[Candidate], facts: Facts, now: datetime) -> Decision:
    """Judges every candidate and takes the first whose rule holds now; one that still waits stands in nobody's way.

    The order in which candidates are given does not matter. ``now`` is aware UTC.
    """
    judgements: list[Judgement] = []
    chosen: Judgement | None = None
    for candidate in in_order(candidates):
        finding = candidate.whole.finding(facts, now)
        outcome = _outcome(candidate, finding, is_taken=chosen is not None)
        judgement = Judgement(candidate, outcome, finding)
        judgements.append(judgement)
        if outcome is Outcome.CHOSEN:
            chosen = judgement
    changes = [judgement.finding.changes_at for judgement in judgements if judgement.finding.changes_at is not None]
    return Decision(chosen, tuple(judgements), min(changes, default=None))


def _outcome(candidate: Candidate, finding: Finding, *, is_taken: bool) -> Outcome:
    if finding.verdict is Verdict.UNKNOWN:
        return Outcome.UNDECIDED
    if finding.verdict is Verdict.FALSE:
        return Outcome.DOES_NOT_MATCH if finding.changes_at is None else Outcome.NOT_YET
    if candidate.held_back is not None:
        return Outcome.HELD_BACK
    return Outcome.OUTRANKED if is_taken else Outcome.CHOSEN
