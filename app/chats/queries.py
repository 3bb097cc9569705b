"""Chats and messages as others read them; the latest line and the unread counts are computed, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, exists, func, or_, select

from app.chats.models import Chat, Message
from app.departments.models import Department
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.snapshots import (
    ChatSnapshot,
    ChatState,
    MessageSnapshot,
    OperatorSnapshot,
    PageSnapshot,
    SenderKind,
    VisitorSnapshot,
)
from app.foundation.database import db
from app.foundation.login import has_role
from app.foundation.secrets import hash_secret
from app.foundation.text import clean_line
from app.operators.models import Operator
from app.visitors.models import Visit, Visitor

PAGE_LIMIT = 200
PAGE_CHARACTERS = 100_000
LAST_LINE_LIMIT = 200
FROM_VISITOR = SenderKind.VISITOR.value
SAID_BY_NOBODY = (SenderKind.SYSTEM.value, SenderKind.AUTOMATIC.value)
"""Lines that are no one's words, so that none of them is shown as the latest."""


@dataclass(frozen=True, slots=True)
class ChatStanding:
    """When a visitor's latest chat had its last message (None: never chatted), and whether a chat is open."""

    last_activity_at: datetime | None = None
    has_open: bool = False


NEVER_CHATTED = ChatStanding()

_CHATS = cast(Table, Chat.__table__)
_STANDING = select(
    func.max(_CHATS.c.last_activity_at).label("latest"),
    func.count().filter(_CHATS.c.state != ChatState.CLOSED.value).label("open_chats"),
).where(_CHATS.c.visitor_id == bindparam("visitor_id"))


def chat_by_key(key: str) -> ChatSnapshot | None:
    """One chat, without asking who may see it; use ``app.chats.access`` for anything a person asked for."""
    return _one(Chat.key == key)


def chat_by_id(chat_id: int) -> ChatSnapshot:
    """The chat with this internal number, which must exist."""
    found = _one(Chat.id == chat_id)
    if found is None:
        raise LookupError(f"there is no chat {chat_id}")
    return found


def open_chat_of(visitor_id: int, panel_secret: str) -> ChatSnapshot | None:
    """The visitor's open chat, for the browser that started it."""
    return _one(
        Chat.visitor_id == visitor_id,
        Chat.secret_hash == hash_secret(panel_secret),
        Chat.state != ChatState.CLOSED.value,
    )


def open_chats_of_visitors(visitor_ids: Sequence[int]) -> dict[int, ChatSnapshot]:
    """The open chats of these visitors, by visitor id."""
    found = _many(Chat.visitor_id.in_(visitor_ids), Chat.state != ChatState.CLOSED.value)
    return {each.visitor_id: each for each in found}


def waiting(operator: OperatorSnapshot) -> tuple[ChatSnapshot, ...]:
    """Chats nobody has accepted, the longest waiting first, that this operator may take."""
    return _many(Chat.state == ChatState.WAITING.value, visible_to(operator))


def chats_of(operator_id: int) -> tuple[ChatSnapshot, ...]:
    """The open chats of one operator, oldest first."""
    return _many(Chat.state == ChatState.ACTIVE.value, Chat.operator_id == operator_id)


def active(operator: OperatorSnapshot) -> tuple[ChatSnapshot, ...]:
    """All accepted open chats that this operator may see, oldest first."""
    return _many(Chat.state == ChatState.ACTIVE.value, visible_to(operator))


def messages_after(chat_id: int, after: int, limit: int = PAGE_LIMIT) -> tuple[tuple[MessageSnapshot, ...], bool]:
    """The messages with numbers above ``after``, in order, and whether there are more.

    A page ends after ``limit`` messages or about 100 000 characters, so that no answer outgrows what a line carries.
    """
    found = (
        select(Message, Chat.key)
        .join(Chat, Chat.id == Message.chat_id)
        .where(Message.chat_id == chat_id, Message.number > after)
        .order_by(Message.number)
        .limit(limit + 1)
    )
    rows = db.session.execute(found).all()
    page: list[MessageSnapshot] = []
    characters = 0
    for row, key in rows[:limit]:
        characters += len(row.text) + len(row.html or "")
        if page and characters > PAGE_CHARACTERS:
            break
        page.append(message_snapshot(row, key))
    return tuple(page), len(rows) > len(page)


def messages_missed(chat: ChatSnapshot, after: int) -> tuple[tuple[MessageSnapshot, ...], bool]:
    """What somebody missed who has read up to ``after``; a number that the chat has not reached is refused."""
    if not 0 <= after <= chat.last_id:
        raise InvalidInput(f"the chat's last message is {chat.last_id}", field="after", code="unknown_position")
    return messages_after(chat.id, after)


def panel_of(chat_id: int) -> str:
    """Whose panels show a chat: the hash of the secret they share; it never changes and never leaves the server."""
    return db.session.execute(select(Chat.secret_hash).where(Chat.id == chat_id)).scalar_one()


