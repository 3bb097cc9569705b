"""Waiting: what is said at once, what is said while nobody accepts, and what ends it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from app.chats import message_queries, queries, service, waiting
from app.chats.about_visitors import unanswered_since
from app.chats.waiting import WaitingWords, say_what_is_due
from app.domain.errors import BeckonError
from app.domain.snapshots import SenderKind
from app.foundation.clock import now
from app.foundation.database import db, transaction
from app.visitors import service as visitors
from app.visitors.reports import PageReport
from tests.chats.conftest import VisitorBrowser, a_visitor, texts_of
from tests.services.at_once import at_once

if TYPE_CHECKING:
    from app.domain.snapshots import ChatSnapshot
    from app.foundation.clock import FrozenClock

WORDS = WaitingWords(
    sender_name="Anna from Sales",
    message="Someone will be with you",
    timeout_seconds=60,
    timeout_message="Still looking",
    times=2,
)


def an_opening(impression_id: int | None = None, **fields: Any) -> service.Opening:
    """An answered invitation that has words for those who wait."""
    values: dict[str, Any] = {"impression_id": impression_id, "waiting": WORDS, **fields}
    return service.Opening(
        invitation_name="Pricing", html="<p>Hi</p>", text="Hi", sender_name="Anna from Sales", **values
    )


def waits(browser: VisitorBrowser, **fields: Any) -> ChatSnapshot:
    """The visitor answers such an invitation."""
    return browser.starts(opening=an_opening(**fields)).chat


def said(chat: ChatSnapshot) -> list[str]:
    """What was said automatically, in order."""
    found, _more = message_queries.messages_after(chat.id, 0)
    return [message.text for message in found if message.sender is SenderKind.AUTOMATIC]


def rounds(clock: FrozenClock, seconds: int, step: int = 5) -> None:
    """Let time pass, with a server that looks every few seconds."""
    for _ in range(0, seconds, step):
        clock.advance(step)
        say_what_is_due(clock.at)


def opens_a_page(visitor_key: str, page_key: str) -> None:
    """The visitor opens a page of the site."""
    report = PageReport(url="https://shop.test/", page_key=page_key, tab_key="tab", title="", user_agent="x")
    with transaction() as publish:
        visitors.record_page_view(publish, report, visitor_key=visitor_key, now=now())


def closes_the_page(visitor_key: str, page_key: str) -> None:
    """The page is closed."""
    with transaction() as publish:
        visitors.record_left(publish, visitor_key, page_key, now())


def test_the_wait_message_comes_at_once_in_the_name_of_the_invitations_sender(browser, clock):
    chat = waits(browser)
    last = message_queries.messages_after(chat.id, 0)[0][-1]
    assert (last.text, last.sender, last.sender_name) == (WORDS.message, SenderKind.AUTOMATIC, "Anna from Sales")
    assert texts_of(chat) == ["Hi", "Hello", WORDS.message]


def test_after_the_timeout_its_message_comes_and_again_until_it_was_said_so_often(browser, clock):
    chat = waits(browser)
    rounds(clock, 55)
    assert said(chat) == [WORDS.message]
    rounds(clock, 5)
    assert said(chat) == [WORDS.message, "Still looking"]
    rounds(clock, 55)
    assert len(said(chat)) == 2
    rounds(clock, 600)
    assert said(chat) == [WORDS.message, "Still looking", "Still looking"]
    assert [m.at.minute for m in message_queries.messages_after(chat.id, 3)[0]] == [1, 2]


@pytest.mark.parametrize(("times", "heard"), [(0, 1), (1, 1), (2, 2), (3, 3)])
def test_repeat_is_how_often_it_is_said_in_all_and_never_less_than_once(browser, clock, times, heard):
    words = WaitingWords("Anna", timeout_seconds=60, timeout_message="Still looking", times=times)
    chat = waits(browser, waiting=words)
    rounds(clock, 600)
    assert said(chat) == ["Still looking"] * heard


def test_an_accept_ends_it(browser, anna, clock):
    chat = waits(browser)
    service.accept(chat.key, anna, clock.at)
    rounds(clock, 600)
    assert said(chat) == [WORDS.message]


@pytest.mark.parametrize("who", ["visitor", "operator"])
def test_a_close_ends_it(browser, anna, clock, who):
    chat = waits(browser)
    if who == "visitor":
        browser.closes(chat)
    else:
        service.close_by_operator(chat.key, anna, clock.at)
    rounds(clock, 600)
    assert said(chat) == [WORDS.message]


def test_a_visitor_who_left_hears_nothing_and_one_who_comes_back_in_time_hears_the_rest(browser, clock):
    opens_a_page(browser.visitor.key, "first")
    chat = waits(browser)
    closes_the_page(browser.visitor.key, "first")
    rounds(clock, 300)
    assert said(chat) == [WORDS.message]
    opens_a_page(browser.visitor.key, "second")
    rounds(clock, 5)
    assert said(chat) == [WORDS.message, "Still looking"]
    rounds(clock, 60)
    assert len(said(chat)) == 3


def test_it_is_over_for_somebody_who_stays_away_longer_than_a_visit_lasts(browser, clock):
    opens_a_page(browser.visitor.key, "first")
    chat = waits(browser)
    closes_the_page(browser.visitor.key, "first")
    rounds(clock, 1900, step=20)
    opens_a_page(browser.visitor.key, "second")
    rounds(clock, 300)
    assert said(chat) == [WORDS.message]


def test_a_page_change_is_no_departure(browser, clock):
    opens_a_page(browser.visitor.key, "first")
    chat = waits(browser)
    clock.advance(59)
    closes_the_page(browser.visitor.key, "first")
    rounds(clock, 2, step=1)
    assert len(said(chat)) == 2


def test_a_tab_that_sleeps_hears_it_when_it_wakes(browser, clock):
    opens_a_page(browser.visitor.key, "first")
    chat = waits(browser)
    clock.advance(120)
    visitors.announce_departures(clock.at)
    rounds(clock, 600)
    assert len(said(chat)) == 3


def test_what_a_stopped_server_could_not_say_is_said_once_and_then_in_its_rhythm(browser, clock):
    chat = waits(browser, waiting=WaitingWords("Anna", timeout_seconds=60, timeout_message="Still looking", times=3))
    clock.advance(3600)
    for _ in range(3):
        say_what_is_due(clock.at)
    assert len(said(chat)) == 1
    rounds(clock, 55)
    assert len(said(chat)) == 1
    rounds(clock, 5)
    assert len(said(chat)) == 2


def test_automatic_words_are_no_answer_and_not_the_latest_line(browser, clock):
    chat = waits(browser)
    rounds(clock, 120)
    assert unanswered_since(browser.visitor.id) == chat.started_at
    assert queries.chat_by_id(chat.id).last_line == "Hello"


def test_many_processes_say_each_message_once(inside, clock):
    chats = [waits(a_visitor()) for _ in range(8)]
    clock.advance(60)
    db.session.rollback()
    counts = at_once(inside, [partial(say_what_is_due, clock.at)] * 4)
    assert sum(counts) == len(chats)
    assert {len(said(chat)) for chat in chats} == {2}


def test_an_accept_at_the_instant_of_the_timeout_is_before_it_or_after_it_and_then_silence(inside, anna, clock):
    for _ in range(15):
        chat = waits(a_visitor())
        clock.advance(60)
        db.session.rollback()
        answers = at_once(
            inside, [partial(service.accept, chat.key, anna, clock.at), partial(say_what_is_due, clock.at)]
        )
        assert not any(isinstance(each, BeckonError) for each in answers)
        senders = [message.sender for message in message_queries.messages_after(chat.id, 3)[0]]
        assert senders in (
            [SenderKind.SYSTEM],
            [SenderKind.AUTOMATIC, SenderKind.SYSTEM],
        )
        clock.advance(60)
        assert waiting.say_what_is_due(clock.at) == 0
