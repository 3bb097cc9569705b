"""A new password by e-mail: one answer for everybody, links for one hour and one use, and no more than a few."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.domain.snapshots import OperatorSnapshot
from app.foundation import mail_queue, settings
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.mail_models import QueuedLetter
from app.operators import managing, password_reset, service
from app.operators.models import AuditEntry, OneTimeLink
from tests.operators.people import Desk, account, desk_of
from tests.services.mail_server import Delivered, MailServer

if TYPE_CHECKING:
    from flask import Flask

LINK = re.compile(r"http://[^\s/]+(/set-password/[\w-]{43})")
NEW = "a password that I remember"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Links are tested on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def post(app: Flask, mail_server: MailServer) -> MailServer:
    """The site sends its letters to a server of the test."""
    with app.app_context():
        settings.change_all({"mail.host": "127.0.0.1", "mail.port": mail_server.port, "mail.encryption": "none"})
    return mail_server


def delivered(app: Flask, post: MailServer, to: str | None = None) -> list[Delivered]:
    """The letters that have arrived, after the queue has sent what waits."""
    with app.app_context():
        mail_queue.send_what_is_due()
    return post.letters if to is None else post.to(to)


def asks(desk: Desk, email: str) -> int:
    desk.opens("/forgotten-password")
    return desk.submits("/forgotten-password", {"email": email}).status_code


def test_without_a_mail_server_it_is_not_offered(desk: Desk) -> None:
    assert "/forgotten-password" not in desk.opens("/login").text
    assert desk.opens("/forgotten-password").status_code == 404


def test_the_letter_brings_a_link_for_one_use_below_our_own_address(
    app: Flask, desk: Desk, anna: OperatorSnapshot, post: MailServer
) -> None:
    assert "/forgotten-password" in desk.opens("/login").text
    assert asks(desk, anna.email.upper()) == 200
    with app.app_context():
        assert LINK.findall(db.session.execute(select(QueuedLetter.text)).scalar_one()) == []
    (letter,) = delivered(app, post, anna.email)
    path = LINK.findall(letter.text)[0]
    assert f"{app.extensions['beckon.configuration'].base_url}{path}" in letter.text
    for wanted in (302, 400):
        desk.opens("/login")
        assert desk.submits(path, {"password": NEW, "repeated": NEW}).status_code == wanted
        desk.submits("/logout")
    assert desk_of(app).signs_in(anna, NEW).status_code == 302


def test_known_and_unknown_addresses_are_answered_alike(
    app: Flask, desk: Desk, anna: OperatorSnapshot, post: MailServer
) -> None:
    gone = account(app, "Gone")
    with app.app_context():
        invited, _secret = managing.invite("new@example.org", managing.OperatorDraft("New", anna.role), None, now())
        managing.switch(gone.id, None, now(), is_active=False)
    answers = []
    for email in (anna.email, "nobody@example.org", gone.email, invited.email):
        desk.opens("/forgotten-password")
        answer = desk.submits("/forgotten-password", {"email": email})
        answers.append(re.sub(r'(nonce|csrf-token" content|value)="[^"]*"', "", answer.text.replace(email, "")))
    assert len(set(answers)) == 1
    assert [each.recipients for each in delivered(app, post)] == [(anna.email,)]


def test_a_second_letter_does_not_end_the_first_link_and_using_one_ends_both(
    app: Flask, anna: OperatorSnapshot, post: MailServer
) -> None:
    with app.app_context():
        for _ in range(2):
            password_reset.send_reset(anna.email, "en")
        secrets = [LINK.findall(each.text)[0].rpartition("/")[2] for each in delivered(app, post, anna.email)]
        assert all(service.link_owner(each, now()) == anna for each in secrets)
        assert service.link_owner(secrets[0], now() + timedelta(hours=1)) is None
        service.set_password_by_link(secrets[0], NEW, now())
        assert service.link_owner(secrets[1], now()) is None
        actions = db.session.execute(select(AuditEntry.action).order_by(AuditEntry.id)).scalars().all()
        assert actions == ["password.reset_asked", "password.reset_asked", "password.changed"]


def test_nobody_is_flooded_with_letters(app: Flask, desk: Desk, anna: OperatorSnapshot, post: MailServer) -> None:
    assert [asks(desk, anna.email) for _ in range(6)] == [200] * 6
    assert len(delivered(app, post, anna.email)) == 3
    assert [asks(desk, f"guess{number}@example.org") for number in range(5)][-1] == 429


def test_a_foreign_host_name_gets_no_link(app: Flask, anna: OperatorSnapshot, post: MailServer) -> None:
    desk = desk_of(app, headers={"X-Forwarded-Host": "evil.test"})
    assert asks(desk, anna.email) == 200
    assert "evil.test" not in delivered(app, post, anna.email)[0].text


def test_the_secret_of_a_link_is_kept_as_a_hash_only(app: Flask, anna: OperatorSnapshot, post: MailServer) -> None:
    with app.app_context():
        password_reset.send_reset(anna.email, "de")
        secret = LINK.findall(delivered(app, post, anna.email)[0].text)[0].rpartition("/")[2]
        assert secret not in repr(db.session.execute(select(OneTimeLink.token_hash)).scalars().all())
        assert secret not in repr([tuple(row) for row in db.session.execute(select(AuditEntry.__table__))])
