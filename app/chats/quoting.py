"""Answering a particular message: which ones can be quoted."""

from __future__ import annotations

from sqlalchemy import select

from app.chats.models import Message
from app.domain.errors import InvalidInput
from app.domain.snapshots import SenderKind
from app.foundation.database import db


def check(chat_id: int, number: int | None) -> None:
    """Refuse to quote what nobody said in this chat; a message that was taken back may be, and shows no words."""
    if number is None:
        return
    found = select(Message.sender).where(Message.chat_id == chat_id, Message.number == number)
    sender = db.session.execute(found).scalar_one_or_none()
    if sender is None or sender == SenderKind.SYSTEM.value:
        raise InvalidInput("there is no such message to quote", field="quote", code="unknown_message")
