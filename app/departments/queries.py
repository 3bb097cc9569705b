"""Departments as others see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from app.departments.hours import Counts, HolidayDraft
from app.departments.models import Department, DepartmentHoliday
from app.domain.snapshots import DepartmentSnapshot
from app.foundation.database import db
from app.foundation.text import clean_line

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class DepartmentDetails:
    """One department with its hours as they are kept: empty ``weekly`` is always, no ``time_zone`` the site's."""

    id: int
    alias: str
    name: str
    time_zone: str | None
    weekly: Mapping[str, str]
    counts: Counts
    holidays: tuple[HolidayDraft, ...]


def all_departments() -> tuple[DepartmentSnapshot, ...]:
    """Every department by name."""
    rows = db.session.execute(select(Department).order_by(Department.name, Department.id)).scalars()
    return tuple(_snapshot(row) for row in rows)


def departments_by_alias(aliases: Sequence[str]) -> tuple[DepartmentSnapshot, ...]:
    """The departments of an embed code, in the order of the code; unknown names are left out."""
    if not aliases:
        return ()
    wanted = [clean_line(alias, LONGEST_NAME).lower() for alias in aliases]
    rows = db.session.execute(select(Department).where(Department.alias.in_(wanted))).scalars()
    found = {row.alias: _snapshot(row) for row in rows}
    return tuple(found[alias] for alias in dict.fromkeys(wanted) if alias in found)


def department_by_alias(alias: str) -> DepartmentSnapshot | None:
    """One department, or None."""
    found = departments_by_alias([alias])
    return found[0] if found else None


def department_details(department_id: int) -> DepartmentDetails | None:
    """One department with everything about it, or None."""
    row = db.session.execute(select(Department).where(Department.id == department_id)).scalar_one_or_none()
    if row is None:
        return None
    holidays = db.session.execute(
        select(DepartmentHoliday)
        .where(DepartmentHoliday.department_id == department_id)
        .order_by(DepartmentHoliday.first_day, DepartmentHoliday.last_day, DepartmentHoliday.id)
    ).scalars()
    drafts = tuple(HolidayDraft(each.first_day, each.last_day, each.hours, each.name) for each in holidays)
    return DepartmentDetails(row.id, row.alias, row.name, row.time_zone, row.weekly or {}, Counts(row.counts), drafts)


def of_department(column: InstrumentedAttribute[int | None], department_id: int | None) -> ColumnElement[bool]:
    """What belongs to this department by that column; None is what belongs to none."""
    return column.is_(None) if department_id is None else column == department_id


def _snapshot(row: Department) -> DepartmentSnapshot:
    return DepartmentSnapshot(id=row.id, alias=row.alias, name=row.name)
