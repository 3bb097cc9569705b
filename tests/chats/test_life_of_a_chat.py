"""The life of a chat: waiting, accepted by one, closed once, and who may see it."""

from __future__ import annotations

import pytest

from app.chats import access, queries, receiving, service
from app.chats.about_visitors import LatestRating, latest_rating
from app.chats.rating import rate
from app.domain import events
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.snapshots import ChatState
from app.foundation.database import transaction
from app.foundation.events import listen
from app.foundation.secrets import new_key
from tests.chats.conftest import VisitorBrowser, an_operator, texts_of


@pytest.fixture
def heard():
    """The names of what was announced about chats, in order."""
    names: list[str] = []
    for kind in (events.ChatStarted, events.MessagePosted, events.ChatAssigned, events.ChatClosed, events.ChatSeen):
        listen(kind, lambda event: names.append(type(event).__name__))
    return names


def test_a_chat_waits_from_the_first_words_on(browser, clock):
    chat = browser.starts().chat
    assert (chat.state, chat.waiting_since, chat.operator_id) == (ChatState.WAITING, clock.at, None)


def test_there_is_no_chat_before_the_visitor_writes(browser):
    assert queries.open_chat_of(browser.visitor.id, browser.secret) is None
    assert queries.standing_of(browser.visitor.id) == queries.NEVER_CHATTED


def test_a_start_that_was_rolled_back_announces_nothing(browser, heard):
    def start_and_fail() -> None:
        with transaction():
            browser.starts()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        start_and_fail()
    assert heard == []
    assert not queries.has_open_chat(browser.visitor.id)


def test_starting_again_with_the_same_client_id_gives_the_same_answer(browser):
    first = browser.starts(client_id="start")
    again = browser.starts(client_id="start")
    assert (again.chat.key, again.message, again.is_new) == (first.chat.key, first.message, False)


def test_starting_while_a_chat_is_open_goes_on_in_that_chat(browser):
    first = browser.starts("one")
    second = browser.starts("two")
    assert (second.chat.key, second.message.id, second.is_new) == (first.chat.key, 2, False)


def test_a_client_id_that_stands_in_two_chats_gives_the_first(browser):
    first = browser.starts("Hello", client_id="same").chat
    browser.closes(first)
    second = browser.starts("again").chat
    browser.writes(second, "Hello", client_id="same")
    assert browser.starts("Hello", client_id="same").chat.key == first.key


def test_two_browsers_of_one_visitor_have_chats_of_their_own(browser):
    other = VisitorBrowser(browser.visitor)
    assert browser.starts().chat.key != other.starts().chat.key


@pytest.mark.parametrize("secret", ["", "short", "x" * 200])
def test_a_panel_needs_a_secret_that_cannot_be_guessed(browser, secret):
    browser.secret = secret
    with pytest.raises(InvalidInput):
        browser.starts()


def test_of_two_operators_one_gets_the_chat_and_the_other_learns_who(browser, anna, ben, clock):
    chat = browser.starts().chat
    accepted = service.accept(chat.key, anna, clock.at)
    assert (accepted.state, accepted.operator_name, accepted.waiting_since) == (ChatState.ACTIVE, "Anna", None)
    with pytest.raises(service.AlreadyAccepted) as refused:
        service.accept(chat.key, ben, clock.at)
    assert (refused.value.code, refused.value.by, refused.value.status) == ("already_accepted", "Anna", 409)


def test_accepting_twice_says_so_once(browser, anna, clock):
    chat = browser.starts().chat
    service.accept(chat.key, anna, clock.at)
    service.accept(chat.key, anna, clock.at)
    assert texts_of(chat) == ["Hello", "Anna has joined the chat"]


def test_an_operator_answers_only_what_they_have_accepted(browser, anna, ben, clock):
    chat = browser.starts().chat
    with pytest.raises(Conflict) as refused:
        service.post_operator_message(chat.key, anna, new_key(), "Hi", clock.at)
    assert refused.value.code == "not_yours"
    service.accept(chat.key, ben, clock.at)
    with pytest.raises(Conflict):
        service.post_operator_message(chat.key, anna, new_key(), "Hi", clock.at)


@pytest.mark.parametrize("who", ["visitor", "operator"])
def test_either_side_ends_a_chat_once(browser, anna, heard, clock, who):
    chat = browser.starts().chat
    service.accept(chat.key, anna, clock.at)
    heard.clear()
    for _ in range(3):
        closed = browser.closes(chat) if who == "visitor" else service.close_by_operator(chat.key, anna, clock.at)
        assert closed.state is ChatState.CLOSED
    assert heard == ["MessagePosted", "ChatClosed"]
    assert len(texts_of(chat)) == 3


