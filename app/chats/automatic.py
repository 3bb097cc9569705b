"""Automatic words in an open chat: they answer nobody's question, so whoever waits goes on waiting."""

from __future__ import annotations

from datetime import datetime

from app.chats import posting, queries
from app.domain import events
from app.domain.snapshots import MessageSnapshot, SenderKind
from app.foundation.database import Publish


def say_in_open_chat(
    publish: Publish, visitor_id: int, *, html: str, text: str, sender_name: str, now: datetime
) -> MessageSnapshot | None:
    """Post an invitation's words into the visitor's open chat; None where there is no open chat."""
    chat = queries.open_chats_of_visitors([visitor_id]).get(visitor_id)
    if chat is None:
        return None
    draft = posting.Draft(SenderKind.INVITATION, SenderKind.INVITATION.value, sender_name, text, html=html)
    message = posting.add(chat.id, draft, now)
    publish(events.MessagePosted(at=now, chat=queries.chat_by_id(chat.id), message=message))
    return message
