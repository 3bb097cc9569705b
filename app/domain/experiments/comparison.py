"""What one group of an experiment brought about compared with another one, said no more surely than it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import erfc, sqrt

from app.domain.experiments.rates import Estimate, Interval, Rate, Z, newcombe, ratio_limits
from app.domain.experiments.sample_size import is_enough_to_say, visitors_still_needed


class Outcome(StrEnum):
    """What may be said aloud about two groups."""

    TOO_EARLY = "too_early"
    BETTER = "better"
    WORSE = "worse"
    NO_VISIBLE_EFFECT = "no_visible_effect"


@dataclass(frozen=True, slots=True)
class Arm:
    """One group within one epoch: its visitors, and how many of them converted at least once.

    Visitors are counted, not showings: two showings to one person are no independent trials. ``value`` is what all of
    them brought, in one currency, and ``squares`` the sum over its visitors of each one's value times itself; both are
    None where no values are counted.
    """

    visitors: int
    converted: int
    value: float | None = None
    squares: float | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for numbers that cannot be."""
        if not 0 <= self.converted <= self.visitors:
            raise ValueError(f"{self.converted} of {self.visitors} visitors cannot have converted")

    @classmethod
    def with_values(cls, visitors: int, converted: int, values: Iterable[float]) -> Arm:
        """The group with what each of its visitors brought; those who brought nothing may be left out."""
        listed = [float(each) for each in values]
        return cls(visitors, converted, sum(listed), sum(each * each for each in listed))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first group against the second one, which is the holdout or the original.

    Rates are parts of 1, ``difference`` is first minus second, ``lift`` the same as a part of the second rate (0.1 is
    ten per cent more; None without a second rate), ``extra_conversions`` and ``extra_value`` what the first group has
    brought more than it would have otherwise. Everything but ``outcome`` is None where a group is empty.

    ``chance_to_beat`` is how probably the first rate is the higher one, from 0 to 1. ``more_visitors`` is how many are
    still needed, in both groups together, while it is too early. The intervals are for looking once: who looks daily
    and stops at the first good day will be fooled more often than one time in twenty.
    """

    first: Arm
    second: Arm
    outcome: Outcome
    first_rate: Rate | None = None
    second_rate: Rate | None = None
    difference: Estimate | None = None
    lift: Estimate | None = None
    extra_conversions: Estimate | None = None
    extra_value: Estimate | None = None
    chance_to_beat: float | None = None
    more_visitors: int | None = None


def compare(first: Arm, second: Arm) -> Comparison:
    """Compare a group with the holdout, or a variant with the original.

    It is too early while a group has fewer than 100 visitors or too few of them convert; after that an interval without
    0 is an effect, and one with 0 is none as soon as a change of the rate by a fifth would have been noticed.
    """
    first_rate, second_rate = Rate.of(first.converted, first.visitors), Rate.of(second.converted, second.visitors)
    needed = visitors_still_needed(first.visitors, second.visitors, _common_rate(first, second))
    if first_rate is None or second_rate is None:
        return Comparison(first, second, Outcome.TOO_EARLY, first_rate, second_rate, more_visitors=needed)
    difference = newcombe(first_rate, second_rate)
    outcome = _outcome(first, second, difference, needed)
    return Comparison(
        first=first,
        second=second,
        outcome=outcome,
        first_rate=first_rate,
        second_rate=second_rate,
        difference=difference,
        lift=_lift(first_rate, second_rate),
        extra_conversions=difference.times(first.visitors),
        extra_value=_extra_value(first, second),
        chance_to_beat=_chance_to_beat(first, second),
        more_visitors=max(1, needed) if outcome is Outcome.TOO_EARLY else None,
    )


def _outcome(first: Arm, second: Arm, difference: Estimate, needed: int) -> Outcome:
    rate = (first.converted + second.converted) / (first.visitors + second.visitors)
    if not is_enough_to_say(min(first.visitors, second.visitors), rate):
        return Outcome.TOO_EARLY
    if not difference.interval.holds(0):
        return Outcome.BETTER if difference.value > 0 else Outcome.WORSE
    return Outcome.TOO_EARLY if needed else Outcome.NO_VISIBLE_EFFECT


def _common_rate(first: Arm, second: Arm) -> float:
    """The rate of both together, kept off 0 and 1 by one more who converts and one who does not."""
    return (first.converted + second.converted + 1) / (first.visitors + second.visitors + 2)


def _lift(first: Rate, second: Rate) -> Estimate | None:
    if not second.value:
        return None
    limits = ratio_limits(first, second)
    return Estimate(
        first.value / second.value - 1, Interval(limits.low - 1, None if limits.high is None else limits.high - 1)
    )


def _extra_value(first: Arm, second: Arm) -> Estimate | None:
    """What the first group brought more than the second would have with as many visitors.

    The interval is that of the difference of two means with unequal variances in large samples (B. L. Welch, "The
    generalization of Student's problem", Biometrika 34 (1947), 28-35, with the normal for his t).
    """
    means, error = [], 0.0
    for arm in (first, second):
        if arm.value is None or arm.squares is None or arm.visitors < 2:
            return None
        mean = arm.value / arm.visitors
        means.append(mean)
        error += max(0.0, arm.squares / arm.visitors - mean * mean) / (arm.visitors - 1)
    difference, reach = means[0] - means[1], Z * sqrt(error)
    return Estimate(difference, Interval(difference - reach, difference + reach)).times(first.visitors)


def _chance_to_beat(first: Arm, second: Arm) -> float:
    """With nothing known beforehand each rate is Beta(1 + converted, 1 + the others); both are taken as normal."""
    difference, variance = 0.0, 0.0
    for sign, arm in ((1, first), (-1, second)):
        rate = (arm.converted + 1) / (arm.visitors + 2)
        difference += sign * rate
        variance += rate * (1 - rate) / (arm.visitors + 3)
    return erfc(-difference / sqrt(2 * variance)) / 2
