"""Presence: an operator is there while a desk is open and its line lives, and the team is online for whom it serves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.departments.service import create_department
from app.domain import events as happened
from app.domain.errors import InvalidInput
from app.domain.snapshots import OperatorSnapshot, PresenceState
from app.foundation import events
from app.operators import presence, queries
from app.operators.listeners import expire_silent_desks
from tests.operators.people import account
from tests.services.at_once import at_once

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

heard: list[tuple[int, PresenceState]] = []


def hear(event: happened.OperatorPresenceChanged) -> None:
    heard.append((event.operator.id, event.state))


@pytest.fixture(autouse=True)
def listening() -> None:
    heard.clear()
    events.listen(happened.OperatorPresenceChanged, hear)


@pytest.fixture
def anna(inside: Flask) -> OperatorSnapshot:
    """An operator of every department, who is not at the desk."""
    return account(inside)


def test_an_open_desk_is_presence(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    assert queries.presence_of(anna.id, clock.at) is PresenceState.OFFLINE
    presence.presence_connected(anna.id, "first", clock.at)
    assert queries.presence_of(anna.id, clock.at) is PresenceState.ONLINE
    assert queries.operators_online(clock.at) == (anna,)
    assert heard == [(anna.id, PresenceState.ONLINE)]


def test_desks_opened_and_closed_at_once_do_not_get_in_each_others_way(
    inside: Flask, anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    for number in range(5):
        desks = [f"desk-{number}-{each}" for each in range(8)]
        for step in (partial(presence.presence_connected, anna.id), presence.presence_disconnected):
            assert at_once(inside, [partial(step, desk, clock.at) for desk in desks]) == [None] * len(desks)
    assert heard == [(anna.id, PresenceState.ONLINE), (anna.id, PresenceState.OFFLINE)] * 5


def test_closing_one_of_several_desks_keeps_presence(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    for desk in ("first", "second"):
        presence.presence_connected(anna.id, desk, clock.at)
    presence.presence_disconnected("first", clock.at)
    assert queries.presence_of(anna.id, clock.at) is PresenceState.ONLINE
    presence.presence_disconnected("second", clock.at)
    assert queries.presence_of(anna.id, clock.at) is PresenceState.OFFLINE
    assert heard == [(anna.id, PresenceState.ONLINE), (anna.id, PresenceState.OFFLINE)]


def test_closing_a_desk_twice_is_harmless(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.presence_connected(anna.id, "first", clock.at)
    presence.presence_disconnected("first", clock.at)
    presence.presence_disconnected("first", clock.at)
    presence.presence_disconnected("never opened", clock.at)
    assert len(heard) == 2


def test_a_silent_desk_counts_for_twenty_seconds(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.presence_connected(anna.id, "first", clock.at)
    clock.advance(19.9)
    assert queries.team_is_online(None, clock.at)
    expire_silent_desks()
    assert heard == [(anna.id, PresenceState.ONLINE)]
    clock.advance(0.1)
    assert not queries.team_is_online(None, clock.at)
    assert queries.operators_present(clock.at) == ()
    expire_silent_desks()
    expire_silent_desks()
    assert heard == [(anna.id, PresenceState.ONLINE), (anna.id, PresenceState.OFFLINE)]


def test_a_renewed_desk_stays(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.presence_connected(anna.id, "first", clock.at)
    for _ in range(5):
        clock.advance(15)
        presence.presence_renewed(["first", "gone already"], clock.at)
        expire_silent_desks()
    assert queries.presence_of(anna.id, clock.at) is PresenceState.ONLINE
    assert len(heard) == 1


def test_one_silent_desk_of_two_changes_nothing(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    for desk in ("silent", "alive"):
        presence.presence_connected(anna.id, desk, clock.at)
    clock.advance(15)
    presence.presence_renewed(["alive"], clock.at)
    clock.advance(10)
    expire_silent_desks()
    assert queries.presence_of(anna.id, clock.at) is PresenceState.ONLINE
    assert len(heard) == 1


@pytest.mark.parametrize("state", [PresenceState.AWAY, PresenceState.INVISIBLE])
def test_who_is_away_or_invisible_takes_no_chats(
    anna: OperatorSnapshot, clock: FrozenClock, state: PresenceState
) -> None:
    presence.presence_connected(anna.id, "first", clock.at)
    presence.set_presence(anna.id, state, clock.at)
    assert queries.presence_of(anna.id, clock.at) is state
    assert queries.operators_present(clock.at) == ((anna, state),)
    assert not queries.team_is_online(None, clock.at)
    presence.set_presence(anna.id, PresenceState.ONLINE, clock.at)
    assert queries.team_is_online(None, clock.at)
    assert [told for _who, told in heard] == [PresenceState.ONLINE, state, PresenceState.ONLINE]


def test_being_away_outlives_a_reload_of_the_desk(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.presence_connected(anna.id, "first", clock.at)
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at)
    presence.presence_disconnected("first", clock.at)
    presence.presence_connected(anna.id, "second", clock.at)
    assert queries.presence_of(anna.id, clock.at) is PresenceState.AWAY


def test_offline_is_found_out_and_not_said(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    with pytest.raises(InvalidInput) as refused:
        presence.set_presence(anna.id, PresenceState.OFFLINE, clock.at)
    assert refused.value.field == "state"


def test_saying_the_same_again_announces_nothing(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.presence_connected(anna.id, "first", clock.at)
    presence.set_presence(anna.id, PresenceState.ONLINE, clock.at)
    presence.presence_connected(anna.id, "first", clock.at)
    assert len(heard) == 1


def test_a_department_is_online_through_those_who_serve_it(inside: Flask, clock: FrozenClock) -> None:
    sales, support = create_department("sales", "Sales"), create_department("support", "Support")
    seller = account(inside, "Seller", departments=[sales.id])
    presence.presence_connected(seller.id, "seller", clock.at)
    assert queries.team_is_online([sales.id], clock.at)
    assert queries.team_is_online([support.id, sales.id], clock.at)
    assert not queries.team_is_online([support.id], clock.at)
    assert queries.team_is_online(None, clock.at)
    assert queries.team_is_online([], clock.at)


def test_who_serves_no_department_serves_all(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    sales = create_department("sales", "Sales")
    presence.presence_connected(anna.id, "first", clock.at)
    assert queries.team_is_online([sales.id], clock.at)
