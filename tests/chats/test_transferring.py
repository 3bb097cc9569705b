"""Transferring: a chat stays with its owner until somebody takes it, and everybody concerned hears what follows."""

from __future__ import annotations

import pytest

from app.chats import closing, message_queries, queries, service, taking_over, transferring
from app.chats.colleagues import targets
from app.chats.refusing import AlreadyOffered, NotYours, Transferred
from app.chats.stale_offers import take_back_stale
from app.chats.wire import wire_chat, wire_message
from app.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.snapshots import PresenceState
from app.foundation.secrets import new_key
from app.operators import presence
from app.realtime import rooms
from tests.chats.conftest import an_operator
from tests.chats.flow import chat_of, codes, comes, goes, hear_colleagues
from tests.services.questions import questions


def test_an_offered_chat_stays_with_its_owner_until_the_colleague_takes_it(browser, anna, ben, clock):
    comes(ben)
    chat = chat_of(anna, browser)
    offered = transferring.offer_to_colleague(chat.key, anna, ben.id, " Knows the invoice ", clock.at)
    assert (offered.operator_name, offered.transfer.operator_name, offered.transfer.note) == (
        "Anna",
        "Ben",
        "Knows the invoice",
    )
    service.post_operator_message(chat.key, anna, new_key(), "One moment", clock.at)
    heard = hear_colleagues()
    taken = transferring.accept_transfer(chat.key, ben, clock.at)
    assert (taken.operator_name, taken.transfer, codes(chat)) == ("Ben", None, ["joined", "handed_over"])
    assert heard == [(anna.id, "accepted", "Ben")]
    with pytest.raises(Conflict):
        service.post_operator_message(chat.key, anna, new_key(), "And another thing", clock.at)


def test_the_visitor_reads_who_handed_them_over_to_whom_and_never_the_note(browser, anna, ben, clock):
    comes(ben)
    chat = chat_of(anna, browser)
    offered = transferring.offer_to_colleague(chat.key, anna, ben.id, "A difficult one", clock.at)
    assert "difficult" not in str(wire_chat(offered))
    transferring.accept_transfer(chat.key, ben, clock.at)
    lines = [wire_message(each) for each in message_queries.messages_after(chat.id, 0)[0]]
    assert (lines[-1]["text"], lines[-1]["name"], lines[-1]["about"]) == (
        "Anna has handed you over to Ben",
        "Anna",
        "Ben",
    )
    assert "difficult" not in str(lines)


def test_a_department_takes_it_along_and_whoever_serves_it_may_take_it(browser, anna, sales, support, clock):
    carla = comes(an_operator("Carla", support))
    chat = chat_of(anna, browser, department_id=sales.id)
    with pytest.raises(NotFound):
        transferring.accept_transfer(chat.key, carla, clock.at)
    offered = transferring.offer_to_department(chat.key, anna, support.id, "", clock.at)
    assert [each.key for each in queries.active(carla)] == [chat.key]
    assert f"operators:department:{support.id}" in rooms.that_see(offered)
    taken = transferring.accept_transfer(chat.key, carla, clock.at)
    assert (taken.operator_name, taken.department_name) == ("Carla", "Support")


def test_who_is_away_gone_or_of_an_empty_department_cannot_be_offered_a_chat(browser, anna, ben, sales, clock):
    chat = chat_of(anna, browser)
    refused = []
    for arrange in (
        lambda: comes(ben, PresenceState.AWAY),
        lambda: comes(ben, PresenceState.INVISIBLE),
        lambda: goes(ben),
    ):
        arrange()
        with pytest.raises(Conflict) as told:
            transferring.offer_to_colleague(chat.key, anna, ben.id, "", clock.at)
        refused.append((told.value.code, told.value.message))
    assert refused == [
        ("colleague_away", "Ben is away right now"),
        ("colleague_gone", "Ben is not here right now"),
        ("colleague_gone", "Ben is not here right now"),
    ]
    presence.pause_department(comes(anna).id, sales.id, clock.at, is_paused=True)
    assert [online for _department, online in targets(ben, clock.at).departments] == [0]
    with pytest.raises(Conflict, match="nobody of Sales is online"):
        transferring.offer_to_department(chat.key, anna, sales.id, "", clock.at)
    with pytest.raises(InvalidInput):
        transferring.offer_to_colleague(chat.key, anna, 999_999, "", clock.at)


