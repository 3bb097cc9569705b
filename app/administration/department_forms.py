"""The form of a department: what it is called, when it is open, its holidays, and who serves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.departments.hours import Counts, HolidayDraft
from app.departments.queries import DepartmentDetails
from app.departments.service import LONGEST_NAME, MOST_HOLIDAYS, DepartmentDraft
from app.domain.errors import InvalidInput
from app.domain.snapshots import OperatorSnapshot
from app.foundation.i18n import spoken
from app.invitations.schedule_fields import WeekField

ALWAYS, WEEKLY = "always", "weekly"
SITE_ZONE = ""


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One holiday as typed."""

    name: str = ""
    first: str = ""
    last: str = ""
    hours: str = ""
    error: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name or self.first or self.last or self.hours)


class HolidaysField(Field):  # type: ignore[misc]
    """Rows of holidays, with one left blank; ``data`` holds those that were filled in."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was sent, else what is saved."""
        self.process_errors: list[str] = []
        self.errors: Sequence[str] = ()
        self.row_errors: dict[int, str] = {}
        self.drafts: list[HolidayDraft] = []
        self.typed: list[HolidayRow] = []
        if formdata:
            self.typed = [each for each in self._sent(formdata) if not each.is_blank]
        else:
            self.show(data or ())

    def show(self, holidays: Sequence[HolidayDraft]) -> None:
        """Show saved holidays."""
        self.typed = [
            HolidayRow(each.name, each.first.isoformat(), each.last.isoformat(), each.hours) for each in holidays
        ]

    def add(self, holidays: Sequence[HolidayDraft]) -> int:
        """Add holidays that are not there yet; returns how many were."""
        known = {(row.first, row.last) for row in self.typed}
        fresh = [each for each in holidays if (each.first.isoformat(), each.last.isoformat()) not in known]
        self.typed += [
            HolidayRow(each.name, each.first.isoformat(), each.last.isoformat(), each.hours) for each in fresh
        ]
        self.typed.sort(key=lambda row: row.first)
        return len(fresh)

    def pre_validate(self, form: Any) -> None:
        """Read the days; what is wrong stands beside its row."""
        for number, row in enumerate(self.typed):
            try:
                first = date.fromisoformat(row.first)
                last = date.fromisoformat(row.last) if row.last else first
            except ValueError:
                self.refuse(number, str(_("choose the day")))
                continue
            self.drafts.append(HolidayDraft(first, last, row.hours, row.name))

    def refuse(self, number: int, words: str) -> None:
        """Put an error beside a row."""
        self.row_errors[number] = words
        self.errors = [*self.errors, words]

    def rows(self) -> list[HolidayRow]:
        """The rows for the page, one of them blank."""
        shown = [
            HolidayRow(row.name, row.first, row.last, row.hours, self.row_errors.get(number))
            for number, row in enumerate(self.typed)
        ]
        return [*shown, HolidayRow()]

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Keep the errors of the rows, which validation would forget."""
        self.errors = list(self.row_errors.values())

    def _sent(self, formdata: Any) -> Iterator[HolidayRow]:
        names, firsts, lasts, hours = (
            formdata.getlist(f"{self.name}-{part}")[:MOST_HOLIDAYS] for part in ("name", "first", "last", "hours")
        )
        for row in zip(names, firsts, lasts, hours, strict=False):
            yield HolidayRow(*(each.strip()[:200] for each in row))


class DepartmentForm(FlaskForm):  # type: ignore[misc]
    """A department with its hours and people."""

    name = StringField(
        _l("Name"), [Length(max=LONGEST_NAME)], description=_l("Visitors and colleagues read it, for instance Sales.")
    )
    time_zone = SelectField(_l("Time zone"))
    hours = RadioField(
        _l("Working hours"),
        choices=[SelectChoice(ALWAYS, _l("Always open")), SelectChoice(WEEKLY, _l("Open at these hours"))],
    )
    week = WeekField(_l("Hours of the week"))
    holidays = HolidaysField(_l("Holidays"))
    counts = RadioField(
        _l("Visitors find the department online"),
        choices=[
            SelectChoice(Counts.BOTH.value, _l("when it is open and somebody is at the desk")),
            SelectChoice(Counts.HOURS.value, _l("whenever it is open, even if nobody is at the desk")),
            SelectChoice(Counts.PEOPLE.value, _l("whenever somebody is at the desk, whatever the hours say")),
        ],
    )
    people = SelectMultipleField(
        _l("Who serves it"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    @classmethod
    def offering(cls, people: Sequence[OperatorSnapshot], site_zone: str) -> DepartmentForm:
        """The form with what can be chosen."""
        form = cls()
        own = str(_("The site's: %(zone)s", zone=site_zone))
        zones = [SelectChoice(each, each) for each in sorted(available_timezones())]
        form.time_zone.choices = [SelectChoice(SITE_ZONE, own), *zones]
        form.people.choices = [SelectChoice(each.id, each.name) for each in people if each.departments]
        return form

    def fill(self, details: DepartmentDetails, people: frozenset[int]) -> None:
        """Show a saved department."""
        self.name.data = details.name
        self.time_zone.data = details.time_zone or SITE_ZONE
        self.hours.data = WEEKLY if details.weekly else ALWAYS
        self.week.data = details.weekly
        self.holidays.show(details.holidays)
        self.counts.data = details.counts.value
        self.people.data = sorted(people)

    def validate(self, extra_validators: Any = None) -> bool:
        """Say everything that is wrong at once."""
        is_good = bool(super().validate(extra_validators))
        if self.hours.data == WEEKLY and not self.week.data:
            self.week.errors = [_("Tick at least one day, or choose “Always open”.")]
            is_good = False
        return is_good and not self.holidays.row_errors

    def draft(self) -> DepartmentDraft:
        """What was written."""
        return DepartmentDraft(
            name=self.name.data or "",
            time_zone=self.time_zone.data or None,
            weekly=self.week.data if self.hours.data == WEEKLY else None,
            counts=Counts(self.counts.data),
            holidays=tuple(self.holidays.drafts),
        )

    def show_error(self, error: InvalidInput) -> None:
        """Put an error of the service beside its field."""
        place = (error.field or "").split(".")
        if place[0] == "holidays" and len(place) > 1:
            self.holidays.refuse(int(place[1]), spoken(error))
        elif place[0] == "schedule":
            self.week.refuse(place[-1], spoken(error))
        else:
            name = place[0] if place[0] in self else "name"
            self[name].errors = [*self[name].errors, spoken(error)]


class NewDepartmentForm(FlaskForm):  # type: ignore[misc]
    """What a department begins with."""

    name = StringField(
        _l("Name"), [Length(max=LONGEST_NAME)], description=_l("Visitors and colleagues read it, for instance Sales.")
    )
    alias = StringField(
        _l("Alias"),
        [Length(max=50)],
        description=_l(
            "The word for it in embed codes, such as sales. It stays as it is, even if the department is renamed. "
            "Small letters, digits, - and _."
        ),
    )