def recently_active(since: datetime) -> tuple[ChatSnapshot, ...]:
    """The chats with a message after ``since``; for telling what a broken bus did not tell."""
    return _many(Chat.last_activity_at > since)


def has_open_chat(visitor_id: int) -> bool:
    """Whether the visitor is in a chat, in whichever browser."""
    found = exists().where(Chat.visitor_id == visitor_id, Chat.state != ChatState.CLOSED.value)
    return bool(db.session.execute(select(found)).scalar())


def last_chat_activity(visitor_id: int) -> datetime | None:
    """When the visitor's latest chat had its last message; None when they never chatted."""
    latest = select(Chat.last_activity_at).where(Chat.visitor_id == visitor_id)
    return db.session.execute(latest.order_by(Chat.last_activity_at.desc()).limit(1)).scalar_one_or_none()


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
    """Which chats an operator may see: their own, those of their departments, and those that belong to nobody's."""
    if has_role(operator, Role.SUPERVISOR) or not operator.departments:
        return Chat.id.is_not(None)
    return or_(
        Chat.operator_id == operator.id,
        Chat.department_id.is_(None),
        Chat.department_id.in_(operator.departments),
    )


def message_snapshot(row: Message, chat_key: str) -> MessageSnapshot:
    """The picture of a message that may leave this feature."""
    return MessageSnapshot(
        id=row.number,
        chat_id=row.chat_id,
        chat_key=chat_key,
        client_id=row.client_id,
        sender=SenderKind(row.sender),
        sender_name=row.sender_name,
        operator_id=row.operator_id,
        text=row.text,
        html=row.html,
        at=row.at,
        code=row.code,
    )


def _one(*conditions: ColumnElement[bool]) -> ChatSnapshot | None:
    row = db.session.execute(_chats().where(*conditions)).first()
    return None if row is None else _snapshot(row)


def _many(*conditions: ColumnElement[bool]) -> tuple[ChatSnapshot, ...]:
    rows = db.session.execute(_chats().where(*conditions).order_by(Chat.started_at, Chat.id))
    return tuple(_snapshot(row) for row in rows)


def _unread(seen: Any, is_from_visitor: bool) -> Any:
    sender = Message.sender == FROM_VISITOR if is_from_visitor else Message.sender != FROM_VISITOR
    return (
        select(func.count(Message.id))
        .where(Message.chat_id == Chat.id, Message.number > seen, sender)
        .correlate(Chat)
        .scalar_subquery()
    )


def _chats() -> Select[Any]:
    last_line = (
        select(Message.text)
        .where(Message.chat_id == Chat.id, Message.sender.not_in(SAID_BY_NOBODY))
        .order_by(Message.number.desc())
        .limit(1)
        .correlate(Chat)
        .scalar_subquery()
    )
    return (
        select(
            Chat,
            Visitor.key.label("visitor_key"),
            Visit.country.label("visitor_country"),
            Department.name.label("department_name"),
            Operator.name.label("operator_name"),
            last_line.label("last_line"),
            _unread(Chat.operator_seen_number, is_from_visitor=True).label("unread_by_operator"),
            _unread(Chat.visitor_seen_number, is_from_visitor=False).label("unread_by_visitor"),
        )
        .join(Visitor, Visitor.id == Chat.visitor_id)
        .outerjoin(Visit, Visit.id == Visitor.visit_id)
        .outerjoin(Department, Department.id == Chat.department_id)
        .outerjoin(Operator, Operator.id == Chat.operator_id)
        .execution_options(populate_existing=True)
    )


def _snapshot(found: Row[Any]) -> ChatSnapshot:
    chat: Chat = found.Chat
    return ChatSnapshot(
        id=chat.id,
        key=chat.key,
        state=ChatState(chat.state),
        visitor_id=chat.visitor_id,
        visitor_key=found.visitor_key,
        visitor_name=chat.visitor_name,
        visitor_country=found.visitor_country,
        department_id=chat.department_id,
        department_name=found.department_name,
        operator_id=chat.operator_id,
        operator_name=found.operator_name,
        invitation_name=chat.invitation_name,
        page=PageSnapshot(chat.page_url, chat.page_title or "") if chat.page_url else None,
        last_id=chat.last_number,
        last_line=clean_line(found.last_line or "", LAST_LINE_LIMIT),
        visitor_seen_id=chat.visitor_seen_number,
        operator_seen_id=chat.operator_seen_number,
        unread_by_operator=found.unread_by_operator,
        unread_by_visitor=found.unread_by_visitor,
        started_at=chat.started_at,
        waiting_since=chat.started_at if chat.state == ChatState.WAITING.value else None,
        closed_at=chat.closed_at,
        close_reason=chat.close_reason,
        held_since=chat.held_at,
        missed_at=chat.missed_at,
        first_answered_at=chat.first_answered_at,
        rating=chat.rating,
        rating_comment=chat.rating_comment,
        visitor_email=chat.visitor_email,
        visitor_phone=chat.visitor_phone,
        language=chat.language,
    )
