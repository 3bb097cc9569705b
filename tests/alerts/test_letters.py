"""Letters about chats that nobody looks at: after each person's own patience, once, and not to who wants silence."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.alerts import letters, service
from app.alerts.models import AlertSent
from app.alerts.unattended import MOST_AT_ONCE
from app.chats import calls, notes, receiving
from app.chats import service as chats
from app.domain.alerts import USUAL, AlertPreferences, Occasion, Way
from app.domain.roles import Role
from app.domain.snapshots import PresenceState
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.foundation.mail_models import QueuedLetter
from app.foundation.secrets import new_key
from app.operators import presence
from app.operators.models import Operator
from app.operators.service import create_operator
from tests.chats.conftest import a_visitor, an_operator

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
    from app.foundation.clock import FrozenClock


@pytest.fixture(autouse=True)
def with_mail(app: Flask) -> Iterator[None]:
    """A mail server is set; nobody delivers what is queued."""
    known = app.extensions["beckon.configuration"]
    app.extensions["beckon.configuration"] = replace(known, mail_url="smtp://127.0.0.1:1")
    yield
    app.extensions["beckon.configuration"] = known


@pytest.fixture
def anna(inside: Flask) -> OperatorSnapshot:
    """An operator of every department."""
    return an_operator("Anna")


def queued() -> list[tuple[str, str]]:
    rows = db.session.execute(select(QueuedLetter).order_by(QueuedLetter.id)).scalars()
    return [(row.recipient, row.subject) for row in rows]


def look(clock: FrozenClock, minutes: float) -> int:
    clock.advance(minutes * 60)
    return letters.write_letters(clock.at)


def test_a_chat_that_nobody_sees_is_told_by_letter_once(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    a_visitor().starts("Is anybody there?")
    assert look(clock, 4.9) == 0
    assert look(clock, 0.2) == 1
    assert look(clock, 10) == 0
    [(to, subject)] = queued()
    assert to == anna.email
    assert subject.endswith("is waiting for an answer")


def test_everybody_has_a_patience_of_their_own(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    ben = an_operator("Ben")
    service.save_wishes(ben.id, AlertPreferences(email_after_minutes=1))
    a_visitor().starts()
    assert look(clock, 1) == 1
    assert queued()[0][0] == ben.email
    assert look(clock, 4) == 1


def test_while_somebody_is_at_the_desk_no_letter_goes_out(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    ben = an_operator("Ben")
    a_visitor().starts()
    clock.advance(600)
    presence.presence_connected(ben.id, "desk", clock.at)
    assert look(clock, 0) == 0
    presence.set_idle("desk", clock.at, is_idle=True)
    assert look(clock, 0) == 2


def test_who_said_away_gets_none(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    presence.set_presence(anna.id, PresenceState.AWAY, clock.at)
    a_visitor().starts()
    assert look(clock, 10) == 0


def test_an_own_chat_that_is_not_read_is_told_for_each_stretch_of_not_looking(
    anna: OperatorSnapshot, clock: FrozenClock
) -> None:
    browser = a_visitor()
    chat = browser.starts().chat
    chats.accept(chat.key, anna, clock.at)
    receiving.mark_seen_by_operator(chat.key, anna, 1, clock.at)
    browser.writes(chat)
    assert look(clock, 6) == 1
    browser.writes(chat)
    assert look(clock, 6) == 0
    receiving.mark_seen_by_operator(chat.key, anna, 4, present_moment())
    assert look(clock, 6) == 0
    browser.writes(chat)
    assert look(clock, 6) == 1
    assert [subject.endswith("has written") for _to, subject in queued()] == [True, True]


@pytest.fixture
def called(anna: OperatorSnapshot, clock: FrozenClock) -> ChatSnapshot:
    """A closed chat, in which Ben leaves a note for Anna."""
    ben, browser = an_operator("Ben"), a_visitor()
    chat = chats.accept(browser.starts("Hello").chat.key, ben, clock.at)
    receiving.mark_seen_by_operator(chat.key, ben, chat.last_id, clock.at)
    notes.post_note(chat.key, ben, new_key(), "@Anna may I refund this?", clock.at)
    return chats.close_by_operator(chat.key, ben, clock.at)


def test_who_is_called_in_a_note_and_does_not_look_is_written_to_once(
    anna: OperatorSnapshot, called: ChatSnapshot, clock: FrozenClock
) -> None:
    assert look(clock, 4.9) == 0
    assert look(clock, 0.2) == 1
    assert look(clock, 10) == 0
    [letter] = db.session.execute(select(QueuedLetter)).scalars()
    assert letter.recipient == anna.email
    assert letter.subject.startswith("Ben calls you in the chat with ")
    text = letter.text
    assert "@Anna may I refund this?" in text
    assert f"/?chat={called.key}&note=1" in text


def test_who_has_looked_at_the_note_is_not_written_to(
    anna: OperatorSnapshot, called: ChatSnapshot, clock: FrozenClock
) -> None:
    calls.forget_calls(called.key, anna, 1)
    assert look(clock, 10) == 0


def test_who_wants_no_letters_about_calls_gets_none(
    anna: OperatorSnapshot, called: ChatSnapshot, clock: FrozenClock
) -> None:
    matrix = {**USUAL, Occasion.MENTIONED: frozenset({Way.SOUND})}
    service.save_wishes(anna.id, AlertPreferences(matrix=matrix))
    assert look(clock, 10) == 0


def test_calls_that_are_told_or_not_wanted_hide_no_later_one(
    anna: OperatorSnapshot, called: ChatSnapshot, clock: FrozenClock
) -> None:
    quiet = [an_operator(f"Quiet{number}") for number in range(20)]
    for each in quiet:
        service.save_wishes(each.id, AlertPreferences(matrix={**USUAL, Occasion.MENTIONED: frozenset()}))
    for _ in range(MOST_AT_ONCE // len(quiet)):
        browser = a_visitor()
        chat = browser.starts().chat
        chats.close_by_visitor(chat.key, browser.visitor.id, browser.secret, clock.at)
        with transaction():
            calls.keep_calls(chat.id, 1, [each.id for each in quiet], clock.at - timedelta(hours=1))
    assert look(clock, 6) == 1
    assert queued()[0][0] == anna.email


def test_an_address_that_no_letter_can_go_to_is_tried_once(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    made = create_operator(
        email="bo@example.org", name="Bo", role=Role.OPERATOR, department_ids=(), now=present_moment()
    )
    with transaction():  # as accounts had them before addresses were looked at closely
        db.session.execute(update(Operator).where(Operator.id == made.id).values(email="a..b@example.org"))
    a_visitor().starts()
    assert look(clock, 6) == 1
    tried = db.session.execute(select(AlertSent.operator_id).order_by(AlertSent.operator_id)).scalars().all()
    assert tried == [anna.id, made.id]
    assert look(clock, 6) == 0


def test_what_has_waited_for_days_is_not_told_any_more(anna: OperatorSnapshot, clock: FrozenClock) -> None:
    a_visitor().starts()
    assert look(clock, 24 * 60 + 1) == 0


def test_without_a_mail_server_nobody_looks(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    app.extensions["beckon.configuration"] = replace(app.extensions["beckon.configuration"], mail_url=None)
    a_visitor().starts()
    assert look(clock, 10) == 0


def test_of_many_processes_one_may_tell(app: Flask, anna: OperatorSnapshot, clock: FrozenClock) -> None:
    chat = a_visitor().starts().chat
    barrier = Barrier(8)

    def ask(_number: int) -> bool:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    return letters.note_alert(chat.id, anna.id, Occasion.WAITING, 0, clock.at)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(ask, range(8))) == [False] * 7 + [True]
