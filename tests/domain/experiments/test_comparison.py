"""What may be said about two groups, and how surely."""

import random
from math import ceil
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.experiments import Arm, Outcome, compare, visitors_for_both, visitors_still_needed

ARMS = st.integers(0, 20_000).flatmap(lambda visitors: st.builds(Arm, st.just(visitors), st.integers(0, visitors)))
LARGE = Arm(9_000, 450)


def test_a_clear_effect_is_better_with_its_numbers() -> None:
    found = compare(LARGE, Arm(1_000, 30))
    assert found.outcome is Outcome.BETTER
    assert found.first_rate is not None
    assert found.first_rate.value == 0.05
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.02)
    assert found.lift is not None
    assert found.lift.value == pytest.approx(2 / 3)
    assert found.extra_conversions is not None
    assert found.extra_conversions.value == pytest.approx(180)
    assert found.extra_conversions.interval.low == pytest.approx(9_000 * found.difference.interval.low)
    assert found.more_visitors is None


def test_a_clear_loss_is_worse() -> None:
    assert compare(Arm(5_000, 100), Arm(5_000, 200)).outcome is Outcome.WORSE


def test_equal_rates_among_many_are_no_visible_effect() -> None:
    assert compare(Arm(40_000, 2_000), Arm(40_000, 2_010)).outcome is Outcome.NO_VISIBLE_EFFECT


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Arm(0, 0), Arm(0, 0)),
        (Arm(500, 50), Arm(0, 0)),
        (Arm(99, 60), Arm(99, 10)),
        (Arm(5_000, 3), Arm(500, 0)),
        (Arm(900, 45), Arm(100, 4)),
    ],
    ids=["nobody", "no holdout yet", "few visitors", "few conversions", "a wide interval"],
)
def test_it_is_too_early_and_says_how_many_visitors_are_missing(first: Arm, second: Arm) -> None:
    found = compare(first, second)
    assert found.outcome is Outcome.TOO_EARLY
    assert found.more_visitors is not None
    assert found.more_visitors > 0


def test_an_empty_group_has_no_rate_and_nothing_to_compare() -> None:
    found = compare(Arm(500, 50), Arm(0, 0))
    assert found.first_rate is not None
    assert (found.second_rate, found.difference, found.lift, found.chance_to_beat) == (None, None, None, None)


def test_without_a_conversion_in_the_second_group_there_is_no_lift() -> None:
    assert compare(Arm(500, 50), Arm(500, 0)).lift is None


def test_more_converted_than_visitors_is_refused() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        Arm(2, 3)


def test_two_groups_need_what_the_textbook_says() -> None:
    """Fleiss, Levin and Paik (2003), for 0.60 against 0.70 before their continuity correction."""
    assert visitors_for_both(0.6, 0.7, 1) == (356, 356)


def test_as_many_visitors_as_are_asked_for_are_enough() -> None:
    needed = visitors_still_needed(900, 100, 0.05)
    assert visitors_still_needed(900 + ceil(needed * 0.9), 100 + ceil(needed * 0.1), 0.05) == 0
    assert visitors_still_needed(900 + needed // 2, 100 + needed // 20, 0.05) > 0


def test_an_experiment_of_that_size_notices_the_effect_four_times_in_five() -> None:
    dice, (first, second) = random.Random(1), visitors_for_both(0.2, 0.3, 1)
    noticed = 0
    for _round in range(400):
        counts = [sum(dice.random() < rate for _visitor in range(first)) for rate in (0.2, 0.3)]
        difference = compare(Arm(second, counts[1]), Arm(first, counts[0])).difference
        noticed += difference is not None and not difference.interval.holds(0)
    assert 0.74 <= noticed / 400 <= 0.86


@given(ARMS, ARMS)
def test_exchanging_the_groups_exchanges_what_is_said(first: Arm, second: Arm) -> None:
    there, back = compare(first, second), compare(second, first)
    opposite = {Outcome.BETTER: Outcome.WORSE, Outcome.WORSE: Outcome.BETTER}
    assert back.outcome is opposite.get(there.outcome, there.outcome)
    assert there.more_visitors == back.more_visitors
    if there.chance_to_beat is not None and back.chance_to_beat is not None:
        assert there.chance_to_beat + back.chance_to_beat == pytest.approx(1)


@given(ARMS, ARMS)
def test_who_is_called_better_is_likely_to_be(first: Arm, second: Arm) -> None:
    found = compare(first, second)
    if found.outcome is Outcome.BETTER:
        assert found.chance_to_beat is not None
        assert found.chance_to_beat > 0.95


@pytest.mark.parametrize(("first", "second"), [(Arm(1_000, 60), Arm(300, 12)), (Arm(200, 40), Arm(200, 44))])
def test_the_chance_to_beat_agrees_with_draws_from_the_two_distributions(first: Arm, second: Arm) -> None:
    dice = random.Random(3)
    wins = mean(
        dice.betavariate(1 + first.converted, 1 + first.visitors - first.converted)
        > dice.betavariate(1 + second.converted, 1 + second.visitors - second.converted)
        for _draw in range(20_000)
    )
    assert compare(first, second).chance_to_beat == pytest.approx(wins, abs=0.02)


def test_extra_money_has_the_interval_that_drawing_again_and_again_gives() -> None:
    dice = random.Random(5)
    paid = [dice.expovariate(1 / 40) for _buyer in range(300)]
    paid_less = [dice.expovariate(1 / 40) for _buyer in range(80)]
    found = compare(Arm.with_values(3_000, 300, paid), Arm.with_values(1_000, 80, paid_less)).extra_value
    visits, fewer = [*paid, *[0.0] * 2_700], [*paid_less, *[0.0] * 920]
    drawn = sorted(
        3_000 * (mean(dice.choices(visits, k=3_000)) - mean(dice.choices(fewer, k=1_000))) for _round in range(300)
    )
    assert found is not None
    assert found.interval.high is not None
    width = found.interval.high - found.interval.low
    assert found.interval.low == pytest.approx(drawn[7], abs=0.12 * width)
    assert found.interval.high == pytest.approx(drawn[292], abs=0.12 * width)


def test_without_values_there_is_no_extra_money() -> None:
    assert compare(LARGE, Arm(1_000, 30)).extra_value is None
