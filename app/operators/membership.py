"""Who serves which department; nobody is named for any means all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from app.domain import events
from app.domain.errors import InvalidInput
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.operators.models import Operator, OperatorDepartment


def serving(department_id: int) -> frozenset[int]:
    """The operators who are named for this department."""
    rows = db.session.execute(
        select(OperatorDepartment.operator_id).where(OperatorDepartment.department_id == department_id)
    )
    return frozenset(rows.scalars())


def named_nowhere_else(department_id: int) -> tuple[tuple[int, str], ...]:
    """Id and name of those who serve this department alone: without it they would serve all."""
    others = (
        select(func.count())
        .select_from(OperatorDepartment)
        .where(OperatorDepartment.operator_id == Operator.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Operator.id, Operator.name)
        .where(Operator.id.in_(serving(department_id)), others == 1)
        .order_by(Operator.name, Operator.id)
    )
    return tuple((row.id, row.name) for row in rows)


def staff_department(department_id: int, operator_ids: Sequence[int], now: datetime) -> None:
    """Name exactly these operators for a department.

    Who serves this one alone cannot be taken out: nobody for any department means all of them.
    """
    wanted = set(operator_ids)
    with transaction() as publish:
        present = serving(department_id)
        stuck = [name for who, name in named_nowhere_else(department_id) if who not in wanted]
        if stuck:
            raise InvalidInput(
                N_("%(names)s would serve all departments. Give them another one on their own page first."),
                field="people",
                code="only_department",
                values={"names": ", ".join(stuck)},
            )
        known = set(db.session.execute(select(Operator.id).where(Operator.id.in_(wanted))).scalars())
        _write(department_id, added=known - present, removed=present - known)
        if known ^ present:
            publish(events.TeamsChanged(at=now, operator_ids=tuple(sorted(known ^ present))))


def hand_over_department(department_id: int, successor_id: int | None, now: datetime) -> None:
    """Those who served a department serve its successor; without one they no longer serve it."""
    with transaction() as publish:
        present = serving(department_id)
        if successor_id is not None:
            _write(successor_id, added=present - serving(successor_id), removed=set())
        _write(department_id, added=set(), removed=present)
        publish(events.TeamsChanged(at=now, operator_ids=tuple(sorted(present))))


def _write(department_id: int, *, added: set[int] | frozenset[int], removed: set[int] | frozenset[int]) -> None:
    db.session.execute(
        delete(OperatorDepartment).where(
            OperatorDepartment.department_id == department_id, OperatorDepartment.operator_id.in_(removed)
        )
    )
    db.session.add_all(OperatorDepartment(operator_id=each, department_id=department_id) for each in sorted(added))
    db.session.flush()
