"""Reads the chats of a period for the statistics, piece by piece, so that a long period holds up nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, func, select

from app.chats.models import Chat, Message
from app.departments.models import Department
from app.domain.snapshots import ChatState, SenderKind
from app.foundation import clock
from app.foundation.database import UtcDateTime, db
from app.operators.models import Operator
from app.reports.chat_figures import ChatFact
from app.reports.periods import Period, stretches

CHATS = cast(Table, Chat.__table__)
MESSAGES = cast(Table, Message.__table__)
_SINCE = bindparam("since", type_=UtcDateTime)
_BEFORE = bindparam("before", type_=UtcDateTime)
_FIRST_ANSWER = (
    select(func.min(MESSAGES.c.at))
    .where(MESSAGES.c.chat_id == CHATS.c.id, MESSAGES.c.sender == SenderKind.OPERATOR.value)
    .correlate(CHATS)
    .scalar_subquery()
)
_FACTS = (
    select(
        CHATS.c.started_at,
        CHATS.c.state,
        CHATS.c.accepted_at,
        func.coalesce(CHATS.c.first_answered_at, _FIRST_ANSWER).label("answered_at"),
        CHATS.c.closed_at,
        CHATS.c.missed_at,
        CHATS.c.rating,
        CHATS.c.invitation_name,
        Department.name.label("department"),
        Operator.name.label("operator"),
    )
    .outerjoin(Department, Department.id == CHATS.c.department_id)
    .outerjoin(Operator, Operator.id == CHATS.c.operator_id)
    .where(CHATS.c.started_at >= _SINCE, CHATS.c.started_at < _BEFORE)
)


def chat_facts(period: Period, department_id: int | None = None) -> Iterator[ChatFact]:
    """The chats that began within a period, in no order; only those of one department, if it is named."""
    facts = _FACTS if department_id is None else _FACTS.where(CHATS.c.department_id == department_id)
    for piece in stretches(period.slots()):
        for row in db.session.execute(facts, {"since": piece.start, "before": piece.end}):
            yield _fact(row)
        clock.sleep(0)  # others may work before the next piece


def _fact(row: Row[Any]) -> ChatFact:
    is_closed = row.state == ChatState.CLOSED.value
    return ChatFact(
        started_at=row.started_at,
        department=row.department,
        operator=row.operator,
        is_proactive=row.invitation_name is not None,
        is_waiting=row.state == ChatState.WAITING.value,
        is_missed=row.missed_at is not None,
        waited=_seconds(row.started_at, row.accepted_at),
        first_answer=_seconds(row.started_at, row.answered_at),
        lasted=_seconds(row.started_at, row.closed_at) if is_closed and row.answered_at is not None else None,
        rating=row.rating,
    )


def _seconds(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else max(0.0, (end - start).total_seconds())
