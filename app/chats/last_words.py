"""Which side of a chat has the last word; lines that are no one's words do not count."""

from __future__ import annotations

from sqlalchemy import select

from app.chats.models import Message
from app.domain.snapshots import SenderKind
from app.foundation.database import db

_PEOPLE = (SenderKind.VISITOR.value, SenderKind.OPERATOR.value)


def has_last_word(chat_id: int, sender: SenderKind) -> bool:
    """Whether the latest words of a person in this chat are this side's."""
    latest = select(Message.sender).where(Message.chat_id == chat_id, Message.sender.in_(_PEOPLE))
    found = db.session.execute(latest.order_by(Message.number.desc()).limit(1)).scalar_one_or_none()
    return found == sender.value
