"""All chats in pages, the newest first, for programs."""

from __future__ import annotations

from sqlalchemy import select

from app.chats import queries
from app.chats.models import Chat
from app.domain.snapshots import ChatSnapshot, ChatState
from app.foundation.database import db


def chats_before(before: int | None, limit: int, state: ChatState | None = None) -> tuple[ChatSnapshot, ...]:
    """At most so many chats that began before the one with this internal number, the newest first."""
    wanted = select(Chat.id).order_by(Chat.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Chat.id < before)
    if state is not None:
        wanted = wanted.where(Chat.state == state.value)
    found = queries.chats_by_ids(list(db.session.execute(wanted).scalars()))
    return tuple(sorted(found, key=lambda chat: -chat.id))
