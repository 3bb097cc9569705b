"""The chats that a visitor had before."""

from __future__ import annotations

from sqlalchemy import Select, and_, or_, select

from app.chats import access, queries
from app.chats.models import Chat
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
from app.foundation.database import db


def previous_chat(chat_key: str, operator: OperatorSnapshot) -> ChatSnapshot | None:
    """The chat that the same visitor had before this one, among those that the operator may see."""
    found = db.session.execute(_before(access.chat_for_operator(chat_key, operator), operator)).scalar_one_or_none()
    return None if found is None else queries.chat_by_id(found)


def has_previous(chat: ChatSnapshot, operator: OperatorSnapshot) -> bool:
    """Whether there is one."""
    return db.session.execute(_before(chat, operator)).first() is not None


def _before(chat: ChatSnapshot, operator: OperatorSnapshot) -> Select[int]:
    began = Chat.started_at
    is_earlier = or_(began < chat.started_at, and_(began == chat.started_at, Chat.id < chat.id))
    wanted = select(Chat.id).where(Chat.visitor_id == chat.visitor_id, is_earlier, queries.visible_to(operator))
    return wanted.order_by(began.desc(), Chat.id.desc()).limit(1)
