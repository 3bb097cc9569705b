"""How many visitors an experiment needs before it can say something."""

from __future__ import annotations

from math import ceil, sqrt

from app.domain.experiments.rates import Z

WORTHWHILE = 0.2
"""The effect that is worth knowing: a change of the rate by a fifth of itself."""

FEWEST_VISITORS = 100
"""Fewer visitors than this in a group say nothing aloud, whatever the numbers."""

FEWEST_EXPECTED = 5.0
"""The converted, and those who did not, that the smaller group should have at the common rate (Cochran's rule)."""

Z_POWER = 0.8416212335729143
"""An effect that is worth knowing shall be noticed four times in five: the normal quantile of 0.8."""


def is_enough_to_say(smaller: int, rate: float) -> bool:
    """Whether a group of this size says anything at all, when this part of the visitors of all groups converts."""
    return smaller >= FEWEST_VISITORS and smaller * min(rate, 1 - rate) >= FEWEST_EXPECTED


def visitors_for_both(rate: float, other_rate: float, ratio: float) -> tuple[int, int]:
    """How many visitors two groups need for telling two rates apart, the second group ``ratio`` times as large.

    J. L. Fleiss, B. Levin and M. C. Paik, "Statistical Methods for Rates and Proportions", 3rd edition (2003), chapter
    4, formula for unequal groups without continuity correction; 5 % error and a power of 80 %.
    """
    common = (rate + ratio * other_rate) / (1 + ratio)
    of_chance = Z * sqrt((1 + ratio) * common * (1 - common))
    of_truth = Z_POWER * sqrt(ratio * rate * (1 - rate) + other_rate * (1 - other_rate))
    first = (of_chance + of_truth) ** 2 / (ratio * (rate - other_rate) ** 2)
    return ceil(first), ceil(first * ratio)


def visitors_still_needed(visitors: int, other_visitors: int, rate: float) -> int:
    """How many more visitors, in both groups together and divided as until now, would show a worthwhile effect.

    ``rate`` is the part that converts, strictly between 0 and 1. 0 means that there are enough.
    """
    smaller, larger = sorted((visitors, other_visitors))
    ratio = larger / smaller if smaller else 1.0
    changed = rate * (1 + WORTHWHILE) if rate <= 1 / 2 else rate * (1 - WORTHWHILE)
    powered, _larger = visitors_for_both(rate, changed, ratio)
    least = max(FEWEST_VISITORS, ceil(FEWEST_EXPECTED / min(rate, 1 - rate)), powered)
    return max(0, ceil((least - smaller) * (1 + ratio)))
