"""Changing and taking back messages: by whom, with its history, and never over somebody else's change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.chats import editing, message_queries, queries, quoting, service
from app.chats.editing import ChangedMeanwhile
from app.domain.errors import BeckonError, Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import Permission, Role
from app.foundation.secrets import new_key
from tests.chats.conftest import an_operator


@pytest.fixture
def chat(browser, anna, clock):
    started = browser.starts("How long does it take?").chat
    return service.accept(started.key, anna, clock.at)


def says(chat, operator, text, clock, **fields):
    return service.post_operator_message(chat.key, operator, new_key(), text, clock.at, **fields)


def now_of(chat, number):
    return message_queries.message_of(chat.id, number)


def test_an_operator_changes_their_own_message_and_what_it_said_is_kept(chat, anna, clock):
    said = says(chat, anna, "12 days", clock)
    changed = editing.edit(chat.key, said.id, anna, "14 days", 0, clock.at)
    assert (changed.text, changed.edited_at, changed.change, changed.id) == ("14 days", clock.at, 1, said.id)
    assert [each.text for each in editing.history(chat.key, said.id, anna)] == ["12 days"]
    assert queries.chat_by_id(chat.id).last_line == "14 days"


def test_changes_count_within_their_chat_without_gaps(chat, anna, clock):
    first, second = says(chat, anna, "a", clock), says(chat, anna, "b", clock)
    numbers = [
        editing.edit(chat.key, first.id, anna, "a2", 0, clock.at).change,
        editing.edit(chat.key, second.id, anna, "b2", 0, clock.at).change,
        editing.edit(chat.key, first.id, anna, "a3", 1, clock.at).change,
        editing.delete(chat.key, second.id, anna, 2, clock.at).change,
    ]
    assert numbers == [1, 2, 3, 4]
    assert queries.chat_by_id(chat.id).last_change == 4


def test_what_was_taken_back_is_in_no_message_any_more_and_its_words_are_in_its_history_alone(chat, anna, clock):
    said = says(chat, anna, "The code is 4711", clock)
    says(chat, anna, "answers it", clock, quote=said.id)
    taken = editing.delete(chat.key, said.id, anna, 0, clock.at)
    assert (taken.text, taken.html, taken.quote, taken.deleted_at) == ("", None, None, clock.at)
    everything = message_queries.messages_after(chat.id, 0)[0]
    assert "4711" not in repr(everything)
    assert everything[-1].quote is not None
    assert everything[-1].quote.text == ""
    assert [each.text for each in editing.history(chat.key, said.id, anna)] == ["The code is 4711"]


def test_a_message_that_was_taken_back_is_neither_the_latest_line_nor_unread(chat, anna, clock):
    said = says(chat, anna, "Wrong window", clock)
    unread = queries.chat_by_id(chat.id).unread_by_visitor
    editing.delete(chat.key, said.id, anna, 0, clock.at)
    after = queries.chat_by_id(chat.id)
    assert (after.unread_by_visitor, after.last_line) == (unread - 1, "How long does it take?")


def test_who_has_not_seen_the_last_change_is_told_what_the_message_says_now(chat, anna, ben, clock):
    supervisor = an_operator("Sue", role=Role.SUPERVISOR)
    said = says(chat, anna, "12 days", clock)
    editing.edit(chat.key, said.id, supervisor, "10 days", 0, clock.at)
    with pytest.raises(ChangedMeanwhile) as refused:
        editing.edit(chat.key, said.id, anna, "14 days", 0, clock.at)
    assert refused.value.present.text == "10 days"
    with pytest.raises(ChangedMeanwhile):
        editing.delete(chat.key, said.id, anna, 0, clock.at)
    assert editing.edit(chat.key, said.id, anna, "14 days", 1, clock.at).change == 2


def test_saying_the_same_again_and_deleting_again_change_nothing(chat, anna, clock):
    said = says(chat, anna, "12 days", clock)
    first = editing.edit(chat.key, said.id, anna, "14 days", 0, clock.at)
    assert editing.edit(chat.key, said.id, anna, "14 days", 0, clock.at) == first
    gone = editing.delete(chat.key, said.id, anna, 1, clock.at)
    assert editing.delete(chat.key, said.id, anna, 1, clock.at) == gone
    with pytest.raises(Conflict, match="deleted"):
        editing.edit(chat.key, said.id, anna, "back", 2, clock.at)


def test_a_colleague_changes_nothing_of_mine_and_a_supervisor_does(chat, anna, ben, clock):
    said = says(chat, anna, "12 days", clock)
    for attempt in (
        lambda: editing.edit(chat.key, said.id, ben, "mine", 0, clock.at),
        lambda: editing.delete(chat.key, said.id, ben, 0, clock.at),
        lambda: editing.history(chat.key, said.id, ben),
    ):
        with pytest.raises(Forbidden):
            attempt()
    supervisor = an_operator("Sue", role=Role.SUPERVISOR)
    assert editing.edit(chat.key, said.id, supervisor, "13 days", 0, clock.at).text == "13 days"
    assert editing.history(chat.key, said.id, supervisor)[0].operator_name == "Sue"


def test_a_role_without_the_right_changes_not_even_its_own(chat, anna, clock):
    said = says(chat, anna, "12 days", clock)
    kept_short = replace(anna, permissions=frozenset({Permission.SEE_ALL_CHATS}))
    with pytest.raises(Forbidden):
        editing.edit(chat.key, said.id, kept_short, "14 days", 0, clock.at)


def test_a_visitors_words_are_never_changed_and_only_taken_back_by_who_may_change_all(chat, anna, clock):
    supervisor = an_operator("Sue", role=Role.SUPERVISOR)
    for who in (anna, supervisor):
        with pytest.raises(Forbidden):
            editing.edit(chat.key, 1, who, "I like it here", 0, clock.at)
    with pytest.raises(Forbidden):
        editing.delete(chat.key, 1, anna, 0, clock.at)
    assert editing.delete(chat.key, 1, supervisor, 0, clock.at).text == ""


def test_system_lines_stay_as_they_are(chat, anna, clock):
    supervisor = an_operator("Sue", role=Role.SUPERVISOR)
    with pytest.raises(Forbidden):
        editing.delete(chat.key, 2, supervisor, 0, clock.at)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5_001])
def test_an_empty_or_too_long_text_is_refused_and_nothing_changes(chat, anna, clock, text):
    said = says(chat, anna, "12 days", clock)
    with pytest.raises(InvalidInput):
        editing.edit(chat.key, said.id, anna, text, 0, clock.at)
    assert now_of(chat, said.id).change == 0


def test_a_message_that_does_not_exist_is_unknown_and_a_foreign_chat_too(chat, anna, clock, sales, support):
    stranger = an_operator("Zoe", support)
    with pytest.raises(NotFound):
        editing.edit(chat.key, 99, anna, "x", 0, clock.at)
    with pytest.raises(NotFound):
        editing.edit("no-such-chat", 1, stranger, "x", 0, clock.at)


def test_sending_again_after_a_change_is_still_the_same_message(chat, anna, clock):
    name = new_key()
    said = service.post_operator_message(chat.key, anna, name, "12 days", clock.at)
    editing.edit(chat.key, said.id, anna, "14 days", 0, clock.at)
    again = service.post_operator_message(chat.key, anna, name, "12 days", clock.at)
    assert (again.id, again.text) == (said.id, "14 days")
    editing.delete(chat.key, said.id, anna, 1, clock.at)
    assert service.post_operator_message(chat.key, anna, name, "12 days", clock.at).id == said.id
    with pytest.raises(Conflict) as refused:
        service.post_operator_message(chat.key, anna, name, "14 days", clock.at)
    assert refused.value.code == "client_id_reused"


def test_a_closed_chat_can_still_be_put_right(chat, anna, clock):
    said = says(chat, anna, "12 days", clock)
    service.close_by_operator(chat.key, anna, clock.at)
    assert editing.edit(chat.key, said.id, anna, "14 days", 0, clock.at).text == "14 days"


def test_both_sides_answer_a_particular_message_and_the_quote_says_what_it_says_now(chat, browser, anna, clock):
    answer = says(chat, anna, "12 days", clock, quote=1)
    assert answer.quote is not None
    assert answer.quote.text == "How long does it take?"
    reply = service.post_visitor_message(
        chat.key, browser.visitor.id, browser.secret, new_key(), "To Norway?", clock.at, quote=answer.id
    )
    editing.edit(chat.key, answer.id, anna, "14 days", 0, clock.at)
    quote = now_of(chat, reply.id).quote
    assert quote is not None
    assert (quote.id, quote.sender_name, quote.text) == (answer.id, "Anna", "14 days")


@pytest.mark.parametrize("number", [0, 2, 99])
def test_nothing_is_quoted_that_nobody_said(chat, anna, clock, number):
    before = queries.chat_by_id(chat.id).last_id
    with pytest.raises(InvalidInput) as refused:
        says(chat, anna, "Well", clock, quote=number)
    assert (refused.value.field, refused.value.code) == ("quote", "unknown_message")
    assert queries.chat_by_id(chat.id).last_id == before


def test_what_was_taken_back_meanwhile_can_be_quoted_without_its_words(chat, anna, clock):
    said = says(chat, anna, "oops", clock)
    editing.delete(chat.key, said.id, anna, 0, clock.at)
    quoting.check(chat.id, said.id)
    quote = says(chat, anna, "I meant this", clock, quote=said.id).quote
    assert quote is not None
    assert quote.text == ""


def test_what_was_missed_comes_with_the_changes_and_a_number_to_ask_with_next_time(chat, anna, clock):
    first, second = says(chat, anna, "a", clock), says(chat, anna, "b", clock)
    editing.edit(chat.key, first.id, anna, "a2", 0, clock.at)
    known = message_queries.missed(queries.chat_by_id(chat.id), second.id, None)
    assert (known.messages, known.changes, known.changed_to) == ((), (), 1)
    editing.edit(chat.key, second.id, anna, "b2", 0, clock.at)
    editing.delete(chat.key, first.id, anna, 1, clock.at)
    later = message_queries.missed(queries.chat_by_id(chat.id), second.id, 1)
    assert [(each.id, each.change) for each in later.changes] == [(second.id, 2), (first.id, 3)]
    assert (later.changed_to, later.more) == (3, False)


def test_a_number_of_a_change_that_the_chat_has_not_reached_is_refused(chat):
    with pytest.raises(InvalidInput) as refused:
        message_queries.missed(chat, 1, 1)
    assert refused.value.field == "changes_after"


def test_many_changes_come_in_pages_that_end_where_they_say(chat, anna, clock, monkeypatch):
    said = [says(chat, anna, str(number), clock) for number in range(5)]
    for each in said:
        editing.edit(chat.key, each.id, anna, each.text + "!", 0, clock.at)
    page, more = message_queries.changes_after(chat.id, 0, limit=2)
    assert ([each.change for each in page], more) == ([1, 2], True)
    rest, more = message_queries.changes_after(chat.id, 2, limit=3)
    assert ([each.change for each in rest], more) == ([3, 4, 5], False)


def test_errors_of_this_room_say_what_is_wrong(chat, anna, clock):
    for attempt in (
        lambda: editing.edit(chat.key, 1, anna, "x", 0, clock.at),
        lambda: editing.delete(chat.key, 2, anna, 0, clock.at),
    ):
        with pytest.raises(BeckonError) as refused:
            attempt()
        assert refused.value.code == "not_changeable"
        assert "%" not in refused.value.message
