"""Letters to people who do not look: about chats that wait, and about their own chats that nobody reads.

Whoever writes the row of a letter queues it in the same transaction, so each goes once, however many processes look.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.alerts.models import AlertSent
from app.alerts.pushing import desk_address
from app.alerts.situations import Recipient, recipients_among, takers_of
from app.alerts.words import alert_words, in_language_of
from app.chats import queries
from app.chats.models import Chat, Message
from app.domain.alerts import Occasion, Way
from app.domain.errors import InvalidInput
from app.domain.snapshots import ChatState, SenderKind
from app.foundation.configuration import configuration
from app.foundation.database import db, transaction
from app.foundation.mail import Letter, is_configured, send_later
from app.operators.standing import people_online

logger = logging.getLogger(__name__)

SOONEST = timedelta(minutes=1)
LATEST = timedelta(days=1)
"""What has waited for longer is not told any more: the server was off, or letters were only now set up."""

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Unattended:
    """A chat in which somebody waits for an answer since ``since``, read by its operator up to ``seen_number``."""

    chat_id: int
    occasion: Occasion
    operator_id: int | None
    department_id: int | None
    since: datetime
    seen_number: int


def write_letters(now: datetime) -> int:
    """Write to everybody whose patience with a chat is over; returns how many letters went out."""
    if not is_configured():
        return 0
    online = people_online(now)
    written = 0
    for each in (*_waiting(now), *_unread(now)):
        if each.operator_id is None and any(person.takes(each.department_id) for person in online):
            continue  # somebody is at the desk
        for person in _people_for(each, now):
            patience = timedelta(minutes=person.wishes.email_after_minutes)
            if each.since + patience <= now and Way.EMAIL in person.ways(each.occasion):
                written += _write(each, person, now)
    return written


def note_alert(chat_id: int, operator_id: int, occasion: Occasion, seen_number: int, now: datetime) -> bool:
    """Whether this is the one who may alert about it; everybody else who asks is told no."""
    row = {
        "chat_id": chat_id,
        "operator_id": operator_id,
        "occasion": occasion.value,
        "seen_number": seen_number,
        "at": now,
    }
    if _is_noted(chat_id, operator_id, occasion, seen_number):
        return False
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    with transaction():
        made = insert(AlertSent).values(**row).on_conflict_do_nothing().returning(AlertSent.chat_id)
        return db.session.execute(made).first() is not None


def waiting_since(before: datetime, now: datetime) -> list[tuple[int, datetime]]:
    """The chats that nobody has accepted and that began before a moment, within the last day."""
    rows = db.session.execute(
        select(Chat.id, Chat.started_at)
        .where(
            Chat.state == ChatState.WAITING.value,
            Chat.started_at <= before,
            Chat.started_at > now - LATEST,
        )
        .order_by(Chat.id)
        .limit(MOST_AT_ONCE)
    )
    return [(row.id, row.started_at) for row in rows]


def newly_late(before: datetime, now: datetime) -> list[tuple[int, int | None]]:
    """Those of them about whose wait nobody was alerted yet, each with its department."""
    was_told = exists().where(AlertSent.chat_id == Chat.id, AlertSent.occasion == Occasion.LATE.value)
    rows = db.session.execute(
        select(Chat.id, Chat.department_id)
        .where(
            Chat.state == ChatState.WAITING.value,
            Chat.started_at <= before,
            Chat.started_at > now - LATEST,
            ~was_told,
        )
        .order_by(Chat.id)
        .limit(MOST_AT_ONCE)
    )
    return [(row.id, row.department_id) for row in rows]


def _waiting(now: datetime) -> Iterator[Unattended]:
    for chat_id, since in waiting_since(now - SOONEST, now):
        department = db.session.execute(select(Chat.department_id).where(Chat.id == chat_id)).scalar_one()
        yield Unattended(chat_id, Occasion.WAITING, None, department, since, 0)


def _unread(now: datetime) -> Iterable[Unattended]:
    oldest = (
        select(func.min(Message.at))
        .where(
            Message.chat_id == Chat.id,
            Message.number > Chat.operator_seen_number,
            Message.sender == SenderKind.VISITOR.value,
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Chat.id, Chat.operator_id, Chat.department_id, Chat.operator_seen_number, oldest.label("since"))
        .where(
            Chat.state == ChatState.ACTIVE.value,
            Chat.operator_id.is_not(None),
            Chat.last_number > Chat.operator_seen_number,
            Chat.last_activity_at > now - LATEST,
            oldest <= now - SOONEST,
        )
        .order_by(Chat.id)
        .limit(MOST_AT_ONCE)
    )
    return [
        Unattended(
            row.id,
            Occasion.MESSAGE if row.operator_seen_number else Occasion.ASSIGNED,
            row.operator_id,
            row.department_id,
            row.since,
            row.operator_seen_number,
        )
        for row in rows
    ]


def _people_for(chat: Unattended, now: datetime) -> tuple[Recipient, ...]:
    whom = takers_of(chat.department_id, now) if chat.operator_id is None else (chat.operator_id,)
    return recipients_among(whom, now)


def _write(each: Unattended, person: Recipient, now: datetime) -> int:
    if _is_noted(each.chat_id, person.operator_id, each.occasion, each.seen_number):
        return 0
    chat = queries.chat_by_id(each.chat_id)
    with in_language_of(person.operator_id):
        words = alert_words(each.occasion, chat)
        minutes = int((now - each.since).total_seconds() // 60)
        text = "\n\n".join(
            (
                words.title + ".",
                *([f"“{words.line}”"] if words.line else []),
                _("Nobody has looked for %(n)s minutes. Answer here:", n=minutes) + f"\n{desk_address(chat.key)}",
                _("When you get such letters is up to you:") + f"\n{configuration().base_url}/account/alerts",
            )
        )
    try:
        with transaction():
            if not note_alert(each.chat_id, person.operator_id, each.occasion, each.seen_number, now):
                return 0
            send_later(Letter(person.email, words.title, text))
    except InvalidInput as error:
        logger.warning("a letter to operator %d was not sent: %s", person.operator_id, error.code)
        return 0
    return 1


def _is_noted(chat_id: int, operator_id: int, occasion: Occasion, seen_number: int) -> bool:
    return db.session.get(AlertSent, (chat_id, operator_id, occasion.value, seen_number)) is not None
