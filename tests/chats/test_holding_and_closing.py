"""On hold, and the end of a chat: with a reason, by rule, and whether it was missed."""

from __future__ import annotations

import pytest

from app.chats import closing, holding, queries, returning, service, tidying
from app.chats.refusing import NotYours
from app.chats.wire import wire_chat
from app.domain.errors import InvalidInput
from app.domain.snapshots import ChatState
from app.foundation import settings
from app.foundation.database import db, transaction
from app.foundation.secrets import new_key
from app.operators.models import Operator
from app.visitors import service as visitors
from app.visitors.reports import PageReport
from tests.chats.conftest import a_visitor
from tests.chats.flow import chat_of, codes, comes, goes, hear_colleagues, stays


def opens_a_page(browser):
    """The visitor opens a page of the site."""
    report = PageReport(url="https://shop.test/", page_key="page", tab_key="tab", title="", user_agent="x")
    with transaction() as publish:
        visitors.record_page_view(publish, report, visitor_key=browser.visitor.key, now=browser.visitor.last_seen_at)


def leaves(browser, at):
    """The visitor closes the page."""
    with transaction() as publish:
        visitors.record_left(publish, browser.visitor.key, "page", at)


def writes(chat, operator, at):
    """The operator answers."""
    return service.post_operator_message(chat.key, operator, new_key(), "Here you are", at)


def test_holding_is_told_once_and_only_the_owner_may(browser, anna, ben, clock):
    chat = chat_of(anna, browser)
    held = holding.hold(chat.key, anna, clock.at)
    assert (held.held_since, wire_chat(held)["held"]) == (clock.at, True)
    assert holding.hold(chat.key, anna, clock.at).last_id == held.last_id
    with pytest.raises(NotYours):
        holding.resume(chat.key, ben, clock.at)
    assert holding.resume(chat.key, anna, clock.at).held_since is None
    assert codes(chat) == ["joined", "held", "resumed"]


def test_a_close_keeps_one_of_the_sites_reasons_and_the_visitor_is_not_told_it(browser, anna, clock):
    chat = chat_of(anna, browser)
    with pytest.raises(InvalidInput) as refused:
        closing.close_by_operator(chat.key, anna, clock.at, "Because")
    assert refused.value.field == "reason"
    closed = closing.close_by_operator(chat.key, anna, clock.at, "Spam")
    assert (closed.close_reason, closed.missed_at) == ("Spam", None)
    assert "Spam" not in str(wire_chat(closed))


def test_the_first_answer_is_an_operators_first_message_and_stays_it(browser, anna, clock):
    chat = chat_of(anna, browser)
    assert queries.chat_by_id(chat.id).first_answered_at is None
    clock.advance(7)
    writes(chat, anna, clock.at)
    clock.advance(7)
    writes(chat, anna, clock.at)
    answered_at = queries.chat_by_id(chat.id).first_answered_at
    assert answered_at is not None
    assert (answered_at - chat.started_at).total_seconds() == 7


def test_a_chat_is_missed_when_it_was_given_up_before_anybody_answered(anna, clock):
    given_up, answered, decided = a_visitor(), a_visitor(), a_visitor()
    assert given_up.closes(chat_of(anna, given_up)).missed_at == clock.at
    chat = chat_of(anna, answered)
    writes(chat, anna, clock.at)
    assert answered.closes(chat).missed_at is None
    assert closing.close_by_operator(decided.starts().chat.key, anna, clock.at).missed_at is None


