"""Who is online: seen within 90 seconds and not gone; a navigation is no departure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain import events
from app.foundation.clock import now
from app.foundation.events import listen
from app.visitors import queries, service

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock


def online() -> list[str]:
    return [visitor.key for visitor in queries.visitors_online(now())]


@pytest.mark.parametrize(("seconds", "is_online"), [(90, True), (90.001, False)])
def test_a_visitor_is_online_for_90_seconds_after_the_last_sign_of_life(
    somebody: Any, clock: FrozenClock, seconds: float, is_online: bool
) -> None:
    somebody.opens()
    clock.advance(seconds)
    assert online() == ([somebody.key] if is_online else [])


def test_a_heartbeat_keeps_the_visitor_online(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    clock.advance(60)
    somebody.is_active()
    clock.advance(60)
    assert online() == [somebody.key]


def test_closing_the_last_page_is_a_departure_after_five_seconds(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    somebody.leaves()
    clock.advance(5)
    assert online() == [somebody.key]
    clock.advance(0.001)
    assert online() == []


def test_a_next_page_within_five_seconds_makes_it_a_navigation(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    somebody.leaves()
    clock.advance(4)
    somebody.opens()
    clock.advance(30)
    assert online() == [somebody.key]


def test_a_goodbye_that_arrives_after_the_next_page_changes_nothing(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens()
    somebody.opens()
    somebody.leaves("page-1")
    clock.advance(30)
    assert online() == [somebody.key]


def test_closing_one_of_two_tabs_is_no_departure(somebody: Any, clock: FrozenClock) -> None:
    somebody.opens(tab="one-tab")
    somebody.opens(tab="another-tab")
    somebody.leaves("page-1")
    clock.advance(30)
    assert online() == [somebody.key]
    somebody.leaves("page-2")
    clock.advance(6)
    assert online() == []


def test_a_departure_is_announced_once(somebody: Any, clock: FrozenClock) -> None:
    heard: list[str] = []
    listen(events.VisitorLeft, lambda event: heard.append(event.visitor_key))
    somebody.opens()
    clock.advance(91)
    assert service.announce_departures(now()) == 1
    assert service.announce_departures(now()) == 0
    assert heard == [somebody.key]


def test_a_visitor_who_comes_back_to_an_open_page_is_announced_again(somebody: Any, clock: FrozenClock) -> None:
    heard: list[str] = []
    listen(events.VisitorChanged, lambda event: heard.append(event.visitor.key))
    somebody.opens()
    clock.advance(300)
    service.announce_departures(now())
    somebody.is_active()
    assert heard == [somebody.key]
    assert online() == [somebody.key]
