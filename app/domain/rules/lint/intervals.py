"""Sets of numbers as a linter needs them: a few spans with open or closed ends, up to and including infinity."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers from ``low`` to ``high``; an open end itself does not belong to them. Infinity may belong."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def is_empty(self, *, whole: bool = False) -> bool:
        """Whether no number (no whole number) lies in it."""
        if whole:
            low = _whole_from(self.low, self.low_open)
            return low > _whole_until(self.high, self.high_open)
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def meet(self, other: Span) -> Span:
        """What lies in both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Span(low, high, low_open, not high_closed)


def _whole_from(low: float, is_open: bool) -> float:
    if math.isinf(low):
        return low
    return math.floor(low) + 1 if is_open else math.ceil(low)


def _whole_until(high: float, is_open: bool) -> float:
    if math.isinf(high):
        return high
    return math.ceil(high) - 1 if is_open else math.floor(high)


@dataclass(frozen=True)
class Numbers:
    """A set of numbers: its spans lie apart and in order."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Numbers:
        """The union of any spans."""
        joined: list[Span] = []
        for span in sorted((each for each in spans if not each.is_empty()), key=lambda each: (each.low, each.low_open)):
            if joined and _touches(joined[-1], span):
                joined[-1] = _united(joined[-1], span)
            else:
                joined.append(span)
        return cls(tuple(joined))

    def meet(self, other: Numbers) -> Numbers:
        """What lies in both sets."""
        return Numbers.of(mine.meet(theirs) for mine in self.spans for theirs in other.spans)

    @cached_property
    def complement(self) -> Numbers:
        """Every number that does not belong to the set."""
        rest: list[Span] = []
        low, low_open = -math.inf, False
        for span in self.spans:
            rest.append(Span(low, span.low, low_open, not span.low_open))
            low, low_open = span.high, not span.high_open
        rest.append(Span(low, math.inf, low_open))
        return Numbers.of(rest)

    def is_empty(self, *, whole: bool = False) -> bool:
        """Whether no number (no whole number) belongs to the set."""
        return all(span.is_empty(whole=whole) for span in self.spans)

    @property
    def hull(self) -> Span:
        """From the least to the greatest; only for a set that is not empty."""
        first, last = self.spans[0], self.spans[-1]
        return Span(first.low, last.high, first.low_open, last.high_open)


def _touches(left: Span, right: Span) -> bool:
    return right.low < left.high or (right.low == left.high and not (right.low_open and left.high_open))


def _united(left: Span, right: Span) -> Span:
    high, closed = max((left.high, not left.high_open), (right.high, not right.high_open))
    return Span(left.low, high, left.low_open, not closed)


EVERY_NUMBER = Numbers((Span(),))
FROM_ZERO = Numbers((Span(low=0),))
