"""Groups are drawn by a hash: evenly, for good, and independently of each other."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.experiments import HOLDOUT, ORIGINAL, Plan, bucket, sample_ratio

VISITORS = [f"visitor-{number}" for number in range(20_000)]
KEYS = st.text(min_size=1, max_size=40)
WEIGHTS = st.dictionaries(st.sampled_from((ORIGINAL, "a", "b", "c")), st.integers(0, 20), min_size=1)
HALF = Plan(holdout_percent=50, weights={ORIGINAL: 1, "warm": 1})


def is_fair(counts: dict[str, int], shares: dict[str, float]) -> bool:
    return not sample_ratio(counts, shares).is_alarm


def groups(plan: Plan, invitation: str = "help", epoch: int = 1) -> Counter[str]:
    assigned = (plan.assign(visitor, invitation, epoch) for visitor in VISITORS)
    return Counter(HOLDOUT if each.is_held_out else each.variant for each in assigned)


@pytest.mark.parametrize("purpose", [HOLDOUT, "variant"])
@pytest.mark.parametrize("invitation", ["help", "pricing-help", "Ünïcode ✓"])
def test_places_are_spread_evenly(purpose: str, invitation: str) -> None:
    drawn = Counter(str(int(20 * bucket(visitor, invitation, 1, purpose))) for visitor in VISITORS)
    assert is_fair(drawn, {str(part): 1 / 20 for part in range(20)})


@given(KEYS, KEYS, st.integers(1, 10_000))
def test_a_place_is_from_zero_to_below_one_and_never_changes(visitor: str, invitation: str, epoch: int) -> None:
    place = bucket(visitor, invitation, epoch, HOLDOUT)
    assert 0 <= place < 1
    assert place == bucket(visitor, invitation, epoch, HOLDOUT)


def test_the_place_is_the_documented_hash() -> None:
    digest = hashlib.sha256(b"holdout\n3\nhelp\nvisitor-1").hexdigest()
    assert bucket("visitor-1", "help", 3, HOLDOUT) == (int(digest[:16], 16) >> 11) / 2**53


@given(st.integers(0, 100), WEIGHTS, KEYS, st.integers(1, 9))
def test_a_visitor_stays_in_the_group_for_the_whole_epoch(
    percent: int, weights: dict[str, int], visitor: str, epoch: int
) -> None:
    assert Plan(percent, weights).assign(visitor, "help", epoch) == Plan(percent, weights).assign(
        visitor, "help", epoch
    )


@pytest.mark.parametrize(
    "plan",
    [
        Plan(10),
        Plan(50),
        Plan(0, {ORIGINAL: 1, "warm": 1}),
        Plan(20, {ORIGINAL: 1, "warm": 3}),
        Plan(5, {ORIGINAL: 0, "warm": 2, "short": 3}),
    ],
)
def test_groups_have_their_shares(plan: Plan) -> None:
    assert sum(plan.shares().values()) == pytest.approx(1)
    assert is_fair(groups(plan), plan.shares())


def test_what_has_weight_zero_is_never_drawn() -> None:
    assert groups(Plan(0, {ORIGINAL: 0, "warm": 1})) == {"warm": len(VISITORS)}


def test_without_any_weight_everybody_has_the_original() -> None:
    assert groups(Plan(0, {ORIGINAL: 0, "warm": 0})) == {ORIGINAL: len(VISITORS)}


@pytest.mark.parametrize(
    ("invitation", "epoch"),
    [("pricing-help", 1), ("help", 2)],
    ids=["another invitation", "another epoch"],
)
def test_the_group_in_one_experiment_says_nothing_about_another(invitation: str, epoch: int) -> None:
    pairs = Counter(
        f"{HALF.assign(visitor, 'help', 1)}{HALF.assign(visitor, invitation, epoch)}" for visitor in VISITORS
    )
    assert len(pairs) == 16
    assert is_fair(pairs, dict.fromkeys(pairs, 1 / 16))


def test_who_is_held_out_is_drawn_independently_of_the_variant() -> None:
    plan = Plan(30, {ORIGINAL: 2, "warm": 1})
    pairs = Counter(str(plan.assign(visitor, "help", 1)) for visitor in VISITORS)
    expected = {
        str(plan.assign(visitor, "help", 1)): (0.3 if plan.assign(visitor, "help", 1).is_held_out else 0.7)
        * (2 / 3 if plan.assign(visitor, "help", 1).variant == ORIGINAL else 1 / 3)
        for visitor in VISITORS[:200]
    }
    assert len(expected) == 4
    assert is_fair(pairs, expected)


@pytest.mark.parametrize(
    ("plan", "is_running"),
    [(Plan(), False), (Plan(1), True), (Plan(0, {ORIGINAL: 1, "a": 0}), False), (Plan(0, {"a": 1, "b": 1}), True)],
)
def test_an_experiment_runs_when_there_are_two_groups(plan: Plan, is_running: bool) -> None:
    assert plan.is_running is is_running
