"""Offline messages as others read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from app.chats.offline_models import OfflineEntry, OfflineMessage
from app.departments.models import Department
from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.domain.snapshots import OperatorSnapshot, PageSnapshot
from app.domain.translation import N_
from app.foundation.database import db
from app.foundation.login import may
from app.operators.models import Operator
from app.visitors.models import Visitor

PAGE = 50


class OfflineState(StrEnum):
    """What became of an offline message; stored by its value."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"


class EntryKind(StrEnum):
    """What a step is; ``took``, ``closed`` and ``reopened`` have no words of their own."""

    ANSWER = "answer"
    NOTE = "note"
    TOOK = "took"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class OfflineSnapshot:
    """What somebody left while nobody was there. ``operator_name`` is who took it."""

    id: int
    key: str
    visitor_id: int
    visitor_key: str
    department_id: int | None
    department_name: str | None
    name: str | None
    email: str | None
    phone: str | None
    text: str
    consent: str | None
    page: PageSnapshot | None
    country: str | None
    language: str | None
    state: OfflineState
    operator_id: int | None
    operator_name: str | None
    created_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntrySnapshot:
    """One step; ``letter_id`` is the Message-ID of an answer's letter."""

    id: int
    kind: EntryKind
    operator_name: str
    text: str
    letter_id: str | None
    at: datetime


def visible_to(operator: OperatorSnapshot) -> ColumnElement[bool]:
    """Which offline messages an operator may see: as with chats, what they took, their departments', nobody's."""
    if may(operator, Permission.SEE_ALL_CHATS) or not operator.departments:
        return OfflineMessage.id.is_not(None)
    return or_(
        OfflineMessage.operator_id == operator.id,
        OfflineMessage.department_id.is_(None),
        OfflineMessage.department_id.in_(operator.departments),
    )


def offline_message(key: str, operator: OperatorSnapshot) -> OfflineSnapshot:
    """One that this operator may see; raises NotFound."""
    row = db.session.execute(_rows().where(OfflineMessage.key == key, visible_to(operator))).one_or_none()
    if row is None:
        raise NotFound(N_("there is no such offline message"), field="key", code="unknown_offline_message")
    return snapshot(row)


def offline_message_by_id(offline_id: int) -> OfflineSnapshot:
    """The one with this internal number, which must exist."""
    return snapshot(db.session.execute(_rows().where(OfflineMessage.id == offline_id)).one())


def offline_messages(
    operator: OperatorSnapshot, *, state: OfflineState | None = None, department_id: int | None = None,
    is_mine: bool = False, before: tuple[datetime, int] | None = None, limit: int = PAGE,
) -> tuple[OfflineSnapshot, ...]:  # fmt: skip
    """A page of offline messages, the latest first; ``before`` is the time and number of the last one seen."""
    found = _rows().where(visible_to(operator))
    if state is not None:
        found = found.where(OfflineMessage.state == state.value)
    if department_id is not None:
        found = found.where(OfflineMessage.department_id == department_id)
    if is_mine:
        found = found.where(OfflineMessage.operator_id == operator.id)
    if before is not None:
        found = found.where(is_before(OfflineMessage.created_at, OfflineMessage.id, before))
    found = found.order_by(OfflineMessage.created_at.desc(), OfflineMessage.id.desc()).limit(limit)
    return tuple(snapshot(row) for row in db.session.execute(found))


def is_before(moment: Any, number: Any, last: tuple[datetime, int]) -> ColumnElement[bool]:
    """What comes after ``last`` in a list with the latest first."""
    return or_(moment < last[0], (moment == last[0]) & (number < last[1]))


def counts_by_state(operator: OperatorSnapshot) -> dict[OfflineState, int]:
    """How many offline messages an operator may see, by state."""
    rows = db.session.execute(
        select(OfflineMessage.state, func.count()).where(visible_to(operator)).group_by(OfflineMessage.state)
    )
    found = {OfflineState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in OfflineState}


def new_count(operator: OperatorSnapshot) -> int:
    """How many nobody has taken; for the mark in the rail."""
    if not may(operator, Permission.ANSWER_OFFLINE):
        return 0
    new = select(func.count()).where(OfflineMessage.state == OfflineState.NEW.value, visible_to(operator))
    return db.session.execute(new).scalar_one()


def entries_of(offline_id: int) -> tuple[EntrySnapshot, ...]:
    """The steps of one, in their order."""
    rows = db.session.execute(
        select(OfflineEntry).where(OfflineEntry.offline_id == offline_id).order_by(OfflineEntry.id)
    ).scalars()
    return tuple(
        EntrySnapshot(row.id, EntryKind(row.kind), row.operator_name, row.text, row.letter_id, row.at) for row in rows
    )


def letters_of(offline_id: int) -> list[str]:
    """The Message-IDs of the answers, in their order."""
    found = db.session.execute(
        select(OfflineEntry.letter_id)
        .where(OfflineEntry.offline_id == offline_id, OfflineEntry.letter_id.is_not(None))
        .order_by(OfflineEntry.id)
    ).scalars()
    return [each for each in found if each is not None]


def rows_where(*conditions: ColumnElement[bool]) -> Select[Any]:
    """A question for offline messages, to be read with ``snapshot``."""
    return _rows().where(*conditions)


def snapshot(found: Row[Any]) -> OfflineSnapshot:
    """The picture of a row that may leave this feature."""
    row: OfflineMessage = found.OfflineMessage
    return OfflineSnapshot(
        id=row.id,
        key=row.key,
        visitor_id=row.visitor_id,
        visitor_key=found.visitor_key,
        department_id=row.department_id,
        department_name=found.department_name,
        name=row.name,
        email=row.email,
        phone=row.phone,
        text=row.text,
        consent=row.consent,
        page=PageSnapshot(row.page_url, row.page_title or "") if row.page_url else None,
        country=row.country,
        language=row.language,
        state=OfflineState(row.state),
        operator_id=row.operator_id,
        operator_name=found.present_name or row.operator_name,
        created_at=row.created_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
    )


def _rows() -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = (
        select(
            OfflineMessage,
            Visitor.key.label("visitor_key"),
            Department.name.label("department_name"),
            Operator.name.label("present_name"),
        )
        .join(Visitor, Visitor.id == OfflineMessage.visitor_id)
        .outerjoin(Department, Department.id == OfflineMessage.department_id)
        .outerjoin(Operator, Operator.id == OfflineMessage.operator_id)
        .execution_options(populate_existing=True)
    )
    return found
