"""Departments as others see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.departments.models import Department
from app.domain.snapshots import DepartmentSnapshot
from app.foundation.database import db
from app.foundation.text import clean_line

LONGEST_NAME = 100


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


def _snapshot(row: Department) -> DepartmentSnapshot:
    return DepartmentSnapshot(id=row.id, alias=row.alias, name=row.name)
