"""Reads the chats of a period for the statistics, piece by piece, so that a long period holds up nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, DateTime, Table, bindparam, func, select, type_coerce

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
DEPARTMENTS = cast(Table, Department.__table__)
OPERATORS = cast(Table, Operator.__table__)
AT_ONCE = 500
_CLOSED, _WAITING = ChatState.CLOSED.value, ChatState.WAITING.value
_SINCE = bindparam("since", type_=UtcDateTime)
_BEFORE = bindparam("before", type_=UtcDateTime)
_FIRST_ANSWER = (
    select(func.min(MESSAGES.c.at))
    .where(MESSAGES.c.chat_id == CHATS.c.id, MESSAGES.c.sender == SenderKind.OPERATOR.value)
    .correlate(CHATS)
    .scalar_subquery()
)


def _plain(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """A moment as the database's driver gives it; enough for telling how far two of them are apart."""
    return type_coerce(moment, DateTime(timezone=True))


_FACTS = (
    select(
        CHATS.c.started_at,
        _plain(CHATS.c.started_at).label("began"),
        CHATS.c.state,
        _plain(CHATS.c.accepted_at).label("accepted"),
        _plain(func.coalesce(CHATS.c.first_answered_at, _FIRST_ANSWER)).label("answered"),
        _plain(CHATS.c.closed_at).label("closed"),
        CHATS.c.missed_at.is_not(None).label("is_missed"),
        CHATS.c.invitation_name.is_not(None).label("is_proactive"),
        CHATS.c.rating,
        DEPARTMENTS.c.name.label("department"),
        OPERATORS.c.name.label("operator"),
    )
    .outerjoin(DEPARTMENTS, DEPARTMENTS.c.id == CHATS.c.department_id)
    .outerjoin(OPERATORS, OPERATORS.c.id == CHATS.c.operator_id)
    .where(CHATS.c.started_at >= _SINCE, CHATS.c.started_at < _BEFORE)
)


def chat_facts(period: Period, department_id: int | None = None) -> Iterator[ChatFact]:
    """The chats that began within a period, in no order; only those of one department, if it is named."""
    facts = _FACTS if department_id is None else _FACTS.where(CHATS.c.department_id == department_id)
    for piece in stretches(period.slots()):
        given = {"since": piece.start, "before": piece.end}
        rows = db.session.execute(facts, given, execution_options={"yield_per": AT_ONCE})
        for some in rows.partitions():
            yield from [_fact(*row) for row in some]
            clock.sleep(0)  # others may work before the next rows


def _fact(
    started_at: datetime,
    began: datetime,
    state: str,
    accepted: datetime | None,
    answered: datetime | None,
    closed: datetime | None,
    is_missed: Any,
    is_proactive: Any,
    rating: str | None,
    department: str | None,
    operator: str | None,
) -> ChatFact:
    lasted = closed if state == _CLOSED and answered is not None else None
    return ChatFact(
        started_at,
        department,
        operator,
        bool(is_proactive),
        state == _WAITING,
        bool(is_missed),
        None if accepted is None else max(0.0, (accepted - began).total_seconds()),
        None if answered is None else max(0.0, (answered - began).total_seconds()),
        None if lasted is None else max(0.0, (lasted - began).total_seconds()),
        rating,
    )
