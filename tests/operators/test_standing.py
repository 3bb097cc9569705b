"""Presence beyond online: reasons, idleness, departments left alone, working hours, and the history of it all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.departments.hours import Counts
from app.departments.service import DepartmentDraft, change_department, create_department
from app.domain import events as happened
from app.domain.errors import Forbidden, InvalidInput
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot, PresenceState
from app.foundation import events, settings
from app.foundation.database import db
from app.operators import membership, presence, queries
from app.operators.listeners import expire_silent_desks
from app.operators.presence_models import PresencePeriod
from app.operators.standing import Standing, people_online_for, standing_of, team_back_at
from tests.operators.people import account

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

heard: list[Standing] = []
changed: list[tuple[int, ...]] = []


def hear(event: happened.OperatorPresenceChanged) -> None:
    heard.append(Standing(event.state, event.reason, event.is_idle))


def hear_change(event: happened.TeamsChanged) -> None:
    changed.append(event.operator_ids)


@pytest.fixture(autouse=True)
def listening() -> None:
    heard.clear()
    changed.clear()
    events.listen(happened.OperatorPresenceChanged, hear)
    events.listen(happened.TeamsChanged, hear_change)


@pytest.fixture
def anna(inside: Flask, clock: FrozenClock) -> OperatorSnapshot:
    """An operator of every department with an open desk."""
    made = account(inside)
    presence.presence_connected(made.id, "first", clock.at)
    return made


def history() -> list[tuple[str, str | None, bool, timedelta | None]]:
    rows = db.session.execute(select(PresencePeriod).order_by(PresencePeriod.id)).scalars()
    return [(row.state, row.reason, row.is_idle, None if row.until is None else row.until - row.since) for row in rows]


ONLINE = Standing(PresenceState.ONLINE)
IDLE = Standing(PresenceState.AWAY, is_idle=True)


def test_being_away_has_a_reason_that_colleagues_read(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at, "Lunch")
    assert standing_of(anna.id, clock.at) == Standing(PresenceState.AWAY, "Lunch")
    assert queries.operators_standing(clock.at) == ((anna, Standing(PresenceState.AWAY, "Lunch")),)
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at, "Meeting")
    presence.set_presence(anna.id, PresenceState.ONLINE, clock.at)
    assert heard[1:] == [Standing(PresenceState.AWAY, "Lunch"), Standing(PresenceState.AWAY, "Meeting"), ONLINE]


@pytest.mark.parametrize(("state", "reason"), [("away", "Skiing"), ("online", "Lunch"), ("invisible", "Lunch")])
def test_only_a_reason_of_the_site_and_only_for_being_away_is_taken(
    anna: OperatorSnapshot, clock: FrozenClock, state: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        presence.set_presence(anna.id, PresenceState(state), clock.at, reason)
    assert refused.value.field == "reason"


def test_a_site_has_its_own_reasons(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    settings.change(presence.REASONS, ["Warehouse"])
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at, "Warehouse")
    for wrong in ([""], ["x" * 61], ["a\nb"], [5], ["Break"] * 21):
        with pytest.raises(InvalidInput):
            settings.change(presence.REASONS, wrong)


def test_who_touches_no_desk_is_away_and_back_with_the_first_touch(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.set_idle("first", clock.at, is_idle=True)
    assert standing_of(anna.id, clock.at) == IDLE
    assert not queries.team_is_online(None, clock.at)
    presence.set_idle("first", clock.at, is_idle=True)
    presence.set_idle("first", clock.at, is_idle=False)
    assert queries.team_is_online(None, clock.at)
    assert heard == [ONLINE, IDLE, ONLINE]


def test_all_desks_of_a_person_must_be_idle(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.presence_connected(anna.id, "second", clock.at)
    presence.set_idle("first", clock.at, is_idle=True)
    assert standing_of(anna.id, clock.at) == ONLINE
    presence.set_idle("second", clock.at, is_idle=True)
    assert standing_of(anna.id, clock.at) == IDLE
    presence.set_idle("first", clock.at, is_idle=False)
    assert standing_of(anna.id, clock.at) == ONLINE


def test_an_idle_desk_that_stays_while_the_touched_one_closes_makes_away(
    anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    presence.presence_connected(anna.id, "second", clock.at)
    presence.set_idle("first", clock.at, is_idle=True)
    presence.presence_disconnected("second", clock.at)
    assert heard[-1] == IDLE


def test_what_was_chosen_before_holds_after_idleness(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.set_presence(anna.id, PresenceState.INVISIBLE, clock.at)
    presence.set_idle("first", clock.at, is_idle=True)
    assert standing_of(anna.id, clock.at) == Standing(PresenceState.INVISIBLE)
    presence.set_idle("first", clock.at, is_idle=False)
    assert standing_of(anna.id, clock.at) == Standing(PresenceState.INVISIBLE)


def test_a_desk_that_is_opened_again_begins_as_touched(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.set_idle("first", clock.at, is_idle=True)
    presence.presence_disconnected("first", clock.at)
    presence.presence_connected(anna.id, "again", clock.at)
    assert standing_of(anna.id, clock.at) == ONLINE


def test_every_stretch_is_written_down_with_its_end(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    clock.advance(10)
    presence.presence_renewed(["first"], clock.at)
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at, "Break")
    clock.advance(5)
    presence.set_presence(anna.id, PresenceState.ONLINE, clock.at)
    clock.advance(1)
    presence.set_idle("first", clock.at, is_idle=True)
    clock.advance(60)
    expire_silent_desks()
    seconds = timedelta(seconds=1)
    assert history() == [
        ("online", None, False, 10 * seconds),
        ("away", "Break", False, 5 * seconds),
        ("online", None, False, 1 * seconds),
        ("away", None, True, 14 * seconds),
    ]


def test_a_stretch_ends_when_the_lease_did_however_late_that_is_noticed(
    anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    clock.advance(3600)
    expire_silent_desks()
    assert history() == [("online", None, False, presence.LEASE)]


def test_old_history_is_forgotten_and_what_goes_on_is_not(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at)
    presence.tidy_history(clock.at + timedelta(days=399))
    assert len(history()) == 2
    presence.tidy_history(clock.at + timedelta(days=401))
    assert history() == [("away", None, False, None)]


def test_a_supervisor_says_it_for_others_and_an_operator_does_not(
    inside: Flask, anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    chief, colleague = account(inside, "Chief", role=Role.SUPERVISOR), account(inside, "Colleague")
    presence.set_presence_of(anna.id, PresenceState.AWAY, chief, clock.at, "Meeting")
    assert standing_of(anna.id, clock.at).reason == "Meeting"
    with pytest.raises(Forbidden):
        presence.set_presence_of(anna.id, PresenceState.ONLINE, colleague, clock.at)


def test_a_department_can_be_left_alone_for_now(inside: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    sales, support = create_department("sales", "Sales"), create_department("support", "Support")
    presence.pause_department(anna.id, sales.id, clock.at, is_paused=True)
    assert not queries.team_is_online([sales.id], clock.at)
    assert queries.team_is_online([support.id], clock.at)
    assert people_online_for(sales.id, clock.at) == ()
    assert people_online_for(support.id, clock.at) == people_online_for(None, clock.at) == (anna.id,)
    presence.pause_department(anna.id, sales.id, clock.at, is_paused=False)
    assert queries.team_is_online([sales.id], clock.at)
    assert changed == [(), ()]


def test_leaving_a_department_alone_ends_by_itself(inside: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    sales = create_department("sales", "Sales")
    presence.pause_department(anna.id, sales.id, clock.at, is_paused=True)
    clock.advance(presence.PAUSE.total_seconds())
    presence.presence_connected(anna.id, "first", clock.at)
    assert queries.team_is_online([sales.id], clock.at)


def day(now: datetime) -> str:
    return ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[now.weekday()]


@pytest.mark.parametrize(
    ("counts", "open_and_staffed", "open_alone", "closed_and_staffed"),
    [(Counts.BOTH, True, False, False), (Counts.HOURS, True, True, False), (Counts.PEOPLE, True, False, True)],
)
def test_hours_people_or_both_make_a_department_online(
    inside: Flask,
    clock: FrozenClock,
    counts: Counts,
    open_and_staffed: bool,
    open_alone: bool,
    closed_and_staffed: bool,
) -> None:
    sales = create_department("sales", "Sales")
    anna = account(inside)

    def set_hours(hours: str) -> None:
        change_department(sales.id, DepartmentDraft("Sales", weekly={day(clock.at): hours}, counts=counts), clock.at)

    set_hours("00:00-24:00")
    assert queries.team_is_online([sales.id], clock.at) is open_alone
    presence.presence_connected(anna.id, "first", clock.at)
    assert queries.team_is_online([sales.id], clock.at) is open_and_staffed
    assert queries.team_is_online(None, clock.at) is open_and_staffed
    set_hours("03:00-04:00")
    assert queries.team_is_online([sales.id], clock.at) is closed_and_staffed


def test_visitors_learn_when_the_first_of_their_departments_is_back(inside: Flask, clock: FrozenClock) -> None:
    sales, support = create_department("sales", "Sales"), create_department("support", "Support")
    tomorrow = clock.at + timedelta(days=1)
    for department, hours in ((sales, "09:00-17:00"), (support, "08:00-09:00")):
        draft = DepartmentDraft(department.name, weekly={day(tomorrow): hours}, time_zone="UTC")
        change_department(department.id, draft, clock.at)
    expected = tomorrow.replace(hour=8, minute=0, second=0, microsecond=0)
    assert team_back_at([sales.id, support.id], clock.at) == expected
    change_department(support.id, DepartmentDraft("Support", counts=Counts.PEOPLE), clock.at)
    assert team_back_at([sales.id, support.id], clock.at) is None
    assert team_back_at([sales.id], clock.at) == expected.replace(hour=9)


def test_naming_people_for_a_department_is_told(inside: Flask, clock: FrozenClock) -> None:
    sales, support = create_department("sales", "Sales"), create_department("support", "Support")
    ben = account(inside, "Ben", departments=[support.id])
    membership.staff_department(sales.id, [ben.id, 999_999], clock.at)
    assert membership.serving(sales.id) == {ben.id}
    membership.staff_department(sales.id, [ben.id], clock.at)
    membership.staff_department(sales.id, [], clock.at)
    assert changed == [(ben.id,), (ben.id,)]


def test_nobody_is_taken_out_of_their_only_department(inside: Flask, clock: FrozenClock) -> None:
    sales = create_department("sales", "Sales")
    ben = account(inside, "Ben", departments=[sales.id])
    with pytest.raises(InvalidInput) as refused:
        membership.staff_department(sales.id, [], clock.at)
    assert refused.value.field == "people"
    assert "Ben" in refused.value.message
    assert membership.serving(sales.id) == {ben.id}


def test_a_successor_takes_the_people_over(inside: Flask, clock: FrozenClock) -> None:
    sales, support = create_department("sales", "Sales"), create_department("support", "Support")
    ben = account(inside, "Ben", departments=[sales.id])
    membership.hand_over_department(sales.id, support.id, clock.at)
    assert membership.serving(support.id) == {ben.id}
    assert membership.serving(sales.id) == frozenset()
