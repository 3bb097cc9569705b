"""The only door to a chat: who may see it, and one answer for unknown and foreign chats alike."""

from __future__ import annotations

from sqlalchemy import select

from app.chats import queries
from app.chats.models import Chat
from app.domain.errors import NotFound
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
from app.foundation.database import db
from app.foundation.secrets import hash_secret, same


def chat_for_visitor(chat_key: str, visitor_id: int, panel_secret: str) -> ChatSnapshot:
    """The visitor's own chat, for the browser that holds its secret; raises NotFound."""
    return queries.chat_by_id(visitor_chat_id(chat_key, visitor_id, panel_secret))


def chat_for_operator(chat_key: str, operator: OperatorSnapshot) -> ChatSnapshot:
    """A chat that this operator may see; raises NotFound."""
    return queries.chat_by_id(operator_chat_id(chat_key, operator))


def visitor_chat_id(chat_key: str, visitor_id: int, panel_secret: str) -> int:
    """The internal number of the visitor's own chat; raises NotFound."""
    found = db.session.execute(
        select(Chat.id, Chat.secret_hash).where(Chat.key == chat_key, Chat.visitor_id == visitor_id)
    ).first()
    if found is None or not same(found.secret_hash, hash_secret(panel_secret)):
        raise _unknown()
    return int(found.id)


def operator_chat_id(chat_key: str, operator: OperatorSnapshot) -> int:
    """The internal number of a chat that this operator may see; raises NotFound."""
    found = db.session.execute(
        select(Chat.id).where(Chat.key == chat_key, queries.visible_to(operator))
    ).scalar_one_or_none()
    if found is None:
        raise _unknown()
    return found


def may_see(operator: OperatorSnapshot, chat_id: int) -> bool:
    """Whether this operator may see the chat."""
    seen = select(Chat.id).where(Chat.id == chat_id, queries.visible_to(operator))
    return db.session.execute(seen).first() is not None


def _unknown() -> NotFound:
    return NotFound("there is no such chat", field="chat", code="unknown_chat")
