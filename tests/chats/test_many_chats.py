"""However many chats wait, are open or lie quiet: a chore that has nothing to do asks no more for more of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.alerts import letters
from app.alerts.listeners import LATE_AT_ONCE, push_late
from app.chats import accepting, queue_places, returning, stale_offers, tidying, waiting
from app.chats.assignment import assign_by_load
from app.chats.queries import chat_by_id
from app.domain.snapshots import ChatState
from app.foundation import settings
from app.foundation.database import db, transaction
from app.realtime.flow_listeners import tell_places
from app.visitors.models import Visitor
from tests.chats.conftest import a_visitor, an_operator
from tests.chats.flow import chat_of, comes, give_by_load, stays
from tests.services.questions import questions

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import ChatSnapshot, DepartmentSnapshot, OperatorSnapshot
    from app.foundation.clock import FrozenClock

FEW, MORE = 2, 2 * LATE_AT_ONCE
CHORES: dict[str, Callable[[FrozenClock], object]] = {
    "given by load": lambda clock: assign_by_load(clock.at),
    "closed by rule": lambda clock: tidying.close_by_rules(clock.at),
    "back to the queue": lambda clock: returning.return_orphans(clock.at),
    "offers taken back": lambda clock: stale_offers.take_back_stale(clock.at),
    "said to who waits": lambda clock: waiting.say_what_is_due(clock.at),
    "letters": lambda clock: letters.write_letters(clock.at),
    "alerts about who waits too long": lambda _clock: push_late(),
    "places in the queue": lambda _clock: tell_places(),
}


def fill(number: int, owner: OperatorSnapshot) -> None:
    """So many chats that wait, and so many that wait for their operator's answer; nobody has left."""
    for _ in range(number):
        a_visitor().starts()
        chat_of(owner)


def everybody_is_here(clock: FrozenClock, owner: OperatorSnapshot) -> None:
    """A quarter of an hour later desk and pages are still open, and everybody was alerted who could be."""
    clock.advance(900)
    comes(owner)
    with transaction():
        db.session.execute(update(Visitor).values(is_present=True, last_seen_at=clock.at))
    for _ in range(FEW + MORE):
        push_late()
    tell_places()


def asked_by(chore: Callable[[FrozenClock], object], clock: FrozenClock) -> int:
    """How many questions a chore asks when nothing is remembered."""
    clock.advance(2)
    db.session.rollback()
    with questions() as asked:
        chore(clock)
    return len(asked)


@pytest.fixture
def anna_and_every_rule(inside: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> OperatorSnapshot:
    """A site with all its rules and a mail server, and one person at the desk who has as many chats as she can have."""
    known = inside.extensions["beckon.configuration"]
    inside.extensions["beckon.configuration"] = replace(known, mail_url="smtp://127.0.0.1:1")
    give_by_load(capacity=1)
    settings.change_all(
        {"chats.unanswered_minutes": 1, "chats.idle_minutes": 10, "chats.idle_warning_minutes": 5,
         "chats.abandoned_minutes": 1, "chats.return_minutes": 1}
    )  # fmt: skip
    return comes(anna)


def test_no_chore_asks_more_for_more_chats(anna_and_every_rule: OperatorSnapshot, clock: FrozenClock) -> None:
    anna = anna_and_every_rule
    fill(FEW, anna)
    everybody_is_here(clock, anna)
    few = {name: asked_by(chore, clock) for name, chore in CHORES.items()}
    fill(MORE, anna)
    everybody_is_here(clock, anna)
    assert {name: asked_by(chore, clock) for name, chore in CHORES.items()} == few


def test_chats_of_a_department_without_anybody_keep_no_other_waiting(
    anna: OperatorSnapshot, sales: DepartmentSnapshot, support: DepartmentSnapshot, clock: FrozenClock
) -> None:
    give_by_load()
    comes(an_operator("Ben", support))
    asked = []
    for number in (FEW, MORE):
        for _ in range(number):
            a_visitor().starts(department_id=sales.id)
        chat = a_visitor().starts(department_id=support.id).chat
        asked.append(asked_by(lambda at: assign_by_load(at.at), clock))
        assert chat_by_id(chat.id).operator_name == "Ben"
        stays(anna)
    assert asked[0] == asked[1]


def test_a_place_is_counted_as_all_places_are(
    anna: OperatorSnapshot, sales: DepartmentSnapshot, clock: FrozenClock
) -> None:
    chats: list[ChatSnapshot] = []
    for number in range(8):
        clock.advance(number % 3)
        chats.append(a_visitor().starts(department_id=sales.id if number % 2 else None).chat)
    accepting.accept(chats[2].key, anna, clock.at)
    all_places = queue_places.places(clock.at)
    for each in chats:
        now = chat_by_id(each.id)
        assert queue_places.place_of(now, clock.at) == all_places.get(each.id)
        assert (each.id in all_places) is (now.state is ChatState.WAITING)
