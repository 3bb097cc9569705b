"""What rules may ask about a visitor's chats: ever written, how rated, how long without an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, exists, func, select

from app.chats.models import Chat, Message
from app.domain.snapshots import ChatState, SenderKind
from app.foundation.database import db
from app.visitors.models import Visit

_CHATS = cast(Table, Chat.__table__)
_MESSAGES = cast(Table, Message.__table__)
_VISITS = cast(Table, Visit.__table__)

_LATEST_RATING = (
    select(_CHATS.c.rating, _CHATS.c.rated_at)
    .where(_CHATS.c.visitor_id == bindparam("visitor_id"), _CHATS.c.rating.is_not(None))
    .order_by(_CHATS.c.rated_at.desc(), _CHATS.c.id.desc())
    .limit(1)
)
_ANSWERED_UP_TO = (
    select(func.coalesce(func.max(_MESSAGES.c.number), 0))
    .where(_MESSAGES.c.chat_id == _CHATS.c.id, _MESSAGES.c.sender == SenderKind.OPERATOR.value)
    .correlate(_CHATS)
    .scalar_subquery()
)
_UNANSWERED_SINCE = (
    select(func.min(_MESSAGES.c.at))
    .join(_CHATS, _CHATS.c.id == _MESSAGES.c.chat_id)
    .where(
        _CHATS.c.visitor_id == bindparam("visitor_id"),
        _CHATS.c.state != ChatState.CLOSED.value,
        _MESSAGES.c.sender == SenderKind.VISITOR.value,
        _MESSAGES.c.number > _ANSWERED_UP_TO,
    )
)
_HAS_CHATTED_ELSEWHERE = select(
    exists().where(_CHATS.c.visitor_id == _VISITS.c.visitor_id, _VISITS.c.user_id == bindparam("user_id"))
)


@dataclass(frozen=True, slots=True)
class LatestRating:
    """What the visitor thought of the chat they rated last."""

    rating: str
    at: datetime


def latest_rating(visitor_id: int) -> LatestRating | None:
    """The visitor's latest rating; None when they never rated."""
    found = db.session.execute(_LATEST_RATING, {"visitor_id": visitor_id}).one_or_none()
    return None if found is None else LatestRating(found.rating, found.rated_at)


def first_chats(visitor_ids: Collection[int]) -> dict[int, datetime]:
    """When the first chat of each of these visitors began; who never chatted is left out."""
    rows = db.session.execute(
        select(_CHATS.c.visitor_id, func.min(_CHATS.c.started_at).label("first_at"))
        .where(_CHATS.c.visitor_id.in_(visitor_ids))
        .group_by(_CHATS.c.visitor_id)
    )
    return {row.visitor_id: row.first_at for row in rows}


def first_chats_as(user_ids: Collection[str]) -> dict[str, datetime]:
    """The same for people with these signed ids, in whichever browser they wrote."""
    rows = db.session.execute(
        select(_VISITS.c.user_id, func.min(_CHATS.c.started_at).label("first_at"))
        .join(_CHATS, _CHATS.c.visitor_id == _VISITS.c.visitor_id)
        .where(_VISITS.c.user_id.in_(user_ids))
        .group_by(_VISITS.c.user_id)
    )
    return {row.user_id: row.first_at for row in rows}


def ratings_of(visitor_ids: Collection[int]) -> dict[int, list[LatestRating]]:
    """What several visitors thought of their chats, oldest first."""
    rows = db.session.execute(
        select(_CHATS.c.visitor_id, _CHATS.c.rating, _CHATS.c.rated_at)
        .where(_CHATS.c.visitor_id.in_(visitor_ids), _CHATS.c.rating.is_not(None), _CHATS.c.rated_at.is_not(None))
        .order_by(_CHATS.c.rated_at, _CHATS.c.id)
    )
    found: dict[int, list[LatestRating]] = {}
    for row in rows:
        found.setdefault(row.visitor_id, []).append(LatestRating(row.rating, row.rated_at))
    return found


def unanswered_since(visitor_id: int) -> datetime | None:
    """When the visitor wrote the oldest message of an open chat that no person has answered since.

    Only what an operator wrote is an answer; invitations and automatic lines are none. None where nothing waits.
    """
    return db.session.execute(_UNANSWERED_SINCE, {"visitor_id": visitor_id}).scalar_one_or_none()


def has_chatted_as(user_id: str) -> bool:
    """Whether somebody who was signed in with this id has written to the team, in whichever browser."""
    return bool(db.session.execute(_HAS_CHATTED_ELSEWHERE, {"user_id": user_id}).scalar())
