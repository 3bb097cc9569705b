"""Whether the groups of an experiment are as large as they were meant to be; if not, its numbers cannot be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, exp, gamma, sqrt

ALARM_BELOW = 0.001
"""Chance alone goes so far once in a thousand experiments: the usual limit for a mismatch of the sample ratio."""

FEWEST_EXPECTED = 5.0
"""With fewer visitors expected in a group the test says nothing (Cochran's rule)."""


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """How far the groups are from their shares. ``p_value`` is None while there are too few visitors to say.

    ``expected`` is how many visitors each group should have had.
    """

    observed: Mapping[str, int]
    expected: Mapping[str, float]
    statistic: float
    degrees: int
    p_value: float | None

    @property
    def is_alarm(self) -> bool:
        """Whether the groups differ so much that something other than chance has divided them."""
        return self.p_value is not None and self.p_value < ALARM_BELOW


def sample_ratio(observed: Mapping[str, int], shares: Mapping[str, float]) -> SampleRatio:
    """Compare numbers of visitors with the shares that their groups were meant to have (``Plan.shares``).

    Pearson's chi-square test; a group with visitors but no share is an alarm by itself. Groups of ``shares`` that have
    no visitors may be left out of ``observed``.
    """
    total, meant = sum(observed.values()), sum(shares.values())
    counts = {group: observed.get(group, 0) for group in shares} | dict(observed)
    expected = {group: total * shares.get(group, 0.0) / meant if meant else 0.0 for group in counts}
    degrees = max(0, sum(share > 0 for share in shares.values()) - 1)
    if any(counts[group] and not expected[group] for group in counts):
        return SampleRatio(counts, expected, float("inf"), degrees, 0.0)
    wanted = {group: number for group, number in expected.items() if number}
    statistic = sum((counts[group] - number) ** 2 / number for group, number in wanted.items())
    is_enough = degrees > 0 and bool(wanted) and min(wanted.values()) >= FEWEST_EXPECTED
    return SampleRatio(
        counts, expected, statistic, degrees, chi_square_survival(statistic, degrees) if is_enough else None
    )


def chi_square_survival(statistic: float, degrees: int) -> float:
    """How likely chance alone makes the statistic at least so large, for 1 and more whole degrees of freedom.

    Exact finite sums: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", 26.4.4 and 26.4.5.
    """
    if statistic <= 0:
        return 1.0
    half = statistic / 2
    if degrees % 2:
        survival, done = erfc(sqrt(half)), 1
    else:
        survival, done = exp(-half), 2
    while done < degrees:
        survival += half ** (done / 2) * exp(-half) / gamma(done / 2 + 1)
        done += 2
    return min(1.0, survival)
