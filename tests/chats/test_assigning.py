"""Assigning: a chat that begins with the person in whose name the visitor was invited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.chats import message_queries, queries, service
from app.chats.waiting import WaitingWords
from app.domain import events
from app.domain.errors import Conflict
from app.domain.snapshots import ChatState, OperatorSnapshot, PresenceState, SenderKind
from app.foundation.clock import now
from app.foundation.events import listen
from app.foundation.secrets import new_key
from app.operators import presence
from tests.chats.conftest import VisitorBrowser, an_operator

if TYPE_CHECKING:
    from app.domain.snapshots import ChatSnapshot, DepartmentSnapshot

WORDS = WaitingWords("Anna", message="Someone will be with you", timeout_seconds=60, timeout_message="Still looking")


def is_there(operator: OperatorSnapshot, state: PresenceState = PresenceState.ONLINE) -> OperatorSnapshot:
    """The operator has an open desk and says so."""
    presence.presence_connected(operator.id, f"desk-{operator.id}", now())
    presence.set_presence(operator.id, state, now())
    return operator


def answers(browser: VisitorBrowser, operator: OperatorSnapshot, **fields: Any) -> ChatSnapshot:
    """The visitor answers an invitation that gives the chat to this operator."""
    opening = service.Opening(None, "Pricing", "<p>Hi</p>", "Hi", "Anna", waiting=WORDS, operator_id=operator.id)  # type: ignore[arg-type]
    return browser.starts(opening=opening, **fields).chat


def senders(chat: ChatSnapshot) -> list[str]:
    """Who wrote what stands in the chat."""
    return [message.sender.value for message in message_queries.messages_after(chat.id, 0)[0]]


def test_the_chat_begins_with_who_is_online_and_its_listeners_hear_of_it(browser, anna, clock):
    heard: list[str] = []
    listen(events.ChatStarted, lambda _event: heard.append("started"))
    listen(events.ChatAssigned, lambda event: heard.append(f"assigned to {event.operator.name}"))
    chat = answers(browser, is_there(anna))
    assert (chat.state, chat.operator_name, chat.waiting_since) == (ChatState.ACTIVE, "Anna", None)
    assert heard == ["started", "assigned to Anna"]
    assert message_queries.messages_after(chat.id, 2)[0][0].code == "assigned"


def test_whoever_got_it_answers_at_once_and_nobody_else_may_take_it(browser, anna, ben, clock):
    chat = answers(browser, is_there(anna))
    assert [each.key for each in queries.chats_of(anna.id)] == [chat.key]
    assert queries.waiting(ben) == ()
    service.post_operator_message(chat.key, anna, new_key(), "Hi", clock.at)
    with pytest.raises(Conflict):
        service.accept(chat.key, ben, clock.at)


def test_to_who_has_it_nothing_is_said_about_waiting(browser, anna, clock):
    chat = answers(browser, is_there(anna))
    assert senders(chat) == [SenderKind.INVITATION, SenderKind.VISITOR, SenderKind.SYSTEM]


@pytest.mark.parametrize("state", [None, PresenceState.AWAY, PresenceState.INVISIBLE])
def test_somebody_who_cannot_take_it_leaves_it_to_the_queue(browser, anna, clock, state):
    if state is not None:
        is_there(anna, state)
    chat = answers(browser, anna)
    assert (chat.state, chat.operator_id) == (ChatState.WAITING, None)
    assert senders(chat)[-1] == SenderKind.AUTOMATIC


@pytest.mark.parametrize("serves", [True, False])
def test_the_department_of_the_embed_code_is_kept_and_has_to_be_served(
    browser, sales: DepartmentSnapshot, support: DepartmentSnapshot, clock, serves: bool
):
    operator = is_there(an_operator("Ria", sales if serves else support))
    chat = answers(browser, operator, department_id=sales.id)
    assert chat.department_name == "Sales"
    assert (chat.operator_id == operator.id) is serves


def test_who_has_paused_the_department_leaves_its_chat_to_the_queue_and_takes_others(
    browser, other_browser, anna, sales, support, clock
):
    presence.pause_department(is_there(anna).id, sales.id, now(), is_paused=True)
    assert answers(browser, anna, department_id=sales.id).operator_id is None
    assert answers(other_browser, anna, department_id=support.id).operator_id == anna.id
