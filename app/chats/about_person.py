"""What operators know about the person behind a visitor's chats: how to reach them, and what was said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from app.chats import queries
from app.chats.models import Chat
from app.domain import events
from app.domain.snapshots import ChatState, OperatorSnapshot, VisitorSnapshot
from app.foundation.database import Publish, db, transaction
from app.operators.models import Operator
from app.visitors.contact import Contact, Written, checked_contact, keep_contact
from app.visitors.models import Visit

PAST_CHATS = 20
_IN_CHATS = {"name": Chat.visitor_name, "email": Chat.visitor_email, "phone": Chat.visitor_phone}


@dataclass(frozen=True, slots=True)
class PastChat:
    """One chat of a person, as a line. ``messages`` counts everything that stands in it."""

    key: str
    state: ChatState
    started_at: datetime
    closed_at: datetime | None
    operator_name: str | None
    messages: int
    rating: str | None
    rating_comment: str | None
    is_missed: bool
    is_of_this_browser: bool
    email: str | None
    phone: str | None


def change_contact(visitor_key: str, written: Mapping[str, str | None], now: datetime) -> VisitorSnapshot:
    """Write down who the visitor is and how to reach them, also in their open chats; raises InvalidInput by field.

    Of ``name``, ``email`` and ``phone`` only those that are written change; None empties one.
    """
    kept = checked_contact(written)
    with transaction() as publish:
        visitor = keep_contact(publish, visitor_key, kept, now)
        if kept:
            _write_into_open_chats(publish, visitor, kept, now)
    return visitor


def _write_into_open_chats(publish: Publish, visitor: VisitorSnapshot, kept: Written, now: datetime) -> None:
    mine = (Chat.visitor_id == visitor.id, Chat.state != ChatState.CLOSED.value)
    values = {_IN_CHATS[field]: words for field, words in kept.items()}
    changed = or_(*(column.is_distinct_from(words) for column, words in values.items()))
    rows = db.session.execute(
        update(Chat).where(*mine, changed).values(values).returning(Chat.id),
        execution_options={"synchronize_session": False},
    ).all()
    for row in rows:
        publish(events.ChatChanged(at=now, chat=queries.chat_by_id(row.id)))


def chats_of_person(
    visitor: VisitorSnapshot, operator: OperatorSnapshot, limit: int = PAST_CHATS
) -> tuple[PastChat, ...]:
    """The chats of this browser and, where the site vouches for the person, of their others; the latest first.

    Only those that the operator may see.
    """
    found = (
        select(Chat, Operator.name.label("operator_name"))
        .outerjoin(Operator, Operator.id == Chat.operator_id)
        .where(_of_person(visitor), queries.visible_to(operator))
        .order_by(Chat.last_activity_at.desc(), Chat.id.desc())
        .limit(limit)
    )
    return tuple(_past(row.Chat, row.operator_name, visitor) for row in db.session.execute(found))


def contact_of(contact: Contact, chats: tuple[PastChat, ...]) -> Contact:
    """How to reach somebody: what was written down, else what they said in their latest chat."""
    email = contact.email or next((each.email for each in chats if each.email), None)
    phone = contact.phone or next((each.phone for each in chats if each.phone), None)
    return Contact(contact.name, email, phone)


def _of_person(visitor: VisitorSnapshot) -> ColumnElement[bool]:
    mine = Chat.visitor_id == visitor.id
    if visitor.user_id is None:
        return mine
    return or_(mine, Chat.visitor_id.in_(select(Visit.visitor_id).where(Visit.user_id == visitor.user_id)))


def _past(chat: Chat, operator_name: str | None, visitor: VisitorSnapshot) -> PastChat:
    return PastChat(
        key=chat.key,
        state=ChatState(chat.state),
        started_at=chat.started_at,
        closed_at=chat.closed_at,
        operator_name=operator_name,
        messages=chat.last_number,
        rating=chat.rating,
        rating_comment=chat.rating_comment,
        is_missed=chat.missed_at is not None,
        is_of_this_browser=chat.visitor_id == visitor.id,
        email=chat.visitor_email,
        phone=chat.visitor_phone,
    )
