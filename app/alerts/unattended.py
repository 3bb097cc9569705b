"""What nobody looks at, and who is to be told by letter: asked for all chats of a kind together, never one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from app.alerts.models import AlertSent
from app.alerts.situations import Recipient, takers_of
from app.alerts.words import Call
from app.chats.models import Chat, ChatCall, Message
from app.departments.queries import of_department
from app.domain.alerts import Occasion, Way
from app.domain.snapshots import ChatState, SenderKind
from app.foundation.database import db
from app.operators.standing import people_online

SOONEST = timedelta(minutes=1)
LATEST = timedelta(days=1)
"""What has waited for longer is not told any more: the server was off, or letters were only now set up."""

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Unattended:
    """A chat in which somebody waits for an answer since ``since``, read by its operator up to ``seen_number``.

    Where a ``call`` is told, ``operator_id`` is who is called, and ``seen_number`` the number of the note.
    """

    chat_id: int
    occasion: Occasion
    operator_id: int | None
    department_id: int | None
    since: datetime
    seen_number: int
    call: Call | None = None


Due = tuple[Unattended, Recipient]


def waiting_too_long(people: Iterable[Recipient], now: datetime) -> Iterator[Due]:
    """The chats that nobody has accepted while nobody is at the desk, each with those who were not told yet."""
    waiting = _waiting(now - SOONEST, now)
    departments = db.session.execute(select(Chat.department_id).where(*waiting).distinct()).scalars().all()
    online = people_online(now) if departments else ()
    everybody = list(people)
    for department in departments:
        if any(each.takes(department) for each in online):
            continue  # somebody is at the desk
        takers = set(takers_of(department, now))
        serving = [each for each in everybody if each.operator_id in takers]
        for patience, whom in _by_patience(serving, Occasion.WAITING).items():
            yield from _not_told(department, whom, now - patience, now)


def unread_for_long(people: Iterable[Recipient], now: datetime) -> Iterator[Due]:
    """The chats whose operator has not read what the visitor wrote, and was not told so."""
    everybody = list(people)
    for occasion in (Occasion.MESSAGE, Occasion.ASSIGNED):
        for patience, whom in _by_patience(everybody, occasion).items():
            yield from _not_read(occasion, whom, now - patience, now)


def called_in_vain(people: Iterable[Recipient], now: datetime) -> Iterator[Due]:
    """The notes that call people who have not looked since, and were not told so; what they say is for the letter."""
    for patience, whom in _by_patience(people, Occasion.MENTIONED).items():
        yield from _not_looked(whom, now - patience, now)


def newly_late(before: datetime, now: datetime) -> list[tuple[int, int | None]]:
    """The waiting chats that began before a moment and about which nobody was alerted yet, with their departments."""
    was_told = exists().where(AlertSent.chat_id == Chat.id, AlertSent.occasion == Occasion.LATE.value)
    found = select(Chat.id, Chat.department_id).where(*_waiting(before, now), ~was_told)
    return [(row.id, row.department_id) for row in db.session.execute(found.order_by(Chat.id).limit(MOST_AT_ONCE))]


def _waiting(before: datetime, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Accepted by nobody, begun before a moment and within the last day."""
    return (Chat.state == ChatState.WAITING.value, Chat.started_at <= before, Chat.started_at > now - LATEST)


def _by_patience(people: Iterable[Recipient], occasion: Occasion) -> Mapping[timedelta, list[Recipient]]:
    """Those who want a letter about it now, by how long they let it wait."""
    groups: dict[timedelta, list[Recipient]] = defaultdict(list)
    for each in people:
        if Way.EMAIL in each.ways(occasion):
            groups[max(SOONEST, timedelta(minutes=each.wishes.email_after_minutes))].append(each)
    return groups


def _not_told(department_id: int | None, whom: Sequence[Recipient], before: datetime, now: datetime) -> Iterator[Due]:
    numbers = [each.operator_id for each in whom]
    is_told = (AlertSent.occasion == Occasion.WAITING.value, AlertSent.operator_id.in_(numbers))
    told = select(func.count()).where(AlertSent.chat_id == Chat.id, *is_told).correlate(Chat).scalar_subquery()
    own = of_department(Chat.department_id, department_id)
    found = select(Chat.id, Chat.started_at).where(*_waiting(before, now), own, told < len(numbers))
    rows = db.session.execute(found.order_by(Chat.started_at, Chat.id).limit(MOST_AT_ONCE)).all()
    known = select(AlertSent.chat_id, AlertSent.operator_id)
    known = known.where(AlertSent.chat_id.in_([row.id for row in rows]), *is_told)
    pairs = {(row.chat_id, row.operator_id) for row in db.session.execute(known)} if rows else set()
    for row in rows:
        chat = Unattended(row.id, Occasion.WAITING, None, department_id, row.started_at, 0)
        yield from ((chat, each) for each in whom if (row.id, each.operator_id) not in pairs)


def _not_read(occasion: Occasion, whom: Sequence[Recipient], before: datetime, now: datetime) -> Iterator[Due]:
    people = {each.operator_id: each for each in whom}
    has_looked = Chat.operator_seen_number > 0
    was_told = exists().where(
        AlertSent.chat_id == Chat.id,
        AlertSent.operator_id == Chat.operator_id,
        AlertSent.occasion == occasion.value,
        AlertSent.seen_number == Chat.operator_seen_number,
    )
    since = _unread_since()
    rows = db.session.execute(
        select(Chat.id, Chat.operator_id, Chat.department_id, Chat.operator_seen_number, since.label("since"))
        .where(
            Chat.state == ChatState.ACTIVE.value,
            Chat.operator_id.in_(list(people)),
            Chat.last_number > Chat.operator_seen_number,
            has_looked if occasion is Occasion.MESSAGE else ~has_looked,
            Chat.last_activity_at > now - LATEST,
            ~was_told,
            since <= before,
        )
        .order_by(Chat.id)
        .limit(MOST_AT_ONCE)
    ).all()
    for row in rows:
        of, seen = row.operator_id, row.operator_seen_number
        yield Unattended(row.id, occasion, of, row.department_id, row.since, seen), people[of]


def _not_looked(whom: Sequence[Recipient], before: datetime, now: datetime) -> Iterator[Due]:
    people = {each.operator_id: each for each in whom}
    was_told = exists().where(
        AlertSent.chat_id == ChatCall.chat_id,
        AlertSent.operator_id == ChatCall.operator_id,
        AlertSent.occasion == Occasion.MENTIONED.value,
        AlertSent.seen_number == ChatCall.note_number,
    )
    rows = db.session.execute(
        select(ChatCall.chat_id, ChatCall.operator_id, ChatCall.note_number, ChatCall.at)
        .where(ChatCall.at > now - LATEST, ChatCall.at <= before, ChatCall.operator_id.in_(list(people)), ~was_told)
        .order_by(ChatCall.at, ChatCall.chat_id, ChatCall.operator_id)
        .limit(MOST_AT_ONCE)
    ).all()
    for chat_id, of, number, at in rows:
        yield Unattended(chat_id, Occasion.MENTIONED, of, None, at, number), people[of]


def _unread_since() -> Any:
    """When the visitor wrote the first words that the chat's operator has not read."""
    unread = (Message.chat_id == Chat.id, Message.number > Chat.operator_seen_number)
    return select(func.min(Message.at)).where(*unread, Message.sender == SenderKind.VISITOR.value).scalar_subquery()
