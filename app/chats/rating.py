"""What a visitor thinks of a chat: great, average or poor; the latest word counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from app.chats import access, queries
from app.chats.models import Chat
from app.chats.site_settings import SURVEY, TRANSCRIPTS
from app.domain import events
from app.domain.errors import InvalidInput
from app.domain.snapshots import ChatSnapshot, ChatState
from app.domain.translation import N_
from app.foundation import settings
from app.foundation.database import db, transaction
from app.foundation.secrets import hash_secret
from app.foundation.text import clean_text

COMMENT_LIMIT = 1_000
ASKED_FOR = timedelta(minutes=30)
"""So long after its end a panel that is opened asks how a chat was."""


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


def still_asked(visitor_id: int, panel_secret: str, now: datetime) -> ChatSnapshot | None:
    """The latest chat of this browser, where it ended a short while ago and nobody has said how it was."""
    if not settings.recent(SURVEY) and not settings.recent(TRANSCRIPTS):
        return None
    latest = select(Chat.id).where(Chat.visitor_id == visitor_id, Chat.secret_hash == hash_secret(panel_secret))
    found = db.session.execute(latest.order_by(Chat.id.desc()).limit(1)).scalar_one_or_none()
    chat = None if found is None else queries.chat_by_id(found)
    if chat is None or chat.state is not ChatState.CLOSED or chat.closed_at is None or chat.rating is not None:
        return None
    return chat if now - chat.closed_at < ASKED_FOR else None
