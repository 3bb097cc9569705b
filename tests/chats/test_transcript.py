"""The transcript of a chat: what it says, in whose language and time, and how often it may be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from app.chats import access, message_queries, transcript_mail
from app.chats.transcript import transcript_of
from app.chats.transcript_mail import Reader
from app.domain.errors import Forbidden, InvalidInput, NotFound, TooManyRequests, Unavailable
from app.domain.snapshots import FileSnapshot, MessageSnapshot, OperatorSnapshot, SenderKind
from app.foundation import mail_queue, settings
from app.foundation.clock import now as present_moment
from tests.chats.conftest import VisitorBrowser

if TYPE_CHECKING:
    from flask import Flask

    from tests.services.mail_server import MailServer

EVENING = datetime(2026, 11, 2, 22, 30, tzinfo=UTC)


def said(number: int, sender: SenderKind, name: str, text: str, **more: object) -> MessageSnapshot:
    message = MessageSnapshot(number, 1, "c", None, sender, name, None, text, None, EVENING)
    return replace(message, **more)  # type: ignore[arg-type]


def test_it_says_who_said_what_and_when_in_the_readers_language_and_zone(browser: VisitorBrowser) -> None:
    chat = browser.starts().chat
    messages = [
        said(1, SenderKind.VISITOR, "", "Was kostet <b>er</b>?"),
        said(2, SenderKind.SYSTEM, "Anna", "Anna has joined the chat", code="joined"),
        said(3, SenderKind.OPERATOR, "Anna", "42 €", file=None),
        said(4, SenderKind.OPERATOR, "Anna", "", deleted_at=EVENING),
        said(5, SenderKind.VISITOR, "", "a.pdf", file=FileSnapshot("k", "a.pdf", "application/pdf", 3)),
    ]

    written = transcript_of(chat, messages, site_name="Chairs", time_zone="Europe/Berlin", language="en")

    assert written.title == "Your chat with Chairs"
    assert "— Monday, November 2, 2026 —" in written.text
    assert "All times are in Europe/Berlin." in written.text
    assert "Visitor\nWas kostet <b>er</b>?\n\n" in written.text
    assert "11:30\u202fPM  Anna has joined the chat\n\n11:30\u202fPM  Anna\n42 €\n\n" in written.text
    assert "Visitor\nFile: a.pdf\n" in written.text
    assert written.text.count("Anna\n") == 1
    assert "&lt;b&gt;er&lt;/b&gt;" in written.html
    assert "<b>" not in written.html


@pytest.fixture
def with_mail(inside: Flask, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """An installation whose mail server takes everything."""
    known = inside.extensions["beckon.configuration"]
    inside.extensions["beckon.configuration"] = replace(known, mail_url=mail_server.url)
    return mail_server


def asks(browser: VisitorBrowser, chat_key: str, address: str, secret: str | None = None) -> str:
    reader = Reader(address, "en", "Europe/Berlin")
    sent_to = transcript_mail.send_for_visitor(
        chat_key, browser.visitor.id, secret or browser.secret, reader, "192.0.2.7", present_moment()
    )
    mail_queue.send_what_is_due()
    return sent_to


def test_a_visitor_has_their_chat_sent_and_the_letter_says_who_asked(
    browser: VisitorBrowser, with_mail: MailServer
) -> None:
    chat = browser.starts("How much is the chair?").chat

    assert asks(browser, chat.key, " Ada@Example.org ") == "Ada@example.org"

    (letter,) = with_mail.to("Ada@example.org")
    assert letter.message["Subject"] == "Your chat with Beckon"
    assert "How much is the chair?" in letter.text
    assert "Somebody asked for this on Beckon and gave your address." in letter.text


def test_an_operator_sends_a_chat_in_the_visitors_language(
    browser: VisitorBrowser, anna: OperatorSnapshot, with_mail: MailServer
) -> None:
    chat = browser.starts("How much is the chair?").chat

    transcript_mail.send_for_operator(chat.key, anna, "ada@example.org", present_moment())
    mail_queue.send_what_is_due()

    assert "Anna from Beckon sends you this." in with_mail.to("ada@example.org")[0].text


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b.test\r\nBcc: victim@example.org", '"a@evil.test"@b.test', "a" * 10_000 + "@b.test"]
)
def test_what_is_no_address_is_refused(browser: VisitorBrowser, with_mail: MailServer, address: str) -> None:
    chat = browser.starts().chat

    with pytest.raises(InvalidInput, match="is no e-mail address"):
        asks(browser, chat.key, address)
    assert with_mail.letters == []


def test_nobody_is_buried_in_letters(browser: VisitorBrowser, with_mail: MailServer) -> None:
    chat = browser.starts().chat
    for number in range(3):
        asks(browser, chat.key, f"burying{number}@example.org")

    with pytest.raises(TooManyRequests):
        asks(browser, chat.key, "burying4@example.org")
    assert len(with_mail.letters) == 3


def test_somebody_elses_chat_is_not_sent(
    browser: VisitorBrowser, other_browser: VisitorBrowser, with_mail: MailServer
) -> None:
    chat = browser.starts().chat

    with pytest.raises(NotFound):
        asks(other_browser, chat.key, "ada@example.org")
    with pytest.raises(NotFound):
        asks(browser, chat.key, "ada@example.org", secret="x" * 22)


def test_without_a_mail_server_or_where_the_site_does_not_want_it_nothing_is_offered(
    browser: VisitorBrowser, anna: OperatorSnapshot
) -> None:
    chat = browser.starts().chat

    assert not transcript_mail.is_offered()
    with pytest.raises(Forbidden):
        asks(browser, chat.key, "ada@example.org")
    with pytest.raises(Unavailable, match="no mail server"):
        transcript_mail.send_for_operator(chat.key, anna, "ada@example.org", present_moment())


def test_a_site_can_leave_transcripts_out(browser: VisitorBrowser, with_mail: MailServer) -> None:
    assert transcript_mail.is_offered()
    settings.change("chats.transcripts", False)
    assert not transcript_mail.is_offered()


def test_a_very_long_chat_begins_later(browser: VisitorBrowser, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = browser.starts("one").chat
    browser.writes(chat, "two")
    browser.writes(chat, "three")
    monkeypatch.setattr(transcript_mail, "MOST_MESSAGES", 2)
    monkeypatch.setattr(message_queries, "PAGE_LIMIT", 1)
    from_now = browser.writes(chat, "four")

    found = transcript_mail.whole_chat(access.chat_for_visitor(chat.key, browser.visitor.id, browser.secret))

    assert [each.text for each in found] == ["three", "four"]
    assert found[-1] == from_now
