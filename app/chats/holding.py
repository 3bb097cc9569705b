"""Putting a chat on hold: the visitor is told in words, and the time counts as nobody's waiting."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from app.chats import access, posting, queries, system_lines
from app.chats.models import Chat
from app.chats.refusing import demand_owner
from app.domain import events
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
from app.foundation.database import db, transaction


def hold(chat_key: str, operator: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """Put a chat of one's own on hold; holding it again changes nothing."""
    return _set(chat_key, operator, now, is_held=True)


def resume(chat_key: str, operator: OperatorSnapshot, now: datetime) -> ChatSnapshot:
    """Go on with a chat of one's own; going on twice changes nothing."""
    return _set(chat_key, operator, now, is_held=False)


def _set(chat_key: str, operator: OperatorSnapshot, now: datetime, *, is_held: bool) -> ChatSnapshot:
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        posting.lock(chat_id)
        chat = queries.chat_by_id(chat_id)
        demand_owner(chat, operator.id)
        if (chat.held_since is not None) is is_held:
            return chat
        db.session.execute(update(Chat).where(Chat.id == chat_id).values(held_at=now if is_held else None))
        told = system_lines.say(publish, chat_id, "held" if is_held else "resumed", operator.name, now)
        publish(events.ChatChanged(at=now, chat=told))
        return told
