"""Giving a new chat to the person in whose name the visitor was invited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from app.chats import posting, queries
from app.chats.models import Chat
from app.domain import events
from app.domain.snapshots import ChatState, OperatorSnapshot, PresenceState, SenderKind
from app.foundation.database import Publish, db
from app.operators.queries import operator_by_id, presence_of


def able_to_take(operator_id: int | None, department_id: int | None, now: datetime) -> OperatorSnapshot | None:
    """The operator, if they are online now and serve the department of the chat; else None."""
    operator = None if operator_id is None else operator_by_id(operator_id)
    if operator is None or presence_of(operator.id, now) is not PresenceState.ONLINE:
        return None
    serves = not operator.departments or department_id is None or department_id in operator.departments
    return operator if serves else None


def assign(publish: Publish, chat_id: int, operator: OperatorSnapshot, now: datetime) -> None:
    """The chat is this operator's from now on, as if they had accepted it; runs where the chat is made."""
    db.session.execute(
        update(Chat)
        .where(Chat.id == chat_id)
        .values(operator_id=operator.id, state=ChatState.ACTIVE.value, accepted_at=now)
    )
    words = f"{operator.name} takes care of this chat"
    draft = posting.Draft(SenderKind.SYSTEM, "system", operator.name, words, code="assigned")
    message = posting.add(chat_id, draft, now)
    chat = queries.chat_by_id(chat_id)
    publish(events.ChatAssigned(at=now, chat=chat, operator=operator))
    publish(events.MessagePosted(at=now, chat=chat, message=message))
