"""The three answers a condition can give (yes, no, cannot be known) and how answers are combined."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    """What a condition says; ``UNKNOWN`` never shows an invitation, not even when it is negated."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, holds: bool) -> Verdict:
        """The verdict of a plain yes or no."""
        return cls.TRUE if holds else cls.FALSE


NEGATED = {Verdict.TRUE: Verdict.FALSE, Verdict.FALSE: Verdict.TRUE, Verdict.UNKNOWN: Verdict.UNKNOWN}


def negate(verdict: Verdict) -> Verdict:
    """Kleene's *not*: what cannot be known cannot be known to be otherwise."""
    return NEGATED[verdict]


def conjoin(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's *and*: false if one is false, else unknown if one is unknown, else true (also for none at all)."""
    result = Verdict.TRUE
    for verdict in verdicts:
        if verdict is Verdict.FALSE:
            return Verdict.FALSE
        if verdict is Verdict.UNKNOWN:
            result = Verdict.UNKNOWN
    return result


def disjoin(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's *or*: true if one is true, else unknown if one is unknown, else false (also for none at all)."""
    result = Verdict.FALSE
    for verdict in verdicts:
        if verdict is Verdict.TRUE:
            return Verdict.TRUE
        if verdict is Verdict.UNKNOWN:
            result = Verdict.UNKNOWN
    return result