def test_declined_and_withdrawn_offers_leave_the_chat_where_it_was_and_tell_the_other_side(browser, anna, ben, clock):
    comes(ben)
    chat, heard = chat_of(anna, browser), hear_colleagues()
    transferring.offer_to_colleague(chat.key, anna, ben.id, "", clock.at)
    assert transferring.decline_transfer(chat.key, ben, clock.at).operator_name == "Anna"
    transferring.offer_to_colleague(chat.key, anna, ben.id, "", clock.at)
    assert transferring.withdraw_transfer(chat.key, anna, clock.at).transfer is None
    assert heard == [(anna.id, "declined", "Ben"), (ben.id, "withdrawn", "Anna")]
    with pytest.raises(Transferred) as told:
        transferring.accept_transfer(chat.key, ben, clock.at)
    assert (told.value.by, told.value.as_document()["error"]["by"]) == ("Anna", "Anna")
    assert codes(chat) == ["joined"]


def test_an_offer_to_somebody_who_goes_is_taken_back_and_its_owner_is_told(browser, anna, ben, clock):
    comes(ben)
    chat, heard = chat_of(anna, browser), hear_colleagues()
    transferring.offer_to_colleague(chat.key, anna, ben.id, "", clock.at)
    assert take_back_stale(clock.at) == 0
    goes(ben)
    assert (take_back_stale(clock.at), take_back_stale(clock.at)) == (1, 0)
    assert (queries.chat_by_id(chat.id).transfer, heard) == (None, [(anna.id, "gone", "Ben")])


def test_only_the_owner_offers_a_chat_once_and_neither_waiting_nor_closed_ones(browser, anna, ben, clock):
    comes(anna), comes(ben)
    chat = browser.starts().chat
    with pytest.raises(Conflict, match="accept the chat first"):
        transferring.offer_to_colleague(chat.key, anna, ben.id, "", clock.at)
    service.accept(chat.key, anna, clock.at)
    with pytest.raises(NotYours):
        transferring.offer_to_colleague(chat.key, ben, anna.id, "", clock.at)
    with pytest.raises(InvalidInput):
        transferring.offer_to_colleague(chat.key, anna, anna.id, "", clock.at)
    transferring.offer_to_colleague(chat.key, anna, ben.id, "", clock.at)
    with pytest.raises(AlreadyOffered) as told:
        transferring.offer_to_colleague(chat.key, anna, ben.id, "", clock.at)
    assert told.value.by == "Ben"
    service.close_by_operator(chat.key, anna, clock.at)
    with pytest.raises(Conflict, match="closed"):
        transferring.accept_transfer(chat.key, ben, clock.at)


def test_taking_over_needs_the_permission_and_the_earlier_owner_is_told(browser, anna, ben, clock):
    carla = an_operator("Carla", role=Role.SUPERVISOR)
    chat, heard = chat_of(anna, browser), hear_colleagues()
    with pytest.raises(Forbidden):
        taking_over.take_over(chat.key, ben, anna.id, clock.at)
    with pytest.raises(Transferred):
        taking_over.take_over(chat.key, carla, ben.id, clock.at)
    taken = taking_over.take_over(chat.key, carla, anna.id, clock.at)
    assert (taken.operator_name, codes(chat)[-1], heard) == ("Carla", "taken_over", [(anna.id, "taken_over", "Carla")])
    given = taking_over.assign(chat.key, carla, ben.id, clock.at)
    assert (given.operator_name, codes(chat)[-1]) == ("Ben", "handed_over")


def test_a_colleague_may_not_end_the_chat_of_another(browser, anna, ben, clock):
    chat = chat_of(anna, browser)
    with pytest.raises(NotYours) as told:
        closing.close_by_operator(chat.key, ben, clock.at)
    assert told.value.by == "Anna"


def test_lists_learn_of_offers_without_a_question_for_each_chat(anna, ben, clock):
    comes(ben)
    for _ in range(3):
        transferring.offer_to_colleague(chat_of(anna).key, anna, ben.id, "", clock.at)
    with questions() as few:
        assert all(each.transfer for each in queries.active(ben))
    for _ in range(3):
        transferring.offer_to_colleague(chat_of(anna).key, anna, ben.id, "", clock.at)
    with questions() as many:
        queries.active(ben)
    assert len(few) == len(many)
