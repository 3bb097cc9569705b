"""Many at once: what happens when two people, or fifty copies of one request, do the same thing at the same instant."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from app.chats import message_queries, queries, service
from app.domain.errors import BeckonError
from app.domain.snapshots import ChatState
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.secrets import new_key
from tests.chats.conftest import VisitorBrowser, a_visitor
from tests.services.at_once import at_once

if TYPE_CHECKING:
    pass

ROUNDS = 40


def test_two_operators_who_accept_at_once_never_both_get_the_chat(inside, anna, ben):
    for _ in range(ROUNDS):
        chat = a_visitor().starts().chat
        db.session.rollback()
        answers = at_once(inside, [partial(service.accept, chat.key, who, now()) for who in (anna, ben)])
        winners = [each for each in answers if not isinstance(each, BeckonError)]
        losers = [each for each in answers if isinstance(each, service.AlreadyAccepted)]
        assert (len(winners), len(losers)) == (1, 1)
        assert losers[0].by == winners[0].operator_name == queries.chat_by_id(chat.id).operator_name
        assert queries.chat_by_id(chat.id).last_id == 2


def test_two_tabs_that_start_at_once_make_one_chat(inside):
    for _ in range(ROUNDS):
        first = a_visitor()
        second = VisitorBrowser(first.visitor, first.secret)
        db.session.rollback()
        one, two = at_once(inside, [partial(first.starts, "from one"), partial(second.starts, "from two")])
        assert one.chat.key == two.chat.key
        assert sorted([one.is_new, two.is_new]) == [False, True]
        assert sorted([one.message.id, two.message.id]) == [1, 2]


def test_the_same_message_fifty_times_at_once_is_one_row_and_fifty_equal_answers(inside, browser):
    chat = browser.starts().chat
    db.session.rollback()
    answers: list[Any] = []
    for _ in range(5):
        answers += at_once(inside, [lambda: browser.writes(chat, "only once", client_id="the-same")] * 10)
    assert len(answers) == 50
    assert set(answers) == {answers[0]}
    assert not isinstance(answers[0], BeckonError)
    assert queries.chat_by_id(chat.id).last_id == 2


def test_accepting_while_the_visitor_closes_leaves_the_chat_closed(inside, anna):
    for _ in range(ROUNDS // 2):
        browser = a_visitor()
        chat = browser.starts().chat
        db.session.rollback()
        accepted, closed = at_once(
            inside, [partial(service.accept, chat.key, anna, now()), partial(browser.closes, chat)]
        )
        assert closed.state is ChatState.CLOSED
        assert queries.chat_by_id(chat.id).state is ChatState.CLOSED
        assert not isinstance(accepted, BeckonError) or accepted.code == "chat_closed"


def test_both_sides_that_close_at_once_are_told_of_one_end(inside, anna):
    for _ in range(ROUNDS // 2):
        browser = a_visitor()
        chat = browser.starts().chat
        service.accept(chat.key, anna, now())
        at_once(inside, [partial(browser.closes, chat), partial(service.close_by_operator, chat.key, anna, now())])
        assert queries.chat_by_id(chat.id).last_id == 3


def test_a_reader_who_resumes_while_many_write_misses_nothing_and_sees_one_order(inside, anna):
    browser = a_visitor()
    chat = browser.starts("first").chat
    service.accept(chat.key, anna, now())
    writers, each_writes = 6, 25
    seen: list[int] = []

    def write(number: int) -> None:
        for count in range(each_writes):
            if number % 2:
                browser.writes(chat, f"{number}-{count}")
            else:
                service.post_operator_message(chat.key, anna, new_key(), f"{number}-{count}", now())

    def read() -> None:
        while len(seen) < 2 + writers * each_writes:
            found, _more = message_queries.messages_after(chat.id, seen[-1] if seen else 0, limit=7)
            db.session.rollback()
            seen.extend(message.id for message in found)

    refused = [
        each for each in at_once(inside, [*[partial(write, n) for n in range(writers)], read]) if each is not None
    ]
    assert refused == []
    assert seen == list(range(1, 3 + writers * each_writes))


def test_the_database_itself_refuses_a_second_open_chat(inside, browser):
    chat = browser.starts().chat
    columns = "key, secret_hash, visitor_id, state, last_number, visitor_seen_number, operator_seen_number"
    copy = text(
        f"INSERT INTO chats ({columns}, started_at, last_activity_at) SELECT 'another', secret_hash, visitor_id, "
        "'waiting', 0, 0, 0, started_at, last_activity_at FROM chats WHERE id = :id"
    )
    with pytest.raises(Exception, match=r"(?i)unique"), db.engine.begin() as connection:
        connection.execute(copy, {"id": chat.id})
