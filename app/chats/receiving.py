"""How far each side has a chat, and has read it.

A panel that asks for what follows a message has that message, so most of what has arrived is known without a word more.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from app.chats import access, posting, queries
from app.chats.models import Chat
from app.domain import events
from app.domain.snapshots import ChatSnapshot, OperatorSnapshot
from app.foundation.database import Publish, db, transaction


def mark_received(chat: ChatSnapshot, number: int, now: datetime) -> None:
    """The visitor's browser has everything up to this message; what is known already costs nothing."""
    if not chat.visitor_received_id < number <= chat.last_id:
        return
    with transaction() as publish:
        moved = (
            update(Chat)
            .where(Chat.id == chat.id, Chat.visitor_received_number < number, Chat.last_number >= number)
            .values(visitor_received_number=number)
            .returning(Chat.id)
        )
        if db.session.execute(moved).first() is not None:
            publish(events.ChatSeen(at=now, chat=queries.chat_by_id(chat.id)))


def received_by_visitor(chat_key: str, visitor_id: int, panel_secret: str, number: int, now: datetime) -> None:
    """The visitor's own panel says that it has everything up to this message."""
    mark_received(access.chat_for_visitor(chat_key, visitor_id, panel_secret), number, now)


def mark_seen_by_visitor(chat_key: str, visitor_id: int, panel_secret: str, number: int, now: datetime) -> ChatSnapshot:
    """The visitor has read up to this message; marks never go back."""
    with transaction() as publish:
        chat_id = access.visitor_chat_id(chat_key, visitor_id, panel_secret)
        return _mark_seen(publish, chat_id, number, now, by_visitor=True)


def mark_seen_by_operator(chat_key: str, operator: OperatorSnapshot, number: int, now: datetime) -> ChatSnapshot:
    """The chat's operator has read up to this message; somebody who only looks leaves no mark."""
    with transaction() as publish:
        chat_id = access.operator_chat_id(chat_key, operator)
        chat = queries.chat_by_id(chat_id)
        if chat.operator_id != operator.id:
            return chat
        return _mark_seen(publish, chat_id, number, now, by_visitor=False)


def _mark_seen(publish: Publish, chat_id: int, number: int, now: datetime, *, by_visitor: bool) -> ChatSnapshot:
    if posting.see(chat_id, number, by_visitor=by_visitor):
        publish(events.ChatSeen(at=now, chat=queries.chat_by_id(chat_id)))
    return queries.chat_by_id(chat_id)
