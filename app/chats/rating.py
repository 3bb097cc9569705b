"""What a visitor thinks of a chat: great, average or poor; the latest word counts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import update

from app.chats import access, queries
from app.chats.models import Chat
from app.domain.errors import InvalidInput
from app.domain.snapshots import ChatSnapshot
from app.domain.translation import N_
from app.foundation.database import db, transaction


class Rating(StrEnum):
    """The three answers."""

    GREAT = "great"
    AVERAGE = "average"
    POOR = "poor"


def rate(chat_key: str, visitor_id: int, panel_secret: str, rating: str, now: datetime) -> ChatSnapshot:
    """Keep what the visitor thinks of this chat, open or closed; rating again replaces the earlier answer."""
    if rating not in {each.value for each in Rating}:
        raise InvalidInput(N_("a chat is rated great, average or poor"), field="rating", code="not_an_option")
    with transaction():
        chat_id = access.visitor_chat_id(chat_key, visitor_id, panel_secret)
        db.session.execute(update(Chat).where(Chat.id == chat_id).values(rating=rating, rated_at=now))
        return queries.chat_by_id(chat_id)
