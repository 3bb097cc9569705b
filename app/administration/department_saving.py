"""Everything that belongs together when a department is founded, changed or given up, as one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.chats.department_chats import hand_over_chats
from app.departments import service
from app.departments.queries import DepartmentDetails
from app.departments.service import DepartmentDraft
from app.domain.snapshots import DepartmentSnapshot, OperatorSnapshot
from app.foundation.database import transaction
from app.operators.audit import Action, record
from app.operators.membership import hand_over_department, staff_department


def found(alias: str, name: str, by: OperatorSnapshot, now: datetime) -> DepartmentSnapshot:
    """Found a department."""
    with transaction():
        made = service.create_department(alias, name)
        record(by, Action.DEPARTMENT_CREATED, made.name, {"alias": made.alias}, now=now)
        return made


def save(
    details: DepartmentDetails, draft: DepartmentDraft, people: Sequence[int], by: OperatorSnapshot, now: datetime
) -> None:
    """Write a department with its hours, holidays and people; nothing where any part is wrong."""
    with transaction():
        service.change_department(details.id, draft, now)
        staff_department(details.id, people, now)
        record(by, Action.DEPARTMENT_CHANGED, draft.name, {"alias": details.alias}, now=now)


def give_up(details: DepartmentDetails, successor_id: int | None, by: OperatorSnapshot, now: datetime) -> None:
    """Delete a department; its chats and people go to the successor, if there is one."""
    with transaction():
        hand_over_chats(details.id, successor_id, now)
        hand_over_department(details.id, successor_id, now)
        service.remove_department(details.id, now)
        record(by, Action.DEPARTMENT_DELETED, details.name, {"alias": details.alias}, now=now)
