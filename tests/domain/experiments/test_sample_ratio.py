"""The alarm for groups that are not as large as they were meant to be."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.experiments import Plan, chi_square_survival, sample_ratio


@pytest.mark.parametrize(
    ("degrees", "five_per_cent", "one_per_cent", "one_in_a_thousand"),
    [
        (1, 3.841, 6.635, 10.828),
        (2, 5.991, 9.210, 13.816),
        (3, 7.815, 11.345, 16.266),
        (4, 9.488, 13.277, 18.467),
        (5, 11.070, 15.086, 20.515),
        (10, 18.307, 23.209, 29.588),
        (25, 37.652, 44.314, 52.620),
    ],
)
def test_the_chi_square_distribution_has_its_tabulated_values(
    degrees: int, five_per_cent: float, one_per_cent: float, one_in_a_thousand: float
) -> None:
    """The table that every textbook prints, for instance Abramowitz and Stegun, table 26.8."""
    for statistic, chance in ((five_per_cent, 0.05), (one_per_cent, 0.01), (one_in_a_thousand, 0.001)):
        assert chi_square_survival(statistic, degrees) == pytest.approx(chance, rel=2e-3)


@given(st.floats(0, 500), st.floats(0, 500), st.integers(1, 40))
def test_a_larger_statistic_is_never_likelier(one: float, other: float, degrees: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= chi_square_survival(high, degrees) <= chi_square_survival(low, degrees) <= 1


def test_groups_near_their_shares_give_no_alarm() -> None:
    found = sample_ratio({"holdout": 1_030, "original": 8_970}, Plan(10).shares())
    assert found.expected == pytest.approx({"holdout": 1_000, "original": 9_000})
    assert found.statistic == pytest.approx(1.0)
    assert found.p_value == pytest.approx(0.3173, abs=1e-4)
    assert not found.is_alarm


def test_a_group_that_lost_a_fifth_of_its_visitors_gives_an_alarm() -> None:
    assert sample_ratio({"holdout": 800, "original": 9_000}, Plan(10).shares()).is_alarm


def test_too_few_visitors_give_no_alarm_and_no_value() -> None:
    found = sample_ratio({"holdout": 9, "original": 0}, Plan(10).shares())
    assert found.p_value is None
    assert not found.is_alarm


def test_a_group_without_a_share_is_an_alarm_as_soon_as_it_has_a_visitor() -> None:
    assert sample_ratio({"original": 500, "old": 1}, Plan().shares()).is_alarm


@pytest.mark.parametrize("observed", [{}, {"original": 0}, {"original": 7}])
def test_one_group_alone_cannot_be_wrong(observed: dict[str, int]) -> None:
    assert sample_ratio(observed, Plan().shares()).p_value is None


def test_a_fair_draw_alarms_about_as_often_as_promised() -> None:
    dice, shares = random.Random(7), Plan(20, {"original": 1, "warm": 2}).shares()
    low = 0
    for _round in range(1000):
        drawn = dice.choices(list(shares), weights=list(shares.values()), k=300)
        p_value = sample_ratio({group: drawn.count(group) for group in shares}, shares).p_value
        low += p_value is not None and p_value < 0.05
    assert 30 <= low <= 70
