"""What every figure about chats means; pages, files and the API all take them from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import NamedTuple


class ChatFact(NamedTuple):
    """What the statistics know of one chat; a tuple, because a hundred thousand of them are made at a time.

    Times are in seconds; None where it never came to that.
    ``waited``: from the visitor's first words until somebody accepted it.
    ``first_answer``: from the visitor's first words until an operator first wrote; automatic texts are no answer.
    ``lasted``: from the first words until it was closed, of chats that somebody answered.
    """

    started_at: datetime
    department: str | None
    operator: str | None
    is_proactive: bool
    is_waiting: bool
    is_missed: bool
    waited: float | None
    first_answer: float | None
    lasted: float | None
    rating: str | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds: half were quicker than ``median``, nine of ten quicker than ``p90``.

    Both are times that really occurred (nearest rank: definition 1 of Hyndman and Fan, Sample Quantiles in Statistical
    Packages, The American Statistician 50, 1996). None where nothing was measured.
    """

    median: float | None
    p90: float | None
    number: int


@dataclass(frozen=True, slots=True)
class ChatFigures:
    """The chats that began within a period, as far as is known now; a chat counts on the day on which it began.

    chats: a visitor wrote first words.
    proactive: they answered an invitation; the others were begun by the visitor.
    answered: an operator wrote in it at least once.
    missed: it was given up before anybody answered.
    waiting: nobody has accepted it yet.
    great, average, poor: what its visitor thought of it in the end.
    """

    chats: int
    proactive: int
    answered: int
    missed: int
    waiting: int
    great: int
    average: int
    poor: int
    waited: Spread
    first_answer: Spread
    lasted: Spread

    @property
    def rated(self) -> int:
        """How many were rated at all."""
        return self.great + self.average + self.poor


def figures_of(facts: Iterable[ChatFact]) -> ChatFigures:
    """The figures of some chats."""
    all_facts = list(facts)
    ratings = [each.rating for each in all_facts]
    return ChatFigures(
        chats=len(all_facts),
        proactive=[each.is_proactive for each in all_facts].count(True),
        answered=len(all_facts) - [each.first_answer for each in all_facts].count(None),
        missed=[each.is_missed for each in all_facts].count(True),
        waiting=[each.is_waiting for each in all_facts].count(True),
        great=ratings.count("great"),
        average=ratings.count("average"),
        poor=ratings.count("poor"),
        waited=spread_of([each.waited for each in all_facts if each.waited is not None]),
        first_answer=spread_of([each.first_answer for each in all_facts if each.first_answer is not None]),
        lasted=spread_of([each.lasted for each in all_facts if each.lasted is not None]),
    )


def spread_of(seconds: Sequence[float]) -> Spread:
    """The median and the ninth decile of some times."""
    ordered = sorted(seconds)
    return Spread(_nearest_rank(ordered, 0.5), _nearest_rank(ordered, 0.9), len(ordered))


def _nearest_rank(ordered: Sequence[float], part: float) -> float | None:
    return ordered[ceil(part * len(ordered)) - 1] if ordered else None
