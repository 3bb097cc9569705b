"""What the pages of departments show: hours in words, who is there now, and what becomes of things when one goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask_babel import get_locale
from flask_babel import gettext as _

from app.chats.department_chats import open_chats_of_department
from app.departments.hours import DepartmentHours, hours_of_departments
from app.departments.queries import all_departments
from app.domain import opening_hours
from app.domain.snapshots import DepartmentSnapshot, OperatorSnapshot, PresenceState
from app.operators.membership import named_nowhere_else
from app.operators.queries import operators
from app.operators.standing import OFFLINE, Standing, people_online, standings


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who serves a department, with their presence."""

    operator: OperatorSnapshot
    standing: Standing
    takes_chats: bool


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """One department in the list."""

    department: DepartmentSnapshot
    is_online: bool
    is_open: bool
    hours: str
    people: tuple[Person, ...]
    serves_all: int

    @property
    def online_people(self) -> int:
        """How many take its chats now."""
        return sum(each.takes_chats for each in self.people)


@dataclass(frozen=True, slots=True)
class Farewell:
    """What becomes of chats and people when a department is deleted."""

    open_chats: int
    people: tuple[str, ...]


def department_lines(now: datetime) -> tuple[DepartmentLine, ...]:
    """Every department with its hours and people."""
    hours = {each.department_id: each for each in hours_of_departments(None)}
    everybody = [each for each in operators() if each.is_active]
    present, online = standings(now), {each.id: each for each in people_online(now)}

    def line(department: DepartmentSnapshot) -> DepartmentLine:
        of_it = hours[department.id]
        people = tuple(
            Person(each, present.get(each.id, OFFLINE), each.id in online and online[each.id].takes(department.id))
            for each in everybody
            if not each.departments or department.id in each.departments
        )
        has_people = any(each.takes_chats for each in people)
        return DepartmentLine(
            department=department,
            is_online=of_it.lets_in(now, has_people=has_people),
            is_open=opening_hours.is_open(of_it.hours, now),
            hours=hours_words(of_it, now),
            people=people,
            serves_all=sum(not each.operator.departments for each in people),
        )

    return tuple(line(each) for each in all_departments())


def hours_words(department: DepartmentHours, now: datetime) -> str:
    """Whether it is open, and until when, on the department's clock: "Closed until Monday, 09:00"."""
    state = opening_hours.opening(department.hours, now)
    if state.until is None:
        return str(_("Always open") if state.is_open else _("Closed for good"))
    moment = moment_words(state.until, now, department.hours.zone)
    return str(_("Open until %(time)s", time=moment) if state.is_open else _("Closed until %(time)s", time=moment))


def moment_words(at: datetime, now: datetime, zone: str) -> str:
    """A moment on a clock: its time alone today, with its weekday within six days, else with its date."""
    locale = get_locale() or "en"
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    time = format_time(there, "short", locale=locale)
    if there.date() == today:
        return str(time)
    days = (there.date() - today).days
    day = format_date(there, "EEEE" if days <= 6 else "long", locale=locale)
    return f"{day}, {time}"


def farewell_of(department_id: int) -> Farewell:
    """What the question before deleting says."""
    people = tuple(name for _id, name in named_nowhere_else(department_id))
    return Farewell(open_chats_of_department(department_id), people)


def is_there(person: Person) -> bool:
    """Whether somebody has an open desk."""
    return person.standing.state is not PresenceState.OFFLINE