def test_a_closed_chat_takes_no_more_messages_and_cannot_be_accepted(browser, anna, clock):
    chat = browser.starts().chat
    browser.closes(chat)
    with pytest.raises(Conflict) as refused:
        browser.writes(chat)
    assert refused.value.code == "chat_closed"
    with pytest.raises(Conflict) as refused:
        service.accept(chat.key, anna, clock.at)
    assert refused.value.code == "chat_closed"


@pytest.mark.parametrize("who", ["visitor", "operator"])
def test_after_the_end_the_visitor_may_begin_another_chat(browser, anna, clock, who):
    first = browser.starts().chat
    service.accept(first.key, anna, clock.at)
    if who == "visitor":
        browser.closes(first)
    else:
        service.close_by_operator(first.key, anna, clock.at)
    second = browser.starts("Me again")
    assert second.is_new
    assert second.chat.key != first.key


def test_marks_of_what_was_seen_never_go_back(browser, anna, clock):
    chat = browser.starts().chat
    service.accept(chat.key, anna, clock.at)
    service.post_operator_message(chat.key, anna, new_key(), "Hi", clock.at)
    assert browser.sees(chat, 3).visitor_seen_id == 3
    assert browser.sees(chat, 1).visitor_seen_id == 3
    assert browser.sees(chat, 99).visitor_seen_id == 3


def test_somebody_who_only_looks_leaves_no_mark(browser, anna, ben, clock):
    chat = browser.starts().chat
    service.accept(chat.key, anna, clock.at)
    assert receiving.mark_seen_by_operator(chat.key, ben, 1, clock.at).operator_seen_id == 0
    assert receiving.mark_seen_by_operator(chat.key, anna, 1, clock.at).operator_seen_id == 1


def test_unread_messages_are_those_of_the_other_side_after_the_mark(browser, anna, clock):
    chat = browser.starts("one").chat
    service.accept(chat.key, anna, clock.at)
    browser.writes(chat, "two")
    service.post_operator_message(chat.key, anna, new_key(), "answer", clock.at)
    service.post_operator_message(chat.key, anna, new_key(), "more", clock.at)
    found = queries.chat_by_id(chat.id)
    assert (found.unread_by_operator, found.unread_by_visitor) == (0, 2)


def test_what_is_announced_about_a_message_counts_the_writers_own_as_read(browser, anna, clock):
    chat = browser.starts("one").chat
    service.accept(chat.key, anna, clock.at)
    told: list[events.MessagePosted] = []
    listen(events.MessagePosted, told.append)
    browser.writes(chat, "two")
    assert (told[-1].chat.unread_by_visitor, told[-1].chat.unread_by_operator) == (0, 2)


def test_operators_see_the_chats_of_their_departments_and_those_of_nobody(
    browser, other_browser, sales, support, clock
):
    in_sales = browser.starts(department_id=sales.id).chat
    of_nobody = other_browser.starts().chat
    for operator, keys in [
        (an_operator("Sally", sales), {in_sales.key, of_nobody.key}),
        (an_operator("Susan", support), {of_nobody.key}),
        (an_operator("Ursula"), {in_sales.key, of_nobody.key}),
        (an_operator("Vera", support, role=Role.SUPERVISOR), {in_sales.key, of_nobody.key}),
        (an_operator("Ada", support, role=Role.ADMINISTRATOR), {in_sales.key, of_nobody.key}),
    ]:
        assert {chat.key for chat in queries.waiting(operator)} == keys


def test_a_foreign_chat_and_an_unknown_one_get_the_same_answer(browser, sales, support, clock):
    chat = browser.starts(department_id=sales.id).chat
    susan = an_operator("Susan", support)
    answers = []
    for key in (chat.key, "no-such-chat"):
        for attempt in (access.chat_for_operator, lambda k, who: service.accept(k, who, clock.at)):
            with pytest.raises(NotFound) as refused:
                attempt(key, susan)
            answers.append(refused.value.as_document())
    assert all(answer == answers[0] for answer in answers)
    assert queries.chat_by_id(chat.id).state is ChatState.WAITING


def test_the_lists_of_the_desk_show_waiting_mine_and_active(browser, other_browser, anna, ben, clock):
    mine, waiting = browser.starts().chat, other_browser.starts().chat
    service.accept(mine.key, anna, clock.at)
    assert [chat.key for chat in queries.waiting(anna)] == [waiting.key]
    assert [chat.key for chat in queries.chats_of(anna.id)] == [mine.key]
    assert [chat.key for chat in queries.active(ben)] == [mine.key]


def test_a_chat_is_rated_by_the_browser_that_holds_it_and_by_no_other(browser, clock):
    chat = browser.starts().chat
    rate(chat.key, browser.visitor.id, browser.secret, "average", clock.at)
    assert latest_rating(browser.visitor.id) == LatestRating("average", clock.at)
    with pytest.raises(NotFound):
        rate(chat.key, browser.visitor.id, "another-secret-of-another-browser", "poor", clock.at)
