"""Whether anybody could come online for a department at all, as far as accounts and sign-ins tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from app.foundation.database import db
from app.operators.models import Operator, OperatorDepartment, OperatorLease, OperatorSession


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many people serve some departments, and how many of them are signed in somewhere."""

    people: int
    signed_in: int


def staffing_of(department_ids: Sequence[int], now: datetime) -> Staffing:
    """Those who may answer visitors of one of the departments; of any, for an empty list."""
    session = exists().where(OperatorSession.operator_id == Operator.id, OperatorSession.expires_at > now)
    desk = exists().where(OperatorLease.operator_id == Operator.id, OperatorLease.expires_at > now)
    found = select(func.count(Operator.id), func.count(Operator.id).filter(or_(session, desk))).where(
        Operator.is_active.is_(True)
    )
    if department_ids:
        serves = exists().where(OperatorDepartment.operator_id == Operator.id)
        found = found.where(or_(serves.where(OperatorDepartment.department_id.in_(department_ids)), ~serves))
    people, present = db.session.execute(found).one()
    return Staffing(people, present)
