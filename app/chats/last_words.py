"""Conditions on chats: which side has the last word (lines that are no one's words do not count), and who is there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from app.chats.models import Chat, Message
from app.domain.snapshots import SenderKind
from app.visitors.queries import VISITORS, is_online

_PEOPLE = (SenderKind.VISITOR.value, SenderKind.OPERATOR.value)


def has_last_word(sender: SenderKind) -> ColumnElement[bool]:
    """The latest words of a person are this side's."""
    latest = (
        select(Message.sender)
        .where(Message.chat_id == Chat.id, Message.sender.in_(_PEOPLE))
        .order_by(Message.number.desc())
        .limit(1)
        .correlate(Chat)
        .scalar_subquery()
    )
    return func.coalesce(latest, "") == sender.value


def has_visitor_online(now: datetime) -> ColumnElement[bool]:
    """The visitor was seen within the last 90 seconds and has not left."""
    return exists().where(VISITORS.c.id == Chat.visitor_id, *is_online(now))
