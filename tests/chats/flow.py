"""Steps that the tests of a chat's way share: people at the desk, chats that somebody has, what was told to whom."""

from __future__ import annotations

from typing import Any

from app.chats import accepting, message_queries
from app.chats.flow_settings import ASSIGNMENT, BY_LOAD
from app.domain import events
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot, PresenceState
from app.foundation import settings
from app.foundation.clock import now
from app.foundation.events import listen
from app.operators import presence
from tests.chats.conftest import VisitorBrowser, a_visitor


def comes(operator: OperatorSnapshot, state: PresenceState = PresenceState.ONLINE) -> OperatorSnapshot:
    """The operator opens a desk and says so."""
    presence.presence_connected(operator.id, f"desk-{operator.id}", now())
    presence.set_presence(operator.id, state, now())
    return operator


def stays(*operators: OperatorSnapshot) -> None:
    """Their desks renew their leases."""
    presence.presence_renewed([f"desk-{each.id}" for each in operators], now())


def goes(operator: OperatorSnapshot) -> None:
    """The operator closes the desk."""
    presence.presence_disconnected(f"desk-{operator.id}", now())


def chat_of(operator: OperatorSnapshot, browser: VisitorBrowser | None = None, **fields: Any) -> ChatSnapshot:
    """A chat that this operator has accepted."""
    chat = (browser or a_visitor()).starts(**fields).chat
    return accepting.accept(chat.key, operator, now())


def codes(chat: ChatSnapshot) -> list[str]:
    """What the chat's own lines tell, in order."""
    return [line.code for line in message_queries.messages_after(chat.id, 0)[0] if line.code]


def hear_colleagues() -> list[tuple[int, str, str]]:
    """Whom something is told from now on: the operator's number, what, and by whom."""
    heard: list[tuple[int, str, str]] = []
    listen(events.ColleagueTold, lambda event: heard.append((event.operator_id, event.code, event.by)))
    return heard


def give_by_load(**others: object) -> None:
    """The site lets chats be given by load."""
    settings.change_all({ASSIGNMENT: BY_LOAD, **{f"chats.{name}": value for name, value in others.items()}})
