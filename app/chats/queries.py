"""Chats and messages as others read them; the latest line and the unread counts are computed, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, exists, func, or_, select

from app.chats import offers
from app.chats.models import Chat
from app.chats.pictures import many, one
from app.domain.roles import Permission
from app.domain.snapshots import (
    ChatSnapshot,
    ChatState,
    OperatorSnapshot,
    VisitorSnapshot,
)
from app.foundation.database import db
from app.foundation.login import may
from app.foundation.secrets import hash_secret
from app.visitors.models import Visit


@dataclass(frozen=True, slots=True)
class ChatStanding:
    """When a visitor's latest chat had its last message (None: never chatted), and whether a chat is open."""

    last_activity_at: datetime | None = None
    has_open: bool = False


NEVER_CHATTED = ChatStanding()
IS_OPEN = Chat.state.in_((ChatState.WAITING.value, ChatState.ACTIVE.value))
"""Said so that the databases find the few open chats by the index, and do not look at all that there ever were."""

_CHATS = cast(Table, Chat.__table__)
_STANDING = select(
    func.max(_CHATS.c.last_activity_at).label("latest"),
    func.count().filter(_CHATS.c.state != ChatState.CLOSED.value).label("open_chats"),
).where(_CHATS.c.visitor_id == bindparam("visitor_id"))


def chat_by_key(key: str) -> ChatSnapshot | None:
    """One chat, without asking who may see it; use ``app.chats.access`` for anything a person asked for."""
    return one(Chat.key == key)


def chat_by_id(chat_id: int) -> ChatSnapshot:
    """The chat with this internal number, which must exist."""
    found = one(Chat.id == chat_id)
    if found is None:
        raise LookupError(f"there is no chat {chat_id}")
    return found


def chats_by_ids(chat_ids: Sequence[int]) -> tuple[ChatSnapshot, ...]:
    """Those of these chats that exist, oldest first."""
    return many(Chat.id.in_(chat_ids)) if chat_ids else ()


def open_chat_of(visitor_id: int, panel_secret: str) -> ChatSnapshot | None:
    """The visitor's open chat, for the browser that started it."""
    return one(
        Chat.visitor_id == visitor_id,
        Chat.secret_hash == hash_secret(panel_secret),
        Chat.state != ChatState.CLOSED.value,
    )


def open_chats_of_visitors(visitor_ids: Sequence[int]) -> dict[int, ChatSnapshot]:
    """The open chats of these visitors, by visitor id."""
    found = many(Chat.visitor_id.in_(visitor_ids), Chat.state != ChatState.CLOSED.value)
    return {each.visitor_id: each for each in found}


def waiting(operator: OperatorSnapshot) -> tuple[ChatSnapshot, ...]:
    """Chats nobody has accepted, the longest waiting first, that this operator may take."""
    return many(Chat.state == ChatState.WAITING.value, visible_to(operator))


def chats_of(operator_id: int) -> tuple[ChatSnapshot, ...]:
    """The open chats of one operator, oldest first."""
    return many(Chat.state == ChatState.ACTIVE.value, Chat.operator_id == operator_id)


def active(operator: OperatorSnapshot) -> tuple[ChatSnapshot, ...]:
    """All accepted open chats that this operator may see, oldest first."""
    return many(Chat.state == ChatState.ACTIVE.value, visible_to(operator))


def panel_of(chat_id: int) -> str:
    """Whose panels show a chat: the hash of the secret they share; it never changes and never leaves the server."""
    return db.session.execute(select(Chat.secret_hash).where(Chat.id == chat_id)).scalar_one()


def panels_of(chat_ids: Sequence[int]) -> list[tuple[int, tuple[int, str]]]:
    """For each of these chats the visitor and the hash of the secret, which together name its panels."""
    rows = db.session.execute(select(Chat.id, Chat.visitor_id, Chat.secret_hash).where(Chat.id.in_(chat_ids)))
    return [(row.id, (row.visitor_id, row.secret_hash)) for row in rows]


def has_open_chat(visitor_id: int) -> bool:
    """Whether the visitor is in a chat, in whichever browser."""
    found = exists().where(Chat.visitor_id == visitor_id, Chat.state != ChatState.CLOSED.value)
    return bool(db.session.execute(select(found)).scalar())


def visitors_in_chat() -> frozenset[int]:
    """The visitors who are in a chat, by their numbers."""
    return frozenset(db.session.execute(select(Chat.visitor_id).where(IS_OPEN)).scalars())


def name_in_latest_chat(visitor: VisitorSnapshot) -> str | None:
    """What the visitor was called in their latest chat, in whichever browser where their id was signed."""
    whose = Chat.visitor_id == visitor.id
    if visitor.user_id is not None:
        whose = or_(whose, Chat.visitor_id.in_(select(Visit.visitor_id).where(Visit.user_id == visitor.user_id)))
    latest = select(Chat.visitor_name).where(whose).order_by(Chat.last_activity_at.desc(), Chat.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one_or_none()


def standing_of(visitor_id: int) -> ChatStanding:
    """Whether a visitor is or was in a chat; the one question about chats that every page view asks."""
    found = db.session.execute(_STANDING, {"visitor_id": visitor_id}).one()
    return ChatStanding(found.latest, bool(found.open_chats))


def visible_to(operator: OperatorSnapshot) -> ColumnElement[bool]:
    """Which chats an operator may see: their own, those of their departments, of none, and what is offered to them."""
    if may(operator, Permission.SEE_ALL_CHATS) or not operator.departments:
        return Chat.id.is_not(None)
    return or_(
        Chat.operator_id == operator.id,
        Chat.department_id.is_(None),
        Chat.department_id.in_(operator.departments),
        offers.is_offered_to(operator),
    )
