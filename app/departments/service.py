"""Founding departments."""

from __future__ import annotations

import re

from app.departments.models import Department
from app.departments.queries import department_by_alias
from app.domain.errors import Conflict, InvalidInput
from app.domain.snapshots import DepartmentSnapshot
from app.foundation.database import db, transaction
from app.foundation.text import clean_line

ALIAS = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")


def create_department(alias: str, name: str) -> DepartmentSnapshot:
    """Found a department; the alias is made of small letters, digits, ``-`` and ``_``."""
    alias = alias.strip().lower()
    if not ALIAS.fullmatch(alias):
        raise InvalidInput("use small letters, digits, - and _, at most 50", field="alias")
    name = clean_line(name, 120)
    if not name:
        raise InvalidInput("a department needs a name", field="name")
    with transaction():
        if department_by_alias(alias) is not None:
            raise Conflict(f"there is a department {alias!r} already", field="alias")
        row = Department(alias=alias, name=name)
        db.session.add(row)
        db.session.flush()
        return DepartmentSnapshot(id=row.id, alias=row.alias, name=row.name)
