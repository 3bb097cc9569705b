"""How many visitors gave up before anybody answered them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.chats import queries
from app.chats.models import Chat
from app.domain.snapshots import OperatorSnapshot
from app.foundation.database import db


def missed_since(operator: OperatorSnapshot, since: datetime) -> int:
    """The chats that this operator may see and that were given up unanswered at or after a moment."""
    found = select(func.count(Chat.id)).where(Chat.missed_at >= since, queries.visible_to(operator))
    return int(db.session.execute(found).scalar_one())
