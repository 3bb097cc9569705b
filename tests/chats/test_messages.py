"""Messages: stored once, in one order, exactly as they were written."""

from __future__ import annotations

from typing import Any

import pytest

from app.chats import message_queries, service
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.snapshots import SenderKind
from app.foundation.secrets import new_key
from tests.chats.conftest import texts_of


def test_the_first_words_of_a_visitor_are_message_one(browser):
    started = browser.starts("Do you ship to Norway?")
    assert (started.message.id, started.chat.last_id, started.message.sender) == (1, 1, SenderKind.VISITOR)
    assert started.is_new


def test_an_answered_invitation_becomes_message_one_and_the_answer_message_two(browser):
    impression: Any = None
    opening = service.Opening(
        impression, "Pricing help", "<p>Need a <b>hand</b>?</p>", "Need a hand?", "Anna from Sales"
    )
    started = browser.starts("Yes please", opening=opening)
    first, second = message_queries.messages_after(started.chat.id, 0)[0]
    assert (first.id, first.sender, first.html, first.sender_name) == (
        1,
        SenderKind.INVITATION,
        "<p>Need a <b>hand</b>?</p>",
        "Anna from Sales",
    )
    assert (second.id, second.text, started.message.id) == (2, "Yes please", 2)
    assert started.chat.invitation_name == "Pricing help"


def test_numbers_count_without_gaps_whoever_writes(browser, anna):
    chat = browser.starts("one").chat
    service.accept(chat.key, anna, chat.started_at)
    browser.writes(chat, "three")
    service.post_operator_message(chat.key, anna, new_key(), "four", chat.started_at)
    numbers = [message.id for message in message_queries.messages_after(chat.id, 0)[0]]
    assert numbers == [1, 2, 3, 4]


def test_sending_again_gives_the_first_message_and_stores_nothing(browser):
    chat = browser.starts().chat
    first = browser.writes(chat, "once", client_id="the-same")
    again = browser.writes(chat, "once", client_id="the-same")
    assert again == first
    assert texts_of(chat) == ["Hello", "once"]


def test_sending_again_after_the_chat_was_closed_still_gives_the_first_message(browser):
    chat = browser.starts().chat
    first = browser.writes(chat, "once", client_id="the-same")
    browser.closes(chat)
    assert browser.writes(chat, "once", client_id="the-same") == first


def test_a_client_id_for_another_text_is_a_conflict(browser):
    chat = browser.starts().chat
    browser.writes(chat, "this", client_id="the-same")
    with pytest.raises(Conflict) as refused:
        browser.writes(chat, "that", client_id="the-same")
    assert (refused.value.code, refused.value.field) == ("client_id_reused", "client_id")


def test_visitor_and_operator_may_use_the_same_client_id(browser, anna):
    chat = browser.starts("mine", client_id="the-same").chat
    service.accept(chat.key, anna, chat.started_at)
    service.post_operator_message(chat.key, anna, "the-same", "theirs", chat.started_at)
    assert texts_of(chat)[0::2] == ["mine", "theirs"]


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x01"])
def test_a_message_without_text_is_refused(browser, text):
    chat = browser.starts().chat
    with pytest.raises(InvalidInput) as refused:
        browser.writes(chat, text)
    assert refused.value.field == "text"


def test_a_message_has_at_most_five_thousand_characters(browser):
    chat = browser.starts().chat
    assert len(browser.writes(chat, "W" * 5000).text) == 5000
    with pytest.raises(InvalidInput) as refused:
        browser.writes(chat, "A" * 5001)
    assert refused.value.field == "text"


@pytest.mark.parametrize(
    "text",
    [
        "<script>__xss('M01')</script>",
        "a\u2028b\u2029c",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f3f3\ufe0f\u200d\U0001f308",
        "\u202egnp.exe",
        "{{ config }} {lhc.var.key} %s %(x)s",
        "line one\nline two\ttabbed",
        "  spaces are kept  ",
    ],
)
def test_every_character_that_means_something_is_kept(browser, text):
    chat = browser.starts().chat
    assert browser.writes(chat, text).text == text
    assert texts_of(chat)[-1] == text


@pytest.mark.parametrize(("written", "kept"), [("a\x00b", "ab"), ("\x1b[2Jx\x9b31m", "[2Jx31m"), ("a\ud83db", "ab")])
def test_control_characters_and_lone_surrogates_are_taken_out(browser, written, kept):
    chat = browser.starts().chat
    assert browser.writes(chat, written).text == kept


@pytest.mark.parametrize("client_id", ["", "x" * 65, "a\x00b", "ä"])
def test_a_client_id_is_one_to_sixty_four_plain_characters(browser, client_id):
    chat = browser.starts().chat
    with pytest.raises(InvalidInput) as refused:
        service.post_visitor_message(chat.key, browser.visitor.id, browser.secret, client_id, "x", chat.started_at)
    assert refused.value.field == "client_id"


def test_a_long_chat_is_read_in_pages(browser):
    chat = browser.starts("1").chat
    for number in range(2, 8):
        browser.writes(chat, str(number))
    first, has_more = message_queries.messages_after(chat.id, 0, limit=4)
    rest, has_still_more = message_queries.messages_after(chat.id, first[-1].id, limit=4)
    assert ([m.text for m in first], has_more) == (["1", "2", "3", "4"], True)
    assert ([m.text for m in rest], has_still_more) == (["5", "6", "7"], False)


def test_a_page_of_long_messages_ends_early(browser):
    chat = browser.starts("W" * 5000).chat
    for _ in range(24):
        browser.writes(chat, "W" * 5000)
    first, has_more = message_queries.messages_after(chat.id, 0)
    rest, has_still_more = message_queries.messages_after(chat.id, first[-1].id)
    assert (len(first), has_more, len(rest), has_still_more) == (20, True, 5, False)


@pytest.mark.parametrize("after", [-1, 2, 2**53])
def test_resuming_from_a_message_that_does_not_exist_is_refused(browser, after):
    chat = browser.starts().chat
    with pytest.raises(InvalidInput) as refused:
        message_queries.missed(chat, after, None)
    assert refused.value.field == "after"


def test_another_visitor_another_secret_and_an_unknown_chat_get_the_same_answer(browser, other_browser):
    chat = browser.starts().chat
    answers = []
    for key, visitor, secret in [
        (chat.key, other_browser.visitor, browser.secret),
        (chat.key, browser.visitor, other_browser.secret),
        ("no-such-chat", browser.visitor, browser.secret),
    ]:
        with pytest.raises(NotFound) as refused:
            service.post_visitor_message(key, visitor.id, secret, new_key(), "psst", chat.started_at)
        answers.append(refused.value.as_document())
    assert answers[0] == answers[1] == answers[2]
    assert texts_of(chat) == ["Hello"]


def test_the_panels_secret_is_nowhere_in_the_database(browser, inside):
    browser.starts()
    from app.foundation.database import db

    rows = db.session.execute(db.text("SELECT * FROM chats")).mappings().all()
    assert browser.secret not in repr(rows)
