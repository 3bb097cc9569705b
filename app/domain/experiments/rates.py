"""Rates and differences of rates, each with the interval in which the truth lies with 95 per cent confidence."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt

Z = 1.959963984540054
"""How many standard errors an interval of 95 per cent reaches to either side: the normal quantile of 0.975."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, both included; ``high`` is None where nothing limits it."""

    low: float
    high: float | None

    def holds(self, value: float) -> bool:
        """Whether the value lies in it."""
        return self.low <= value and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The most likely value and the interval around it."""

    value: float
    interval: Interval

    def times(self, factor: float) -> Estimate:
        """The same for so many visitors; ``factor`` is not negative."""
        high = None if self.interval.high is None else self.interval.high * factor
        return Estimate(self.value * factor, Interval(self.interval.low * factor, high))


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` of ``out_of``, as a part of 1 with its interval; there is no rate of nobody."""

    count: int
    out_of: int
    value: float
    interval: Interval

    @classmethod
    def of(cls, count: int, out_of: int) -> Rate | None:
        """The rate, or None where nobody was counted."""
        return cls(count, out_of, count / out_of, wilson(count, out_of)) if out_of else None


def wilson(count: int, out_of: int) -> Interval:
    """The score interval of one rate, without continuity correction; it never leaves 0 to 1.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212.
    """
    rate, spread = count / out_of, Z * Z / out_of
    middle = (rate + spread / 2) / (1 + spread)
    half = sqrt(rate * (1 - rate) * spread + spread * spread / 4) / (1 + spread)
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == out_of else min(1.0, middle + half)
    return Interval(low, high)


def newcombe(first: Rate, second: Rate) -> Estimate:
    """How much higher the first rate is than the second: the hybrid score interval, without continuity correction.

    Method 10 of R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of
    eleven methods", Statistics in Medicine 17 (1998), 873-890.
    """
    difference = first.value - second.value
    below = hypot(first.value - first.interval.low, _high(second) - second.value)
    above = hypot(_high(first) - first.value, second.value - second.interval.low)
    return Estimate(difference, Interval(max(-1.0, difference - below), min(1.0, difference + above)))


def ratio_limits(first: Rate, second: Rate) -> Interval:
    """How many times as high the first rate is as the second; it holds 1 just when Newcombe's interval holds 0.

    The same idea for ratios: R. G. Newcombe, "MOVER-R confidence intervals for ratios and products of two independently
    estimated quantities", Statistical Methods in Medical Research 25 (2016), 1774-1778. Written so that a limit of 0
    divides nothing.
    """
    product = first.value * second.value
    low_part = first.interval.low * (2 * first.value - first.interval.low)
    high_part = _high(second) * (2 * second.value - _high(second))
    low = low_part / (product + sqrt(max(0.0, product**2 - low_part * high_part))) if low_part else 0.0
    divisor = second.interval.low * (2 * second.value - second.interval.low)
    if not divisor:
        return Interval(low, None)
    over = _high(first) * (2 * first.value - _high(first))
    return Interval(low, (product + sqrt(max(0.0, product**2 - over * divisor))) / divisor)


def _high(rate: Rate) -> float:
    return 1.0 if rate.interval.high is None else rate.interval.high
