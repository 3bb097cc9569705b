"""What a visitor thinks of a chat: great, average or poor; the latest word counts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import update

from app.chats import access, queries
from app.chats.models import Chat
from app.domain import events
from app.domain.errors import InvalidInput
from app.domain.snapshots import ChatSnapshot
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.foundation.text import clean_text

COMMENT_LIMIT = 1_000


class Rating(StrEnum):
    """The three answers."""

    GREAT = "great"
    AVERAGE = "average"
    POOR = "poor"


def rate(
    chat_key: str, visitor_id: int, panel_secret: str, rating: str, now: datetime, comment: str = ""
) -> ChatSnapshot:
    """Keep what the visitor thinks of this chat, open or closed; rating again replaces what was said before."""
    if rating not in {each.value for each in Rating}:
        raise InvalidInput(N_("a chat is rated great, average or poor"), field="rating", code="not_an_option")
    if len(comment) > COMMENT_LIMIT:
        raise InvalidInput(
            N_("a comment has at most %(limit)s characters"),
            field="comment",
            code="too_long",
            values={"limit": COMMENT_LIMIT},
        )
    said = clean_text(comment, COMMENT_LIMIT).strip() or None
    with transaction() as publish:
        chat_id = access.visitor_chat_id(chat_key, visitor_id, panel_secret)
        values = {"rating": rating, "rated_at": now, "rating_comment": said}
        db.session.execute(update(Chat).where(Chat.id == chat_id).values(values))
        chat = queries.chat_by_id(chat_id)
        publish(events.ChatChanged(at=now, chat=chat))
        return chat
