"""Signing in and out: who comes in, what a stranger learns by trying, and when a browser is signed out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import argon2.low_level
import pytest
from sqlalchemy import func, select, update

from app.domain.events import OperatorSignedOut
from app.domain.roles import Role
from app.foundation import clock as now_clock
from app.foundation import events
from app.foundation.database import db, transaction
from app.foundation.limits import address_key, is_allowed
from app.operators import queries, service
from app.operators.models import Operator, OperatorSession
from app.operators.sessions import LIFETIME
from app.operators.signing_in import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS
from tests.operators.people import PASSWORD, Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import OperatorSnapshot
    from app.foundation.clock import FrozenClock


ONCE = re.compile(r'(?:name="csrf-token" content|name="csrf_token" value|nonce)="[^"]*"')
"""What differs in every page."""


def sessions(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(OperatorSession)).scalar_one()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough here; the tests of accounts and of links run on both."""
    return sqlite_url


def use_up(app: Flask, address: str, tries: int) -> None:
    """As if so many tries had come from an address."""
    with app.app_context():
        assert all(is_allowed(TRIES_PER_ADDRESS, "login-address", address_key(address)) for _ in range(tries))


def switch_off(app: Flask, who: OperatorSnapshot) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(Operator).where(Operator.id == who.id).values(is_active=False))


def test_the_right_password_opens_the_desk(desk: Desk, anna: OperatorSnapshot) -> None:
    answer = desk.signs_in(anna)
    assert (answer.status_code, answer.location) == (302, "/")
    assert desk.is_signed_in()
    assert desk.opens("/login").location == "/"


def test_an_address_may_be_written_with_capitals_and_blanks(desk: Desk, anna: OperatorSnapshot) -> None:
    assert desk.signs_in(f"  {anna.email.upper()} ").status_code == 302


def test_a_wrong_password_is_refused_without_a_session(desk: Desk, app: Flask, anna: OperatorSnapshot) -> None:
    for password in ("wrong", PASSWORD + " ", PASSWORD.upper(), PASSWORD + "x" * 100, "\x00", "p" * 1024, "🔥" * 200):
        answer = desk.signs_in(anna, password)
        assert answer.status_code == 403, password
        assert "The e-mail address or the password is wrong." in answer.text
    assert sessions(app) == 0
    assert not desk.is_signed_in()


def test_a_long_password_counts_to_its_last_character(app: Flask, desk: Desk) -> None:
    seventy_two = "0123456789ab" * 6
    ben = account(app, "Ben", password=seventy_two)
    assert desk.signs_in(ben, seventy_two + "suffix").status_code == 403
    assert desk.signs_in(ben, seventy_two[:-1]).status_code == 403
    assert desk.signs_in(ben, seventy_two).status_code == 302


