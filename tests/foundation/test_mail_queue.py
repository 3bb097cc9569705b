"""Letters wait on disk until the mail server has taken them: none is lost, and each arrives as it was written."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from email.utils import parseaddr
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.domain.errors import InvalidInput
from app.foundation import mail, mail_queue
from app.foundation.clock import frozen
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.foundation.mail_addresses import checked_address
from app.foundation.mail_letters import Letter, Sender, written
from app.foundation.mail_line import Problem
from app.foundation.mail_models import QueuedLetter
from app.foundation.mail_queue import LetterState
from app.foundation.mail_server import Encryption
from app.foundation.mail_server import MailServer as Address

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock
    from app.foundation.configuration import Configuration
    from tests.services.mail_server import MailServer

SHOP = Sender("shop@example.org", "Shop", "answers@example.org")


def deliver(server: MailServer) -> int:
    """What the chore does."""
    return mail_queue.deliver_due(Address("127.0.0.1", server.port, Encryption.OFFERED), SHOP, present_moment())


def keep(letter: Letter, message_id: str = "<one@test>") -> str:
    mail_queue.keep(letter, message_id, present_moment())
    return message_id


LETTER = Letter(to="ann@example.com", subject="Hello", text="How are you?")


def test_a_letter_arrives_once_and_leaves_the_queue(inside: Flask, mail_server: MailServer) -> None:
    keep(Letter("ann@example.com", "Grüße", "Zeile\n" + "x" * 3000, to_name="Ann, “the” <b>", in_reply_to="<a@b>"))
    assert deliver(mail_server) == 1
    assert deliver(mail_server) == 0
    [letter] = mail_server.letters
    assert (letter.sender, letter.recipients) == ("shop@example.org", ("ann@example.com",))
    message = letter.message
    assert message["Subject"] == "Grüße"
    assert message["To"].addresses[0].addr_spec == "ann@example.com"
    assert message["To"].addresses[0].display_name == "Ann, “the” <b>"
    assert (message["Message-ID"], message["In-Reply-To"], message["Reply-To"]) == (
        "<one@test>", "<a@b>", "answers@example.org",
    )  # fmt: skip
    assert letter.text == "Zeile\n" + "x" * 3000 + "\n"
    assert max(len(line) for line in letter.raw.split(b"\r\n")) <= 998
    assert mail_queue.counts() == {LetterState.WAITING: 0, LetterState.FAILED: 0}


def test_a_letter_that_opens_a_door_waits_sealed_and_leaves_as_it_was_written(
    inside: Flask, configuration: Configuration, mail_server: MailServer
) -> None:
    door = "https://help.example/set-password/f7d1c0ffee"
    keep(Letter("ann@example.com", "Join", f"Choose it: {door}", html=f"<a href='{door}'>Join</a>", is_private=True))
    row = db.session.execute(select(QueuedLetter)).scalar_one()
    assert "f7d1c0ffee" not in row.text + (row.html or "")
    db.session.rollback()
    files = [path for path in configuration.instance_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"f7d1c0ffee" in path.read_bytes()]
    assert deliver(mail_server) == 1
    [letter] = mail_server.letters
    assert door in letter.text
    assert door in letter.message.get_body(("html",)).get_content()


def test_a_sealed_letter_of_another_key_is_given_up_and_holds_up_no_other(
    inside: Flask, mail_server: MailServer
) -> None:
    keep(Letter("ann@example.com", "Join", "secret", is_private=True))
    with transaction():
        db.session.execute(update(QueuedLetter).values(text="gAAAAA"))
    keep(LETTER, "<two@test>")
    assert deliver(mail_server) == 1
    [failed] = mail_queue.letters_failed()
    assert failed.problem is Problem.UNREADABLE


def test_a_letter_leaves_only_if_what_it_tells_of_is_true(app: Flask, mail_server: MailServer) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError), transaction():
            keep(Letter("ann@example.com", "Hello", str(1 / len([]))) if keep(LETTER) else LETTER)
        assert deliver(mail_server) == 0


def test_while_the_server_is_away_letters_wait_longer_and_longer_and_then_count_as_failed(
    inside: Flask, mail_server: MailServer, clock: FrozenClock
) -> None:
    keep(LETTER)
    mail_server.stop()
    tried = []
    began = present_moment()
    while mail_queue.counts()[LetterState.WAITING]:
        deliver(mail_server)
        tried.append((present_moment() - began).total_seconds() / 60)
        clock.advance(60)
    pauses = [after - before for before, after in pairwise(tried)]
    kept = [minutes for minutes in pauses if minutes]
    [failed] = mail_queue.letters_failed()
    assert (failed.problem, failed.recipient) == (Problem.CONNECTION_REFUSED, "ann@example.com")
    assert failed.tries > 9
    assert timedelta(hours=20) < timedelta(minutes=sum(kept)) <= timedelta(hours=24, minutes=1)
    mail_server.start()
    assert mail_queue.try_again(failed.id, present_moment())
    assert deliver(mail_server) == 1


DELIVERING = """
import sys
from app.factory import create_app
from app.foundation import clock, mail_queue
from app.foundation.configuration import read_configuration
from app.foundation.mail_server import present_sender, present_server
with create_app(read_configuration()).app_context():
    print(mail_queue.deliver_due(present_server(), present_sender(), clock.now()), flush=True)
