"""Where in the queue a chat stands, and how long people have waited lately; said only as far as it is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, or_, select

from app.chats.models import Chat
from app.departments.queries import of_department
from app.domain.snapshots import ChatSnapshot, ChatState
from app.foundation import briefly
from app.foundation.database import db

TOPIC = "chats.waits"
LATELY = timedelta(hours=24)
LATEST = 20
FEWEST = 5
"""With fewer waits than this nothing is foretold."""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The place of a waiting chat, from 1 on, and the usual wait in seconds; None where too little is known."""

    place: int
    wait_seconds: int | None


def places(now: datetime) -> dict[int, QueuePlace]:
    """The place of every waiting chat by its internal number; each department has a queue of its own."""
    rows = db.session.execute(
        select(Chat.id, Chat.department_id)
        .where(Chat.state == ChatState.WAITING.value)
        .order_by(Chat.started_at, Chat.id)
    ).all()
    waits = {each: expected_wait(each, now) for each in {row.department_id for row in rows}}
    ahead: Counter[int | None] = Counter()
    found: dict[int, QueuePlace] = {}
    for chat_id, department_id in rows:
        ahead[department_id] += 1
        found[chat_id] = QueuePlace(ahead[department_id], waits[department_id])
    return found


def place_of(chat: ChatSnapshot, now: datetime) -> QueuePlace | None:
    """Where this chat stands; None when it does not wait. Counted by the database, however many wait."""
    if chat.state is not ChatState.WAITING:
        return None
    is_ahead = or_(Chat.started_at < chat.started_at, (Chat.started_at == chat.started_at) & (Chat.id < chat.id))
    same_queue = (Chat.state == ChatState.WAITING.value, of_department(Chat.department_id, chat.department_id))
    place = db.session.execute(select(func.count()).where(*same_queue, is_ahead)).scalar_one() + 1
    return QueuePlace(place, expected_wait(chat.department_id, now))


def expected_wait(department_id: int | None, now: datetime) -> int | None:
    """The median of the latest waits of a department in seconds, as it was at most a second ago."""
    return briefly.remembered(TOPIC, department_id, lambda: _median_wait(department_id, now))


def _median_wait(department_id: int | None, now: datetime) -> int | None:
    rows = db.session.execute(
        select(Chat.started_at, Chat.accepted_at)
        .where(of_department(Chat.department_id, department_id), Chat.accepted_at > now - LATELY)
        .order_by(Chat.accepted_at.desc())
        .limit(LATEST)
    )
    waits = [(accepted - started).total_seconds() for started, accepted in rows if accepted is not None]
    return round(median(waits)) if len(waits) >= FEWEST else None
