"""The pace of a visitor: a steady rate with a burst."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.errors import TooManyRequests
from app.widget import pace
from app.widget.pace import Pace, demand_newcomer

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock


def test_a_burst_is_spent_and_fills_again_at_the_steady_rate(clock: FrozenClock) -> None:
    bucket = Pace(per_second=2, burst=3)
    assert [bucket.allow("ann") for _ in range(4)] == [True, True, True, False]
    assert bucket.allow("ben")
    clock.advance(0.5)
    assert [bucket.allow("ann") for _ in range(2)] == [True, False]
    clock.advance(3600)
    assert [bucket.allow("ann") for _ in range(4)] == [True, True, True, False]


def test_only_so_many_visitors_are_remembered(clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_REMEMBERED", 2)
    bucket = Pace(per_second=1, burst=1)
    for key in ("a", "b", "c"):
        bucket.demand(key)
    assert bucket.allow("a")
    with pytest.raises(TooManyRequests):
        bucket.demand("c")


def test_an_address_brings_new_visitors_at_a_pace_and_this_machine_any_number(clock: FrozenClock) -> None:
    for _ in range(300):
        demand_newcomer("192.0.2.1")
    with pytest.raises(TooManyRequests):
        demand_newcomer("192.0.2.1")
    for _ in range(1000):
        demand_newcomer("127.0.0.1")
        demand_newcomer(None)
