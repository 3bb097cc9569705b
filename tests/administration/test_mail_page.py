"""The mail settings: which server, a test letter with the server's own answer, and letters that wait."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.roles import Role
from app.factory import create_app
from app.foundation import mail_queue, settings
from app.foundation.clock import now as present_moment
from app.foundation.mail_letters import Letter
from app.foundation.mail_line import MailLine, Problem, Undelivered
from app.foundation.mail_server import Encryption, present_sender, present_server
from app.foundation.mail_server import MailServer as Address
from tests.operators.people import Desk, account, desk_of
from tests.services.mail_server import MailServer, make_certificates

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from app.foundation.configuration import Configuration

PASSWORD = "a password that nobody may read"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is stored alike by both databases."""
    return sqlite_url


@pytest.fixture
def ann(app: Flask) -> Desk:
    return desk_of(app, account(app, "Ann", role=Role.ADMINISTRATOR))


def written(server: MailServer, **fields: str) -> dict[str, str]:
    return {"host": "127.0.0.1", "port": str(server.port), "encryption": "none", **fields}


def test_what_is_saved_takes_letters_and_the_password_is_never_shown(
    app: Flask, ann: Desk, mail_server: MailServer
) -> None:
    mail_server.password = PASSWORD
    form = written(mail_server, user="shop", password=PASSWORD, sender_address="shop@example.org", sender_name="Shöp")
    ann.opens("/settings/mail")
    assert ann.submits("/settings/mail", form).location == "/settings/mail"
    page = ann.opens("/settings/mail").text
    assert PASSWORD not in page
    assert "A password is stored" in page
    with app.app_context():
        assert PASSWORD not in str(settings.get("mail.sealed_password"))
        server = present_server()
        assert server is not None
        assert server.password == PASSWORD
        assert PASSWORD not in repr(server)
    tested = ann.submits("/settings/mail/test", {"to": "ann@example.com"})
    assert "The mail server took the letter" in tested.text
    assert "235 welcome" in tested.text
    assert "AUTH ***" in tested.text
    [letter] = mail_server.letters
    assert (letter.sender, letter.recipients, letter.user) == ("shop@example.org", ("ann@example.com",), "shop")
    assert letter.message["From"].addresses[0].display_name == "Shöp"
    ann.submits("/settings/mail", form | {"password": "", "sender_name": "Shop"})
    with app.app_context():
        kept = present_server()
        assert kept is not None
        assert kept.password == PASSWORD


def test_a_stored_password_never_goes_to_another_server(app: Flask, ann: Desk, mail_server: MailServer) -> None:
    form = written(mail_server, user="shop", password=PASSWORD)
    ann.opens("/settings/mail")
    ann.submits("/settings/mail", form)
    moved = form | {"password": "", "host": "mail.elsewhere.test", "encryption": "tls"}
    answer = ann.submits("/settings/mail", moved)
    assert (answer.status_code, "belongs to another server" in answer.text) == (422, True)
    open_line = ann.submits("/settings/mail", form | {"host": "mail.elsewhere.test"})
    assert "needs an encrypted line" in open_line.text
    ann.submits("/settings/mail", moved | {"forget_password": "y"})
    with app.app_context():
        server = present_server()
        assert server is not None
        assert (server.host, server.password) == ("mail.elsewhere.test", "")


@pytest.mark.parametrize(
    ("says", "password", "words", "shown"),
    [
        ({}, "right", "does not accept this user name", "535 5.7.8 wrong name or password"),
        ({"MAIL": "553 5.7.1 not your address"}, None, "with this sender address", "553 5.7.1 not your address"),
        ({"RCPT": "550 5.1.1 No such user"}, None, "for this recipient", "550 5.1.1 No such user"),
        ({"DATA": "554 looks like spam"}, None, "refused the letter", "554 looks like spam"),
        ({"CONNECT": "421 too many"}, None, "does not take the letter now", "421 too many"),
    ],
)
def test_the_server_s_own_refusal_is_shown_with_plain_words(
    ann: Desk, mail_server: MailServer, says: dict[str, str], password: str | None, words: str, shown: str
) -> None:
    mail_server.says.update(says)
    mail_server.password = password
    ann.opens("/settings/mail")
    ann.submits("/settings/mail", written(mail_server, user="shop" if password else "", password="wrong"))
    page = ann.submits("/settings/mail/test", {"to": "ann@example.com"}).text
    assert words in page
    assert shown in page
    assert mail_server.letters == []


