"""A few numbers by which a desk notices that a push was lost: the chats that wait, and the operator's own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select

from app.chats import queries
from app.chats.models import Chat
from app.domain.snapshots import ChatState, OperatorSnapshot
from app.foundation.database import db

MOST_CHATS = 50
"""As many as a desk is sent of each list; who has more open chats reads on by scrolling."""


def desk_pulse(operator: OperatorSnapshot) -> dict[str, Any]:
    """Key, state and last number of the operator's open chats and of those that wait, the oldest first."""
    is_mine = and_(Chat.state == ChatState.ACTIVE.value, Chat.operator_id == operator.id)
    is_waiting = and_(Chat.state == ChatState.WAITING.value, queries.visible_to(operator))
    rows = db.session.execute(
        select(Chat.key, Chat.state, Chat.last_number)
        .where(or_(is_mine, is_waiting))
        .order_by(Chat.started_at, Chat.key)
        .limit(MOST_CHATS + 1)
    ).all()
    chats = [[row.key, row.state, row.last_number] for row in rows[:MOST_CHATS]]
    return {"chats": chats, "more": len(rows) > MOST_CHATS}
