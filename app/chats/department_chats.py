"""The chats of a department that is given up: how many are open, and where they go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update

from app.chats import queries
from app.chats.models import Chat
from app.domain import events
from app.domain.snapshots import ChatState
from app.foundation.database import db, transaction


def open_chats_of_department(department_id: int) -> int:
    """How many chats of the department are waiting or going on."""
    found = select(func.count(Chat.id)).where(Chat.department_id == department_id, Chat.state != ChatState.CLOSED.value)
    return int(db.session.execute(found).scalar_one())


def hand_over_chats(department_id: int, successor_id: int | None, now: datetime) -> None:
    """The department's chats, closed ones included, belong to its successor; without one to no department."""
    with transaction() as publish:
        is_open = (Chat.department_id == department_id, Chat.state != ChatState.CLOSED.value)
        numbers = list(db.session.execute(select(Chat.id).where(*is_open).order_by(Chat.id)).scalars())
        db.session.execute(update(Chat).where(Chat.department_id == department_id).values(department_id=successor_id))
        for number in numbers:
            publish(events.ChatChanged(at=now, chat=queries.chat_by_id(number)))
