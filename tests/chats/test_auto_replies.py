"""What is said by itself: once, in the visitor's language, for the department, and only as far as it is known."""

from __future__ import annotations

from functools import partial

import pytest

from app.chats import closing, message_queries, service, waiting
from app.chats.auto_replies import spoken_wait, texts_for
from app.chats.auto_reply_editing import drop, kept_replies, save
from app.chats.auto_reply_texts import AutoReplyTexts
from app.chats.queue_places import FEWEST, place_of
from app.domain.errors import InvalidInput
from app.domain.snapshots import SenderKind
from app.foundation import briefly
from app.foundation.database import db
from tests.chats.conftest import VisitorBrowser, a_visitor
from tests.chats.flow import chat_of, comes
from tests.chats.test_waiting import WORDS, an_opening
from tests.services.at_once import at_once


def said(chat):
    """What was said by itself, in order."""
    found = message_queries.messages_after(chat.id, 0)[0]
    return [line.text for line in found if line.sender is SenderKind.AUTOMATIC]


def test_a_welcome_is_said_once_with_the_place_and_the_wait_as_far_as_it_is_known(anna, clock):
    comes(anna)
    texts = AutoReplyTexts(welcome="Hello {name|there}!", place="You are number {place}.", wait="About {wait}.")
    save(None, "en", texts, anna, clock.at)
    first = a_visitor()
    started = first.starts(client_id="one").chat
    assert said(started) == ["Hello there!\nYou are number 1."]
    assert first.starts(client_id="one").chat.key == started.key
    assert len(said(started)) == 1
    for _ in range(FEWEST):
        chat = a_visitor().starts().chat
        clock.advance(100)
        comes(anna)
        service.accept(chat.key, anna, clock.at)
    briefly.forget("chats.waits")
    assert said(a_visitor().starts().chat) == ["Hello there!\nYou are number 2.\nAbout 2 minutes."]


def test_the_wait_is_spoken_in_the_visitors_language_and_never_less_than_a_minute(inside):
    assert spoken_wait(4, "en") == "1 minute"
    assert spoken_wait(121, "de-AT") == "3 Minuten"
    assert spoken_wait(3600 * 3, "en") == "180 minutes"


def test_the_visitors_language_goes_before_the_department_and_the_sites_own_comes_last(anna, sales, clock):
    save(None, "en", AutoReplyTexts(welcome="Hello", offline="Nobody"), anna, clock.at)
    save(sales.id, "en", AutoReplyTexts(welcome="Hello from Sales"), anna, clock.at)
    save(None, "de", AutoReplyTexts(welcome="Hallo"), anna, clock.at)
    assert [
        texts_for(*each).welcome for each in [(None, "en"), (sales.id, "en-GB"), (sales.id, "de-AT"), (None, "fr")]
    ] == [
        "Hello",
        "Hello from Sales",
        "Hallo",
        "Hello",
    ]
    assert texts_for(sales.id, "de").offline == "Nobody"


def test_where_nobody_is_there_the_offline_text_is_said_instead(browser, anna, clock):
    save(None, "en", AutoReplyTexts(welcome="Hello", offline="We are back tomorrow", unanswered="Soon"), anna, clock.at)
    chat = browser.starts().chat
    clock.advance(600)
    waiting.say_what_is_due(clock.at)
    assert said(chat) == ["We are back tomorrow"]


def test_nobody_answered_is_said_after_its_seconds_so_often_and_ends_with_the_accept(
    browser, other_browser, anna, clock
):
    comes(anna)
    texts = AutoReplyTexts(unanswered="Still looking", unanswered_seconds=30, unanswered_times=2)
    save(None, "en", texts, anna, clock.at)
    chat, accepted = browser.starts().chat, other_browser.starts().chat
    service.accept(accepted.key, anna, clock.at)
    for _ in range(20):
        clock.advance(10)
        waiting.say_what_is_due(clock.at)
    assert (said(chat), said(accepted)) == (["Still looking"] * 2, [])


def test_an_invitations_own_words_go_first(browser, anna, clock):
    comes(anna)
    save(None, "en", AutoReplyTexts(welcome="Hello", unanswered="Still here"), anna, clock.at)
    assert said(browser.starts(opening=an_opening()).chat) == [WORDS.message]


@pytest.mark.parametrize("who", ["operator", "visitor"])
def test_a_goodbye_is_said_when_the_team_ends_the_chat_and_not_when_the_visitor_does(browser, anna, clock, who):
    save(None, "en", AutoReplyTexts(closed_by_operator="Bye {name|you}"), anna, clock.at)
    chat = chat_of(anna, browser)
    browser.closes(chat) if who == "visitor" else closing.close_by_operator(chat.key, anna, clock.at)
    assert said(chat) == (["Bye you"] if who == "operator" else [])


def test_a_text_may_only_hold_what_is_known_when_it_is_said(anna, clock):
    with pytest.raises(InvalidInput) as refused:
        save(None, "en", AutoReplyTexts(unanswered="You are number {place}"), anna, clock.at)
    assert refused.value.field == "unanswered"
    with pytest.raises(InvalidInput) as refused:
        save(None, "english", AutoReplyTexts(welcome="Hi"), anna, clock.at)
    assert refused.value.field == "language"


def test_saving_replaces_dropping_removes_and_two_who_save_at_once_leave_one(inside, anna, sales, clock):
    for department in (None, sales.id):
        calls = [partial(save, department, "de", AutoReplyTexts(welcome=word), anna, clock.at) for word in "abc"]
        db.session.rollback()
        at_once(inside, calls)
    kept = kept_replies()
    assert [(each.department_id, each.language) for each in kept] == [(None, "de"), (sales.id, "de")]
    drop(sales.id, "de", anna, clock.at)
    assert len(kept_replies()) == 1


def test_places_are_counted_for_each_department_and_move_up(anna, sales, clock):
    browsers: list[VisitorBrowser] = [a_visitor() for _ in range(3)]
    first, second, elsewhere = (
        browser.starts(department_id=department).chat
        for browser, department in zip(browsers, (sales.id, sales.id, None), strict=True)
    )
    assert [place_of(chat, clock.at).place for chat in (first, second, elsewhere)] == [1, 2, 1]
    service.accept(first.key, anna, clock.at)
    assert place_of(second, clock.at).place == 1