def test_a_stranger_learns_nothing_about_accounts(
    app: Flask, desk: Desk, anna: OperatorSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, known, switched-off and never-activated accounts: same answer, and one password check of equal cost."""
    gone, fresh = account(app, "Gone"), account(app, "Fresh")
    with app.app_context():
        service.set_password(anna.id, PASSWORD, now_clock.now())
        service.set_password(gone.id, PASSWORD, now_clock.now())
    switch_off(app, gone)
    with app.app_context(), transaction():
        db.session.execute(update(Operator).where(Operator.id == fresh.id).values(password_hash=None))
    checked: list[str] = []
    verify_secret = argon2.low_level.verify_secret

    def counted(hashed: bytes, *rest: Any) -> bool:
        checked.append(bytes(hashed).decode().rpartition("$")[0].rpartition("$")[0])
        return bool(verify_secret(hashed, *rest))

    monkeypatch.setattr("argon2._password_hasher.verify_secret", counted)
    tries = [("nobody@example.org", "wrong"), (anna.email, "wrong"), (gone.email, PASSWORD), (fresh.email, PASSWORD)]
    answers = []
    for email, password in tries:
        answer = desk.signs_in(email, password)
        answers.append((answer.status_code, ONCE.sub("", answer.text.replace(email, ""))))
    assert len(set(answers)) == 1
    assert answers[0][0] == 403
    assert len(checked) == len(tries)
    assert len(set(checked)) == 1


def test_missing_fields_are_named(desk: Desk) -> None:
    answer = desk.signs_in("", "")
    assert answer.status_code == 422
    assert "Enter your e-mail address." in answer.text
    assert "Enter your password." in answer.text


def test_one_account_is_tried_ten_times_from_anywhere(app: Flask, anna: OperatorSnapshot) -> None:
    statuses = [
        desk_of(app, address=f"203.0.113.{number}").signs_in(anna, "wrong").status_code
        for number in range(TRIES_PER_ACCOUNT.amount + 2)
    ]
    assert statuses == [403] * TRIES_PER_ACCOUNT.amount + [429] * 2
    answer = desk_of(app, address="203.0.113.99").signs_in(anna)
    assert answer.status_code == 429
    assert "Wait a quarter of an hour" in answer.text
    assert desk_of(app).signs_in(account(app, "Ben")).status_code == 302


def test_one_address_tries_sixty_times_whatever_the_account(app: Flask, anna: OperatorSnapshot) -> None:
    here = desk_of(app, address="2001:db8:1:2::1")
    use_up(app, here.address, TRIES_PER_ADDRESS.amount - 1)
    assert here.signs_in("nobody@example.org", "wrong").status_code == 403
    neighbour = desk_of(app, address="2001:db8:1:2:ffff::9")
    assert neighbour.signs_in(anna).status_code == 429
    assert desk_of(app, address="2001:db8:1:3::1").signs_in(anna).status_code == 302


def test_an_address_without_tries_cannot_lock_accounts(app: Flask, anna: OperatorSnapshot) -> None:
    here = desk_of(app, address="198.51.100.7")
    use_up(app, here.address, TRIES_PER_ADDRESS.amount)
    for _ in range(TRIES_PER_ACCOUNT.amount + 1):
        assert here.signs_in(anna, "wrong").status_code == 429
    assert desk_of(app).signs_in(anna).status_code == 302


def test_signing_out_ends_the_session_and_kills_the_old_cookie(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    desk.signs_in(anna)
    stolen = desk_of(app)
    stolen.client.set_cookie("beckon", desk.session_cookie())
    assert stolen.is_signed_in()
    assert desk.submits("/logout").location == "/login"
    assert not desk.is_signed_in()
    assert not stolen.is_signed_in()
    assert sessions(app) == 0


def test_signing_out_in_one_browser_leaves_the_other(app: Flask, anna: OperatorSnapshot) -> None:
    first, second = desk_of(app, anna), desk_of(app, anna)
    first.submits("/logout")
    assert not first.is_signed_in()
    assert second.is_signed_in()


def test_signing_out_twice_is_harmless(desk: Desk, anna: OperatorSnapshot) -> None:
    desk.signs_in(anna)
    desk.submits("/logout")
    desk.opens("/login")
    assert desk.submits("/logout").status_code == 302


def test_a_new_session_begins_with_the_sign_in(desk: Desk, app: Flask, anna: OperatorSnapshot) -> None:
    desk.opens("/login")
    planted, old_token = desk.session_cookie(), desk.token
    desk.signs_in(anna)
    assert desk.session_cookie() != planted
    assert desk.submits("/logout", {"csrf_token": old_token}).status_code == 400
    stranger = desk_of(app)
    stranger.client.set_cookie("beckon", planted)
    assert not stranger.is_signed_in()


def test_a_new_password_ends_every_session(app: Flask, anna: OperatorSnapshot) -> None:
    desks = [desk_of(app, anna), desk_of(app, anna)]
    heard: list[Any] = []
    events.listen(OperatorSignedOut, heard.append)
    with app.app_context():
        service.set_password(anna.id, "another password", now_clock.now())
    assert [desk.is_signed_in() for desk in desks] == [False, False]
    assert [(event.operator_id, event.session_key) for event in heard] == [(anna.id, None)]
    assert desk_of(app).signs_in(anna).status_code == 403
    assert desk_of(app).signs_in(anna, "another password").status_code == 302


def test_a_switched_off_account_is_out_at_once(app: Flask, anna: OperatorSnapshot) -> None:
    desk = desk_of(app, anna)
    switch_off(app, anna)
    assert not desk.is_signed_in()
    assert desk.signs_in(anna).status_code == 403


def test_a_role_change_counts_from_the_next_request(app: Flask, anna: OperatorSnapshot) -> None:
    desk = desk_of(app, anna)
    assert desk.opens("/embed-code").status_code == 403
    with app.app_context(), transaction():
        db.session.execute(update(Operator).where(Operator.id == anna.id).values(role=Role.SUPERVISOR.value))
    assert desk.opens("/embed-code").status_code == 200
    with app.app_context(), transaction():
        db.session.execute(update(Operator).where(Operator.id == anna.id).values(role=Role.OPERATOR.value))
    assert desk.opens("/embed-code").status_code == 403


def test_a_session_lasts_fourteen_days(app: Flask, clock: FrozenClock, anna: OperatorSnapshot) -> None:
    with app.app_context():
        key = service.sign_in(anna.email, PASSWORD, clock.at)
        until = clock.at + LIFETIME
        assert queries.operator_of_session(key, until - timedelta(seconds=1)) == anna
        assert queries.operator_of_session(key, until) is None
        service.sign_in(anna.email, PASSWORD, until)
    assert sessions(app) == 1


def test_only_the_hash_of_a_session_is_stored(app: Flask, anna: OperatorSnapshot) -> None:
    with app.app_context():
        key = service.sign_in(anna.email, PASSWORD, now_clock.now())
        stored = db.session.execute(select(OperatorSession.key_hash)).scalar_one()
        password_hash = db.session.execute(select(Operator.password_hash)).scalar_one()
    assert key not in stored
    assert password_hash is not None
    assert password_hash.startswith("$argon2id$")