def test_nobody_at_the_port_and_no_such_name_are_told_apart(ann: Desk, mail_server: MailServer) -> None:
    mail_server.stop()
    ann.opens("/settings/mail")
    ann.submits("/settings/mail", written(mail_server))
    assert "takes no letters on port" in ann.submits("/settings/mail/test", {"to": "ann@example.com"}).text
    ann.submits("/settings/mail", written(mail_server, host="no-such-name.invalid"))
    assert "There is no server of the name" in ann.submits("/settings/mail/test", {"to": "ann@example.com"}).text
    assert ann.submits("/settings/mail/test", {"to": "nobody"}).status_code == 422


@pytest.mark.parametrize("kind", [Encryption.TLS, Encryption.STARTTLS])
def test_a_certificate_is_always_checked(
    kind: Encryption, mail_server: MailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Flask
) -> None:
    made = make_certificates(tmp_path, "127.0.0.1")
    mail_server.tls, mail_server.context = kind.value, made.context
    address = Address("127.0.0.1", mail_server.port, kind)

    def fails(server: Address) -> Problem:
        with pytest.raises(Undelivered) as refused, MailLine(server):
            pass
        return refused.value.problem

    assert fails(address) is Problem.CERTIFICATE_WRONG, "nobody vouches for it"
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    with MailLine(address) as line:
        assert line.lines[-1].by == "server"
    assert fails(replace(address, host="localhost")) is Problem.CERTIFICATE_WRONG, "it is for another name"
    mail_server.tls = None
    wanted = Problem.NO_ENCRYPTION if kind is Encryption.STARTTLS else Problem.NOT_TLS
    assert fails(address) is wanted


def test_the_configuration_wins_and_is_shown_as_such(configuration: Configuration, mail_server: MailServer) -> None:
    own = create_app(replace(configuration, mail_url=f"smtp://shop:secret@127.0.0.1:{mail_server.port}"))
    desk = desk_of(own, account(own, "Ann", role=Role.ADMINISTRATOR))
    page = desk.opens("/settings/mail").text
    assert "Set by the configuration" in page
    assert "secret" not in page
    desk.submits("/settings/mail", {"host": "mail.elsewhere.test", "sender_name": "Shop"})
    with own.app_context():
        server = present_server()
        assert server is not None
        assert (server.host, server.port, server.password) == ("127.0.0.1", mail_server.port, "secret")
        assert settings.get("mail.host") == ""
        assert settings.get("mail.sender_name") == "Shop"


def test_letters_that_wait_are_listed_with_the_answer_sent_again_and_dropped(
    app: Flask, ann: Desk, mail_server: MailServer
) -> None:
    with app.app_context():
        mail_queue.keep(
            Letter("ben@example.com", "A secret subject", "Words nobody is shown"), "<1@x>", present_moment()
        )
        mail_server.says["RCPT"] = "550 nobody of that name"
        address = Address("127.0.0.1", mail_server.port, Encryption.NONE)
        mail_queue.deliver_due(address, present_sender(), present_moment())
        [letter] = mail_queue.letters_failed()
    page = ann.opens("/settings/mail").text
    assert "550 nobody of that name" in page
    assert "Words nobody is shown" not in page
    assert ann.submits(f"/settings/mail/letters/{letter.id}/again").status_code == 302
    with app.app_context():
        assert [each.tries for each in mail_queue.letters_waiting()] == [0]
    ann.submits(f"/settings/mail/letters/{letter.id}/drop")
    assert "No letter is waiting" in ann.opens("/settings/mail").text
    assert ann.submits(f"/settings/mail/letters/{letter.id}/drop").status_code == 404
