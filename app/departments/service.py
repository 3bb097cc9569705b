"""Founding departments, changing what they are called and when they are open, and giving them up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import available_timezones

from sqlalchemy import delete, select

from app.departments import queries
from app.departments.hours import Counts, HolidayDraft, opening_hours_from, read_holiday
from app.departments.models import Department, DepartmentHoliday
from app.domain import events
from app.domain.errors import Conflict, InvalidInput, NotFound
from app.domain.schedule import FIRST_YEAR, LAST_YEAR
from app.domain.snapshots import DepartmentSnapshot
from app.domain.translation import N_
from app.foundation.database import db, transaction
from app.foundation.text import clean_line

ALIAS = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
LONGEST_NAME = 120
MOST_HOLIDAYS = 80
_ZONES = frozenset(available_timezones())


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    """A department as people write it; ``weekly`` None or empty means always open, ``time_zone`` None the site's."""

    name: str
    time_zone: str | None = None
    weekly: Mapping[str, str] | None = None
    counts: Counts = Counts.BOTH
    holidays: Sequence[HolidayDraft] = field(default_factory=tuple)


def create_department(alias: str, name: str) -> DepartmentSnapshot:
    """Found a department; the alias is made of small letters, digits, ``-`` and ``_``."""
    alias = alias.strip().lower()
    if not ALIAS.fullmatch(alias):
        raise InvalidInput(N_("use small letters, digits, - and _, at most 50"), field="alias")
    with transaction():
        if queries.department_by_alias(alias) is not None:
            raise Conflict(N_("there is a department “%(alias)s” already"), field="alias", values={"alias": alias})
        row = Department(alias=alias, name=_name(name))
        db.session.add(row)
        db.session.flush()
        return DepartmentSnapshot(id=row.id, alias=row.alias, name=row.name)


def change_department(department_id: int, draft: DepartmentDraft, now: datetime) -> DepartmentSnapshot:
    """Write a department anew; nothing is written where any part of it cannot be kept."""
    name = _name(draft.name)
    if draft.time_zone is not None and draft.time_zone not in _ZONES:
        raise InvalidInput(N_("choose one of the time zones"), field="time_zone", code="not_an_option")
    weekly = {day: hours for day, hours in (draft.weekly or {}).items() if hours}
    opening_hours_from(weekly, draft.time_zone or "UTC", ())
    _check_holidays(draft.holidays)
    with transaction() as publish:
        row = db.session.get(Department, department_id)
        if row is None:
            raise NotFound(N_("there is no such department"), code="unknown_department")
        row.name, row.time_zone, row.weekly, row.counts = name, draft.time_zone, weekly or None, draft.counts.value
        db.session.execute(delete(DepartmentHoliday).where(DepartmentHoliday.department_id == department_id))
        db.session.add_all(_holiday_row(department_id, each) for each in draft.holidays)
        publish(events.TeamsChanged(at=now))
        return DepartmentSnapshot(id=row.id, alias=row.alias, name=row.name)


def remove_department(department_id: int, now: datetime) -> None:
    """Give a department up; what refers to it forgets it."""
    with transaction() as publish:
        found = db.session.execute(select(Department).where(Department.id == department_id)).scalar_one_or_none()
        if found is None:
            raise NotFound(N_("there is no such department"), code="unknown_department")
        db.session.delete(found)
        publish(events.TeamsChanged(at=now))


def _name(written: str) -> str:
    name = clean_line(written, LONGEST_NAME)
    if not name:
        raise InvalidInput(N_("a department needs a name"), field="name")
    return name


def _check_holidays(holidays: Sequence[HolidayDraft]) -> None:
    if len(holidays) > MOST_HOLIDAYS:
        raise InvalidInput(N_("at most %(most)s holidays"), field="holidays", values={"most": MOST_HOLIDAYS})
    for number, each in enumerate(holidays):
        place = f"holidays.{number}"
        if each.last < each.first:
            raise InvalidInput(N_("the last day is before the first"), field=place, code="reversed")
        if not FIRST_YEAR <= each.first.year <= each.last.year <= LAST_YEAR:
            raise InvalidInput(
                N_("must be in a year from %(least)s to %(most)s"),
                field=place,
                code="out_of_range",
                values={"least": FIRST_YEAR, "most": LAST_YEAR},
            )
        read_holiday(each, place)


def _holiday_row(department_id: int, draft: HolidayDraft) -> DepartmentHoliday:
    return DepartmentHoliday(
        department_id=department_id,
        first_day=draft.first,
        last_day=draft.last,
        hours=draft.hours.strip(),
        name=clean_line(draft.name, LONGEST_NAME),
    )
