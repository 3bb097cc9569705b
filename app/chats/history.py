"""The chats that a visitor had before."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from app.chats import access, queries
from app.chats.models import Chat
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
from app.foundation.database import db


def previous_chat(chat_key: str, operator: OperatorSnapshot) -> ChatSnapshot | None:
    """The chat that the same visitor had before this one, among those that the operator may see."""
    chat_id = access.operator_chat_id(chat_key, operator)
    visitor_id, started_at = db.session.execute(
        select(Chat.visitor_id, Chat.started_at).where(Chat.id == chat_id)
    ).one()
    is_earlier = or_(Chat.started_at < started_at, and_(Chat.started_at == started_at, Chat.id < chat_id))
    wanted = select(Chat.id).where(Chat.visitor_id == visitor_id, is_earlier, queries.visible_to(operator))
    latest = wanted.order_by(Chat.started_at.desc(), Chat.id.desc()).limit(1)
    found = db.session.execute(latest).scalar_one_or_none()
    return None if found is None else queries.chat_by_id(found)
