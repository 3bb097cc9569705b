"""Offline messages: kept once whatever happens, taken by one, answered by e-mail as one conversation."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from app.chats import offline, offline_queries
from app.chats.offline import AlreadyTaken, Left
from app.chats.offline_queries import EntryKind, OfflineSnapshot, OfflineState
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.snapshots import DepartmentSnapshot, OperatorSnapshot
from app.foundation import mail_queue, settings
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.foundation.mail_server import Encryption, present_sender
from app.foundation.mail_server import MailServer as Address
from tests.chats.conftest import VisitorBrowser, a_visitor, an_operator

if TYPE_CHECKING:
    from flask import Flask

    from tests.services.mail_server import MailServer


def leaves(browser: VisitorBrowser, department_id: int | None = None, **fields: Any) -> OfflineSnapshot:
    usual: dict[str, Any] = {"text": "Where is my order?", "name": "Vera", "email": "vera@example.com"}
    left = Left(**{"client_id": "one", **usual, **fields})
    with transaction() as publish:
        return offline.leave(
            publish, browser.visitor, left, department_id=department_id, page=None, language="en", now=present_moment()
        )[0]


@pytest.fixture
def mailing(inside: Flask, mail_server: MailServer) -> MailServer:
    """A mail server that the settings name."""
    settings.change_all(
        {"mail.host": "127.0.0.1", "mail.port": mail_server.port, "mail.encryption": "none",
         "mail.sender_address": "shop@example.org", "mail.reply_address": "office@example.org"}
    )  # fmt: skip
    return mail_server


def deliver(server: MailServer) -> None:
    address = Address("127.0.0.1", server.port, Encryption.NONE)
    mail_queue.deliver_due(address, present_sender(), present_moment())


def test_a_message_is_kept_once_and_even_without_a_mail_server(browser: VisitorBrowser, anna: OperatorSnapshot) -> None:
    first, again = leaves(browser), leaves(browser)
    assert first == again
    [kept] = offline_queries.offline_messages(anna)
    assert (kept.name, kept.email, kept.text, kept.state) == (
        "Vera", "vera@example.com", "Where is my order?", OfflineState.NEW,
    )  # fmt: skip
    assert offline_queries.new_count(anna) == 1


def test_what_is_asked_is_asked_by_the_site(browser: VisitorBrowser) -> None:
    def refused(**fields: Any) -> str | None:
        with pytest.raises(InvalidInput) as error:
            leaves(browser, **fields)
        return error.value.field

    assert refused(name=" \n") == "name"
    assert refused(email="") == "email"
    assert refused(email="nobody") == "email"
    assert refused(text=" \n") == "text"
    settings.change_all({"offline.consent": "I agree.", "offline.email": "optional", "offline.phone": "required"})
    assert refused(email="") == "phone"
    assert refused(email="", phone="1") == "consent"
    message = leaves(browser, email="", phone="1\r\nBcc: x", has_consented=True)
    assert (message.email, message.phone, message.consent) == (None, "1 Bcc: x", "I agree.")


def test_those_are_told_whom_the_settings_name(
    mailing: MailServer, browser: VisitorBrowser, sales: DepartmentSnapshot, support: DepartmentSnapshot
) -> None:
    anna, ben = an_operator("Anna", sales), an_operator("Ben", support)
    everywhere = an_operator("Carl", role=Role.SUPERVISOR)
    leaves(browser, sales.id)
    settings.change("offline.departments", {str(support.id): {"tell": "addresses", "addresses": ["box@example.org"]}})
    leaves(browser, support.id, client_id="two")
    settings.change("offline.tell", "nobody")
    leaves(browser, sales.id, client_id="three")
    deliver(mailing)
    told = sorted(each.recipients[0] for each in mailing.letters)
    assert told == sorted([anna.email, everywhere.email, "box@example.org"])
    assert ben.email not in told
    [letter] = mailing.to(anna.email)
    assert letter.message["Reply-To"] == "vera@example.com"
    assert "Where is my order?" in letter.text
    assert "/requests/" in letter.text


def test_an_answer_is_one_letter_of_one_conversation(
    mailing: MailServer, browser: VisitorBrowser, anna: OperatorSnapshot, ben: OperatorSnapshot
) -> None:
    settings.change("offline.tell", "nobody")
    message = leaves(browser, text="First line\nSecond line")
    for _ in range(2):
        answered = offline.answer(message.key, anna, "a1", "It is on its way.", present_moment())
    offline.answer(message.key, anna, "a2", "It has arrived.", present_moment())
    assert (answered.state, answered.operator_id) == (OfflineState.ANSWERED, anna.id)
    deliver(mailing)
    first, second = mailing.to("vera@example.com")
    root = f"<offline.{message.key}@127.0.0.1>"
    assert first.message["In-Reply-To"] == root
    assert second.message["In-Reply-To"] == first.message["Message-ID"]
    assert second.message["References"].split() == [root, first.message["Message-ID"]]
    assert first.message["Reply-To"] == "office@example.org"
    assert "> First line\n> Second line" in first.text
    assert [each.kind for each in offline_queries.entries_of(message.id)] == [EntryKind.ANSWER, EntryKind.ANSWER]
    with pytest.raises(AlreadyTaken) as refused:
        offline.answer(message.key, ben, "b1", "Me too", present_moment())
    assert refused.value.by == "Anna"


def test_an_answer_is_refused_where_it_could_not_be_sent(browser: VisitorBrowser, anna: OperatorSnapshot) -> None:
    message = leaves(browser)
    with pytest.raises(Conflict) as refused:
        offline.answer(message.key, anna, "a1", "Hello", present_moment())
    assert refused.value.code == "no_mail_server"
    assert offline_queries.entries_of(message.id) == ()


def test_of_two_who_take_at_the_same_instant_one_wins(app: Flask) -> None:
    with app.app_context():
        people = [an_operator("Anna"), an_operator("Ben")]
        messages = [leaves(a_visitor()) for _ in range(5)]
    gate = threading.Barrier(2)
    won: list[tuple[str, int]] = []
    lost: list[tuple[str, str]] = []

    def tries(who: OperatorSnapshot) -> None:
        with app.app_context():
            for message in messages:
                gate.wait(30)
                try:
                    won.append((message.key, offline.take(message.key, who, present_moment()).operator_id or 0))
                except AlreadyTaken as error:
                    lost.append((message.key, error.by))
            db.session.remove()

    threads = [threading.Thread(target=tries, args=(who,)) for who in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    names = {who.id: who.name for who in people}
    assert sorted((key, names[owner]) for key, owner in won) == sorted(lost)
    assert len(won) == len(messages)


def test_a_message_is_taken_over_closed_reopened_and_noted(
    browser: VisitorBrowser, anna: OperatorSnapshot, ben: OperatorSnapshot
) -> None:
    key = leaves(browser).key
    now = present_moment()
    offline.take(key, anna, now)
    with pytest.raises(AlreadyTaken):
        offline.take(key, ben, now)
    assert offline.take(key, ben, now, even_from=anna.id).operator_name == "Ben"
    offline.add_note(key, ben, "n1", "Ask the warehouse", now)
    closed = offline.close(key, ben, now)
    assert closed.state is OfflineState.CLOSED
    with pytest.raises(Conflict):
        offline.take(key, anna, now)
    assert offline.reopen(key, anna, now).operator_name == "Anna"
    kinds = [each.kind.value for each in offline_queries.entries_of(closed.id)]
    assert kinds == ["took", "took", "note", "closed", "reopened"]


def test_who_may_not_see_it_or_may_not_answer_finds_out_nothing(
    browser: VisitorBrowser, sales: DepartmentSnapshot, support: DepartmentSnapshot
) -> None:
    key = leaves(browser, support.id).key
    seller = an_operator("Sam", sales)
    with pytest.raises(NotFound):
        offline.take(key, seller, present_moment())
    assert offline_queries.offline_messages(seller) == ()
    helper = an_operator("Hans", support)
    assert offline.take(key, helper, present_moment()).operator_id == helper.id
    with pytest.raises(Forbidden):
        offline.delete_offline(key, helper, present_moment())
    chief = an_operator("Chef", role=Role.SUPERVISOR)
    offline.delete_offline(key, chief, present_moment())
    with pytest.raises(NotFound):
        offline_queries.offline_message(key, chief)
