"""When departments are open: their hours as they are kept, whether they are open now, and when they open next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from app.departments.models import Department, DepartmentHoliday
from app.domain import opening_hours
from app.domain.errors import InvalidInput
from app.domain.opening_hours import Holiday, OpeningHours
from app.domain.schedule import Hours
from app.domain.schedule_reading import read_schedule
from app.domain.snapshots import DepartmentSnapshot
from app.foundation import settings
from app.foundation.database import db

ALWAYS_OPEN = OpeningHours("UTC")


class Counts(StrEnum):
    """What makes a department online for visitors."""

    HOURS = "hours"
    PEOPLE = "people"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class DepartmentHours:
    """One department's hours, and whether they decide alone, not at all, or together with people at the desk."""

    department_id: int
    hours: OpeningHours
    counts: Counts

    def lets_in(self, now: datetime, *, has_people: bool) -> bool:
        """Whether visitors find the department online."""
        if self.counts is Counts.PEOPLE:
            return has_people
        return (has_people or self.counts is Counts.HOURS) and opening_hours.is_open(self.hours, now)

    def back_at(self, now: datetime) -> datetime | None:
        """When it opens next, if it is closed now and its hours matter."""
        if self.counts is Counts.PEOPLE or opening_hours.is_open(self.hours, now):
            return None
        return opening_hours.next_opening(self.hours, now)


@dataclass(frozen=True, slots=True)
class HolidayDraft:
    """A holiday as people write it; ``hours`` such as ``10:00-14:00``, empty for closed."""

    first: date
    last: date
    hours: str = ""
    name: str = ""


def is_open(department: DepartmentSnapshot, now: datetime) -> bool:
    """Whether the department's hours say that it is open, whoever is at the desk."""
    return opening_hours.is_open(hours_of(department.id), now)


def next_opening(department: DepartmentSnapshot, now: datetime) -> datetime | None:
    """The next instant, in UTC, at which the department's hours begin; None: never, or open for good."""
    return opening_hours.next_opening(hours_of(department.id), now)


def hours_of(department_id: int) -> OpeningHours:
    """The hours of one department; one that does not exist is always open."""
    found = hours_of_departments([department_id])
    return found[0].hours if found else ALWAYS_OPEN


def hours_of_departments(department_ids: Sequence[int] | None) -> tuple[DepartmentHours, ...]:
    """The hours of these departments, or of all of them."""
    columns = (Department.id, Department.time_zone, Department.weekly, Department.counts)
    chosen = select(*columns).order_by(Department.id)
    if department_ids is not None:
        chosen = chosen.where(Department.id.in_(department_ids))
    rows = db.session.execute(chosen).all()
    limited = [row.id for row in rows if row.counts != Counts.PEOPLE.value]
    holidays = _holidays(limited) if limited else {}
    site_zone = settings.recent("site.time_zone") if any(row.time_zone is None for row in rows) else ""
    return tuple(
        DepartmentHours(
            row.id,
            opening_hours_from(row.weekly, row.time_zone or site_zone, holidays.get(row.id, ())),
            Counts(row.counts),
        )
        for row in rows
    )


def opening_hours_from(weekly: Mapping[str, str] | None, zone: str, holidays: Sequence[Holiday]) -> OpeningHours:
    """Hours as they are kept, in the form in which they can be asked; raises InvalidInput naming the day."""
    schedule = read_schedule(None, None, weekly, None)
    return OpeningHours(zone, None if schedule is None else schedule.weekly, tuple(holidays))


def read_holiday(draft: HolidayDraft, field: str) -> Holiday:
    """A holiday as people wrote it; raises InvalidInput with ``field``."""
    try:
        return Holiday(draft.first, draft.last, day_hours(draft.hours), draft.name)
    except InvalidInput as error:
        raise InvalidInput(error.template, field=field, code=error.code, values=error.values) from error


def day_hours(written: str) -> tuple[Hours, ...]:
    """The hours of one day, such as ``09:00-12:00, 13:00-17:00``; none for an empty text."""
    if not written.strip():
        return ()
    schedule = read_schedule(None, None, {"mon": written}, None)
    return schedule.weekly[0] if schedule is not None and schedule.weekly is not None else ()


def _holidays(department_ids: Sequence[int]) -> Mapping[int, list[Holiday]]:
    rows = db.session.execute(select(DepartmentHoliday).where(DepartmentHoliday.department_id.in_(department_ids)))
    found: defaultdict[int, list[Holiday]] = defaultdict(list)
    for row in rows.scalars():
        found[row.department_id].append(Holiday(row.first_day, row.last_day, day_hours(row.hours), row.name))
    return found
