"""Which chats somebody has touched lately; for telling what a broken bus between processes did not tell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select

from app.chats import notes
from app.chats.models import Chat, ChatTransfer, Message, MessageVersion
from app.chats.pictures import many
from app.chats.queries import IS_OPEN
from app.domain.snapshots import ChatSnapshot

LATEST = 500
"""So many of the latest changes and notes are looked at, along the primary key, because their times have no index."""


def touched_since(since: datetime) -> tuple[ChatSnapshot, ...]:
    """The chats in which something was said, changed, taken back, noted or offered after this moment."""
    return many(
        or_(
            IS_OPEN & (Chat.last_activity_at > since),
            Chat.closed_at > since,
            Chat.id.in_(_changed(since)),
            Chat.id.in_(notes.noted_since(since, LATEST)),
            Chat.id.in_(select(ChatTransfer.chat_id).where(ChatTransfer.at > since)),
        )
    )


def _changed(since: datetime) -> Select[int]:
    latest = select(MessageVersion.message_id, MessageVersion.at).order_by(MessageVersion.id.desc()).limit(LATEST)
    found = latest.subquery()
    return select(Message.chat_id).join(found, found.c.message_id == Message.id).where(found.c.at > since)
