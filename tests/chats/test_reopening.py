"""Taking a closed chat up again, looking back at earlier ones, and how far the visitor has what was said."""

from __future__ import annotations

import pytest

from app.chats import message_queries, queries, receiving, service
from app.chats.history import has_previous, previous_chat
from app.chats.reopening import VisitorHasAnother, reopen
from app.domain.errors import Conflict, NotFound
from app.domain.snapshots import ChatState
from tests.chats.conftest import an_operator


@pytest.fixture
def closed(browser, anna, clock):
    chat = service.accept(browser.starts("Hello").chat.key, anna, clock.at)
    return service.close_by_operator(chat.key, anna, clock.at)


def test_a_closed_chat_goes_on_with_whoever_reopens_it_and_the_visitor_is_told(closed, browser, ben, clock):
    opened = reopen(closed.key, ben, clock.at)
    assert (opened.state, opened.operator_id, opened.closed_at) == (ChatState.ACTIVE, ben.id, None)
    last = message_queries.message_of(closed.id, opened.last_id)
    assert (last.code, last.sender_name, last.id) == ("reopened", "Ben", closed.last_id + 1)
    assert browser.writes(opened, "Still there?").id == opened.last_id + 1


def test_reopening_ones_own_open_chat_changes_nothing_and_a_colleagues_is_open_already(closed, anna, ben, clock):
    opened = reopen(closed.key, ben, clock.at)
    assert reopen(closed.key, ben, clock.at) == opened
    with pytest.raises(Conflict) as refused:
        reopen(closed.key, anna, clock.at)
    assert refused.value.code == "already_open"


def test_a_chat_whose_visitor_began_another_stays_closed(closed, browser, anna, clock):
    another = browser.starts("And one more thing").chat
    assert another.id != closed.id
    with pytest.raises(VisitorHasAnother):
        reopen(closed.key, anna, clock.at)
    assert queries.chat_by_id(closed.id).state is ChatState.CLOSED
    assert queries.chat_by_id(another.id).state is ChatState.WAITING


def test_a_chat_that_an_operator_cannot_see_cannot_be_reopened(browser, anna, sales, support, clock):
    chat = browser.starts("Hello", department_id=sales.id).chat
    browser.closes(chat)
    with pytest.raises(NotFound):
        reopen(chat.key, an_operator("Zoe", support), clock.at)


def test_earlier_chats_of_the_same_visitor_follow_one_another_backwards(closed, browser, other_browser, anna, clock):
    other_browser.starts("Somebody else")
    second = browser.starts("Me again").chat
    found = previous_chat(second.key, anna)
    assert found is not None
    assert found.id == closed.id
    assert previous_chat(closed.key, anna) is None
    assert (has_previous(second, anna), has_previous(closed, anna)) == (True, False)


def test_an_earlier_chat_of_another_department_stays_unseen(browser, sales, support, clock):
    before = browser.starts("To sales", department_id=sales.id).chat
    browser.closes(before)
    present = browser.starts("To support", department_id=support.id).chat
    assert previous_chat(present.key, an_operator("Zoe", support)) is None
    assert previous_chat(present.key, an_operator("Anna")) is not None


def test_what_the_visitors_browser_has_is_told_and_never_goes_back(browser, anna, clock):
    chat = service.accept(browser.starts("Hello").chat.key, anna, clock.at)
    assert chat.visitor_received_id == 1
    receiving.received_by_visitor(chat.key, browser.visitor.id, browser.secret, 2, clock.at)
    for number in (1, 99):
        receiving.received_by_visitor(chat.key, browser.visitor.id, browser.secret, number, clock.at)
    present = queries.chat_by_id(chat.id)
    assert (present.visitor_received_id, present.visitor_seen_id) == (2, 1)


def test_what_was_read_has_arrived(browser, anna, clock):
    chat = service.accept(browser.starts("Hello").chat.key, anna, clock.at)
    browser.sees(chat, 2)
    assert queries.chat_by_id(chat.id).visitor_received_id == 2