def test_an_idle_chat_is_warned_and_then_closed_and_a_word_in_between_saves_it(browser, other_browser, anna, clock):
    settings.change_all({"chats.idle_minutes": 20, "chats.idle_warning_minutes": 5, "chats.return_minutes": 0})
    chat, saved = chat_of(anna, browser), chat_of(anna, other_browser)
    writes(chat, anna, clock.at)
    writes(saved, anna, clock.at)
    clock.advance(14 * 60)
    assert tidying.close_by_rules(clock.at) == 0
    assert "idle_warning" not in codes(chat)
    clock.advance(60)
    tidying.close_by_rules(clock.at)
    tidying.close_by_rules(clock.at)
    assert codes(chat).count("idle_warning") == codes(saved).count("idle_warning") == 1
    clock.advance(60)
    other_browser.writes(saved, "Still here")
    clock.advance(240)
    assert tidying.close_by_rules(clock.at) == 1
    closed = queries.chat_by_id(chat.id)
    assert (closed.state, closed.close_reason, closed.missed_at) == (ChatState.CLOSED, "idle", None)
    assert queries.chat_by_id(saved.id).state is ChatState.ACTIVE


def test_a_chat_on_hold_and_a_visitor_without_an_answer_are_not_idle(browser, other_browser, anna, clock):
    settings.change_all({"chats.idle_minutes": 20, "chats.idle_warning_minutes": 5})
    opens_a_page(other_browser)
    held = chat_of(anna, browser)
    holding.hold(held.key, anna, clock.at)
    asked = chat_of(anna, other_browser)
    for _ in range(60):
        clock.advance(60)
        with transaction() as publish:
            visitors.record_activity(publish, other_browser.visitor.key, "page", clock.at)
        tidying.close_by_rules(clock.at)
    assert queries.chat_by_id(held.id).state is ChatState.ACTIVE
    assert queries.chat_by_id(asked.id).state is ChatState.ACTIVE


def test_a_waiting_chat_ends_as_abandoned_when_its_visitor_left_and_as_missed(browser, other_browser, clock):
    settings.change("chats.abandoned_minutes", 10)
    opens_a_page(browser), opens_a_page(other_browser)
    left, stayed = browser.starts().chat, other_browser.starts().chat
    leaves(browser, clock.at)
    clock.advance(9 * 60)
    assert tidying.close_by_rules(clock.at) == 0
    clock.advance(60)
    assert tidying.close_by_rules(clock.at) == 1
    closed = queries.chat_by_id(left.id)
    assert (closed.close_reason, closed.missed_at, codes(left)) == ("abandoned", clock.at, ["ended_abandoned"])
    assert queries.chat_by_id(stayed.id).state is ChatState.WAITING


def test_waiting_too_long_ends_only_where_nobody_is_there(browser, anna, clock):
    settings.change("chats.unanswered_minutes", 10)
    chat = browser.starts().chat
    comes(anna)
    for _ in range(11):
        clock.advance(60)
        stays(anna)
    assert tidying.close_by_rules(clock.at) == 0
    goes(anna)
    assert tidying.close_by_rules(clock.at) == 1
    assert queries.chat_by_id(chat.id).close_reason == "unanswered"


def test_chats_of_somebody_who_is_gone_for_long_wait_again_and_a_short_absence_changes_nothing(browser, anna, clock):
    comes(anna)
    chat, heard = chat_of(anna, browser), hear_colleagues()
    goes(anna)
    returning.return_orphans(clock.at)
    clock.advance(200)
    comes(anna)
    assert returning.return_orphans(clock.at) == 0
    goes(anna)
    returning.return_orphans(clock.at)
    clock.advance(299)
    assert returning.return_orphans(clock.at) == 0
    clock.advance(1)
    assert returning.return_orphans(clock.at) == 1
    again = queries.chat_by_id(chat.id)
    assert (again.state, again.operator_id, again.waiting_since) == (ChatState.WAITING, None, chat.started_at)
    assert (codes(chat)[-1], heard) == ("requeued", [(anna.id, "requeued", "")])


def test_a_removed_operators_chat_waits_again_at_once(browser, anna, clock):
    comes(anna)
    chat = chat_of(anna, browser)
    writes(chat, anna, clock.at)
    clock.advance(30)
    with transaction():
        db.session.delete(db.session.get(Operator, anna.id))
    assert returning.return_orphans(clock.at) == 1
    again = queries.chat_by_id(chat.id)
    assert (again.state, again.waiting_since) == (ChatState.WAITING, clock.at)
