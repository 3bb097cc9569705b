"""How chats are read whole: everything that a picture of a chat needs, for one chat or for a hundred of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from app.chats import offers
from app.chats.models import Chat, ChatTag, Message
from app.departments.models import Department
from app.domain.snapshots import ChatSnapshot, ChatState, PageSnapshot, SenderKind
from app.foundation.database import db
from app.foundation.text import clean_line
from app.operators.models import Operator
from app.visitors.models import Visit, Visitor

LAST_LINE_LIMIT = 200
BETWEEN_TAGS = "\n"
"""What joins the tags of a chat into one value of a row; no tag has a line break."""
FROM_VISITOR = SenderKind.VISITOR.value
SAID_BY_NOBODY = (SenderKind.SYSTEM.value, SenderKind.AUTOMATIC.value)
"""Lines that are no one's words, so that none of them is shown as the latest."""


def one(*conditions: ColumnElement[bool]) -> ChatSnapshot | None:
    """The chat of these conditions, or None."""
    row = db.session.execute(chats().where(*conditions)).first()
    return None if row is None else picture(row)


def many(*conditions: ColumnElement[bool]) -> tuple[ChatSnapshot, ...]:
    """The chats of these conditions, the oldest first."""
    rows = db.session.execute(chats().where(*conditions).order_by(Chat.started_at, Chat.id))
    return tuple(picture(row) for row in rows)


def _unread(seen: Any, is_from_visitor: bool) -> Any:
    sender = Message.sender == FROM_VISITOR if is_from_visitor else Message.sender != FROM_VISITOR
    return (
        select(func.count(Message.id))
        .where(Message.chat_id == Chat.id, Message.number > seen, Message.deleted_at.is_(None), sender)
        .correlate(Chat)
        .scalar_subquery()
    )


def awaiting_since() -> Any:
    """When the visitor wrote the oldest message that no operator has answered; null when all are answered."""
    answered = (
        select(func.coalesce(func.max(Message.number), 0))
        .where(Message.chat_id == Chat.id, Message.sender == SenderKind.OPERATOR.value)
        .correlate(Chat)
        .scalar_subquery()
    )
    return (
        select(func.min(Message.at))
        .where(
            Message.chat_id == Chat.id,
            Message.sender == FROM_VISITOR,
            Message.number > answered,
            Message.deleted_at.is_(None),
        )
        .correlate(Chat)
        .scalar_subquery()
    )


def tags_of_chat(chat_id: int) -> tuple[str, ...]:
    """The words that operators put on a chat, in the order of the alphabet."""
    found = select(ChatTag.tag).where(ChatTag.chat_id == chat_id)
    return _in_order(db.session.execute(found).scalars())


def _in_order(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(tags, key=lambda tag: (tag.casefold(), tag)))


@cache
def chats() -> Select[Any]:
    """Everything that a picture of a chat needs; one question, however many chats there are.

    It is put together once, because that takes longer than the database does for one chat.
    """
    tags = (
        select(func.aggregate_strings(ChatTag.tag, BETWEEN_TAGS))
        .where(ChatTag.chat_id == Chat.id)
        .correlate(Chat)
        .scalar_subquery()
    )
    last_line = (
        select(Message.text)
        .where(Message.chat_id == Chat.id, Message.deleted_at.is_(None), Message.sender.not_in(SAID_BY_NOBODY))
        .order_by(Message.number.desc())
        .limit(1)
        .correlate(Chat)
        .scalar_subquery()
    )
    found = (
        select(
            Chat,
            Visitor.key.label("visitor_key"),
            Visit.country.label("visitor_country"),
            Department.name.label("department_name"),
            Operator.name.label("operator_name"),
            last_line.label("last_line"),
            tags.label("tags"),
            _unread(Chat.operator_seen_number, is_from_visitor=True).label("unread_by_operator"),
            _unread(Chat.visitor_seen_number, is_from_visitor=False).label("unread_by_visitor"),
            awaiting_since().label("awaiting_since"),
        )
        .join(Visitor, Visitor.id == Chat.visitor_id)
        .outerjoin(Visit, Visit.id == Visitor.visit_id)
        .outerjoin(Department, Department.id == Chat.department_id)
        .outerjoin(Operator, Operator.id == Chat.operator_id)
        .execution_options(populate_existing=True)
    )
    return offers.with_offer(found)


def picture(found: Row[Any]) -> ChatSnapshot:
    """The snapshot of a row that ``chats`` selected."""
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
        waiting_since=(chat.queued_at or chat.started_at) if chat.state == ChatState.WAITING.value else None,
        closed_at=chat.closed_at,
        close_reason=chat.close_reason,
        held_since=chat.held_at,
        missed_at=chat.missed_at,
        first_answered_at=chat.first_answered_at,
        transfer=offers.offer_of(found),
        tags=_in_order(found.tags.split(BETWEEN_TAGS)) if found.tags else (),
        rating=chat.rating,
        rating_comment=chat.rating_comment,
        visitor_email=chat.visitor_email,
        visitor_phone=chat.visitor_phone,
        language=chat.language,
        last_change=chat.last_change,
        last_note=chat.last_note,
        last_activity_at=chat.last_activity_at,
        awaiting_since=None if chat.state == ChatState.CLOSED.value else found.awaiting_since,
        visitor_received_id=max(chat.visitor_received_number, chat.visitor_seen_number),
    )