"""


def test_who_dies_after_the_server_took_a_letter_repeats_it_under_the_same_id(
    inside: Flask, configuration: Configuration, mail_server: MailServer
) -> None:
    keep(LETTER)
    own = {"INSTANCE": configuration.instance_path, "DATABASE_URL": configuration.database_url,
           "MAIL_URL": mail_server.url}  # fmt: skip
    environment = dict(os.environ) | {f"BECKON_{name}": str(value) for name, value in own.items()}
    process = subprocess.Popen([sys.executable, "-c", DELIVERING], env=environment, stdout=subprocess.PIPE)
    mail_server.on_delivery = lambda _letter: process.kill()
    assert process.communicate(timeout=60)[0] == b""
    mail_server.on_delivery = None
    assert deliver(mail_server) == 0, "another process must not send it while the first may be at it"
    with frozen(present_moment() + mail_queue.LEASE):
        assert deliver(mail_server) == 1
    assert [each.message["Message-ID"] for each in mail_server.letters] == ["<one@test>", "<one@test>"]


def test_a_recipient_who_does_not_exist_is_not_asked_again_and_keeps_nobody_waiting(
    inside: Flask, mail_server: MailServer
) -> None:
    keep(LETTER, "<first@test>")
    keep(LETTER, "<second@test>")
    mail_server.says["RCPT"] = "550 5.1.1 No such user"
    assert deliver(mail_server) == 0
    assert [each.answer for each in mail_queue.letters_failed()] == ["550 5.1.1 No such user"] * 2
    assert mail_queue.drop(mail_queue.letters_failed()[0].id) == "ann@example.com"
    assert mail_queue.counts()[LetterState.FAILED] == 1


def test_a_letter_at_which_the_server_hangs_up_does_not_hold_up_the_others(
    inside: Flask, mail_server: MailServer, clock: FrozenClock
) -> None:
    for number in range(3):
        keep(LETTER, f"<{number}@test>")
    mail_server.breaks_after = "DATA"
    assert deliver(mail_server) == 0
    mail_server.breaks_after = None
    assert deliver(mail_server) == 2
    assert [each.message_id for each in mail_queue.letters_waiting()] == ["<0@test>"]
    assert mail_queue.letters_waiting()[0].problem is Problem.BROKE_OFF
    clock.advance(61)
    assert deliver(mail_server) == 1


def test_without_a_mail_server_nothing_is_queued(inside: Flask) -> None:
    assert not mail.is_configured()
    assert mail.send_later(LETTER) is None
    assert mail_queue.counts()[LetterState.WAITING] == 0


ANYTHING = st.text(max_size=60)


@settings(max_examples=200)
@given(name=ANYTHING, subject=ANYTHING, text=ANYTHING, reference=ANYTHING)
def test_nothing_that_somebody_wrote_becomes_a_line_of_the_head(
    name: str, subject: str, text: str, reference: str
) -> None:
    evil = "\r\nBcc: victim@example.com\r\n\r\n"
    letter = Letter("ann@example.com", subject + evil, text, to_name=name + evil, in_reply_to=reference + evil,
                    message_id="<a@b>", references=(reference + evil, "<c@d>"), from_name=evil + name)  # fmt: skip
    raw = written(letter, SHOP, present_moment()).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    names = {line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")}
    assert names <= {
        b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references",
        b"auto-submitted", b"content-type", b"content-transfer-encoding", b"mime-version",
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    ["", "ann", "ann@", "@example.com", "a b@example.com", "a@b@c d", "ann@example.com, ben@example.com",
     "Ann <ann@example.com>", "ann@example..com", "ann\r\nBcc: x@example.com", "a" * 65 + "@example.com",
     ".a@example.com", "ann@-example.com", "ann@example.com\u2028b"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_address(wrong)
    assert refused.value.field == "email"


def test_addresses_of_any_domain_are_taken(inside: Flask) -> None:
    assert checked_address(" ann@bücher.example ") == "ann@xn--bcher-kva.example"
    assert parseaddr(checked_address("o'hara+shop@Example.COM"))[1] == "o'hara+shop@example.com"
