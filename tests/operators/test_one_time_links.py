"""One-time links: they set a password once, within seven days, and anything made up is refused in order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.domain.errors import BadRequest
from app.foundation import clock as now_clock
from app.foundation.database import db, transaction
from app.operators import service
from app.operators.models import OneTimeLink, Operator
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from app.domain.snapshots import OperatorSnapshot
    from app.foundation.clock import FrozenClock

NEW = "a new password of mine"


def link_for(app: Flask, who: OperatorSnapshot) -> str:
    with app.app_context():
        return f"/set-password/{service.issue_link(who.id, now_clock.now())}"


def choose(desk: Desk, link: str, password: str = NEW, repeated: str | None = None) -> TestResponse:
    desk.opens("/login")
    return desk.submits(link, {"password": password, "repeated": password if repeated is None else repeated})


def test_a_link_sets_the_password_and_signs_in(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    link = link_for(app, anna)
    assert anna.email in desk.opens(link).text
    assert choose(desk, link).location == "/"
    assert desk.is_signed_in()
    assert desk_of(app).signs_in(anna, NEW).status_code == 302


def test_a_link_works_once(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    link = link_for(app, anna)
    choose(desk, link)
    second = desk_of(app)
    assert second.opens(link).status_code == 400
    assert choose(second, link, "something else entirely").status_code == 400
    assert not second.is_signed_in()
    assert desk_of(app).signs_in(anna, NEW).status_code == 302


def test_two_who_use_a_link_at_once_have_one_winner(app: Flask, anna: OperatorSnapshot) -> None:
    """The link is taken up inside the writing transaction, so a second look-up before it does not help."""
    secret = link_for(app, anna).rpartition("/")[2]
    with app.app_context():
        assert service.link_owner(secret, now_clock.now()) == anna
        service.set_password_by_link(secret, NEW, now_clock.now())
        with pytest.raises(BadRequest):
            service.set_password_by_link(secret, "the slower one", now_clock.now())


def test_a_link_lasts_seven_days(app: Flask, clock: FrozenClock, anna: OperatorSnapshot) -> None:
    with app.app_context():
        secret = service.issue_link(anna.id, clock.at)
        assert service.link_owner(secret, clock.at + timedelta(days=7, seconds=-1)) == anna
        assert service.link_owner(secret, clock.at + timedelta(days=7)) is None


def test_a_password_change_ends_the_link(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    link = link_for(app, anna)
    with app.app_context():
        service.set_password(anna.id, "changed meanwhile", now_clock.now())
    assert choose(desk, link).status_code == 400


def test_a_new_link_ends_the_one_before(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    first, second = link_for(app, anna), link_for(app, anna)
    assert desk.opens(first).status_code == 400
    assert desk.opens(second).status_code == 200


def test_a_link_of_a_switched_off_account_is_dead(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    link = link_for(app, anna)
    with app.app_context(), transaction():
        db.session.execute(update(Operator).where(Operator.id == anna.id).values(is_active=False))
    assert choose(desk, link).status_code == 400


def test_a_link_changes_its_own_account_only(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    ben = account(app, "Ben")
    choose(desk, link_for(app, anna))
    assert desk_of(app).signs_in(ben).status_code == 302
    assert desk_of(app).signs_in(ben, NEW).status_code == 403


def test_a_link_ends_the_sessions_of_its_account(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    elsewhere = desk_of(app, anna)
    choose(desk, link_for(app, anna))
    assert not elsewhere.is_signed_in()


GARBAGE = ("x", "[]", "{}", "true", "%00", "a%00b", "''", "%F0%9F%94%A5", "%ff%fe", "..", "%2e%2e%2f", "A" * 5000, "-1")


def test_made_up_links_are_refused_in_order(app: Flask, desk: Desk, anna: OperatorSnapshot) -> None:
    desk.opens("/login")
    for made_up in GARBAGE:
        shown = desk.opens(f"/set-password/{made_up}")
        sent = choose(desk, f"/set-password/{made_up}")
        assert {shown.status_code, sent.status_code} <= {400, 404, 405}, made_up
    assert not desk.is_signed_in()


@pytest.mark.parametrize(
    ("password", "repeated", "said"),
    [
        ("short", "short", "between 10 and 1024"),
        ("p" * 1025, "p" * 1025, "between 10 and 1024"),
        ("long enough, but", "different again", "The two passwords differ."),
        ("", "", "Choose a password."),
    ],
)
def test_a_bad_password_leaves_the_link_good(
    app: Flask, desk: Desk, anna: OperatorSnapshot, password: str, repeated: str, said: str
) -> None:
    link = link_for(app, anna)
    answer = choose(desk, link, password, repeated)
    assert answer.status_code == 422
    assert said in answer.text
    assert choose(desk, link).status_code == 302


def test_only_the_hash_of_a_link_is_stored(app: Flask, anna: OperatorSnapshot) -> None:
    link = link_for(app, anna)
    with app.app_context():
        stored = db.session.execute(select(OneTimeLink.token_hash)).scalar_one()
    assert stored not in link
    assert link.rpartition("/")[2] not in stored
