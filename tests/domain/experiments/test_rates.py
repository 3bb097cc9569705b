"""Rates, differences and ratios with their intervals, against published values and against their own laws."""

import random
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.experiments import Rate, newcombe, ratio_limits, wilson
from app.domain.experiments.rates import Z
from app.domain.experiments.sample_size import Z_POWER

COUNTS = st.integers(1, 5_000).flatmap(lambda out_of: st.tuples(st.integers(0, out_of), st.just(out_of)))


def test_the_quantiles_are_those_of_the_normal_distribution() -> None:
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-12) == Z
    assert pytest.approx(NormalDist().inv_cdf(0.8), abs=1e-12) == Z_POWER


def rate(count: int, out_of: int) -> Rate:
    found = Rate.of(count, out_of)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("count", "out_of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_one_rate_has_the_interval_of_newcombes_table_of_single_proportions(
    count: int, out_of: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    assert wilson(count, out_of).low == pytest.approx(low, abs=5e-5)
    assert wilson(count, out_of).high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_has_the_interval_of_newcombes_table_two(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
    interval = newcombe(rate(*first), rate(*second)).interval
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@given(COUNTS)
def test_an_interval_holds_its_rate_and_stays_within_zero_and_one(counts: tuple[int, int]) -> None:
    found = rate(*counts)
    assert 0 <= found.interval.low <= found.value <= (found.interval.high or 0) <= 1


@given(COUNTS)
def test_who_did_not_convert_have_the_mirrored_interval(counts: tuple[int, int]) -> None:
    count, out_of = counts
    interval, mirrored = wilson(count, out_of), wilson(out_of - count, out_of)
    assert interval.low == pytest.approx(1 - (mirrored.high or 0), abs=1e-12)


@given(COUNTS)
def test_more_visitors_at_the_same_rate_make_the_interval_narrower(counts: tuple[int, int]) -> None:
    count, out_of = counts
    few, many = wilson(count, out_of), wilson(4 * count, 4 * out_of)
    assert (many.high or 0) - many.low < (few.high or 0) - few.low


@given(COUNTS, COUNTS)
def test_exchanging_the_groups_changes_only_the_sign(first: tuple[int, int], second: tuple[int, int]) -> None:
    there, back = newcombe(rate(*first), rate(*second)), newcombe(rate(*second), rate(*first))
    assert there.value == -back.value
    assert there.interval.low == pytest.approx(-(back.interval.high or 0), abs=1e-12)


@given(COUNTS, COUNTS)
def test_a_difference_lies_in_its_interval_between_minus_one_and_one(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    found = newcombe(rate(*first), rate(*second))
    assert -1 <= found.interval.low <= found.value <= (found.interval.high or 0) <= 1


@given(COUNTS, COUNTS)
def test_one_more_conversion_never_lowers_the_difference(first: tuple[int, int], second: tuple[int, int]) -> None:
    count, out_of = first
    if count < out_of:
        less, more = (newcombe(rate(each, out_of), rate(*second)) for each in (count, count + 1))
        assert less.value < more.value
        assert less.interval.low <= more.interval.low + 1e-12
        assert (less.interval.high or 0) <= (more.interval.high or 0) + 1e-12


@given(COUNTS, COUNTS)
def test_the_ratio_sees_an_effect_exactly_where_the_difference_does(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    difference, ratio = newcombe(rate(*first), rate(*second)), ratio_limits(rate(*first), rate(*second))
    assert ratio.high is None or ratio.low <= ratio.high
    if second[0] and abs(difference.interval.low) > 1e-9 and abs(difference.interval.high or 0) > 1e-9:
        assert difference.interval.holds(0) is ratio.holds(1)


@pytest.mark.parametrize(
    ("first", "second"), [((0.05, 1000), (0.03, 300)), ((0.02, 400), (0.02, 400)), ((0.6, 60), (0.4, 40))]
)
def test_the_interval_covers_the_true_difference_in_ninety_five_of_a_hundred_experiments(
    first: tuple[float, int], second: tuple[float, int]
) -> None:
    dice, covered, rounds = random.Random(4), 0, 1000
    for _round in range(rounds):
        counts = [_binomial(dice, out_of, chance) for chance, out_of in (first, second)]
        found = newcombe(rate(counts[0], first[1]), rate(counts[1], second[1]))
        covered += found.interval.holds(first[0] - second[0])
    assert 0.935 <= covered / rounds <= 0.97


def _binomial(dice: random.Random, out_of: int, chance: float) -> int:
    return sum(dice.random() < chance for _visitor in range(out_of))
