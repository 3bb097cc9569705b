"""Fields for a schedule that work without script: the hours of a week, and a time of the year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import DateTimeLocalInput

from app.domain.rules.calendar_facts import WEEKDAYS
from app.domain.schedule_reading import MOST_HOURS_A_DAY
from app.invitations.schedule_words import day_name, month_name

USUAL_SLOTS = 2
WHOLE_DAY = "00:00-24:00"
MIDNIGHT, END_OF_DAY = "00:00", "24:00"
_TIMES = re.compile(r"\s*([^-–,]*?)\s*[-–]\s*([^-–,]*?)\s*")
_YEAR_TIME = re.compile(r"(\d\d)-(\d\d)T(\d\d:\d\d)")


class LocalTimeInput(DateTimeLocalInput):  # type: ignore[misc]
    """A date and a time without a zone; what cannot be read stays in the field."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One pair of times of a day, as typed."""

    begin: str = ""
    end: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.begin or self.end)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week as the form shows it."""

    id: str
    name: str
    is_open: bool
    slots: tuple[Slot, ...]
    error: str | None


class WeekField(Field):  # type: ignore[misc]
    """The hours of each day: a box for open, and pairs of times. Open without times is the whole day.

    ``data`` has the form of files; an end at 00:00 is the end of the day, because clocks on a page know no 24:00.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.open_days: set[str] = set()
        self.slots: dict[str, tuple[Slot, ...]] = {}
        self.day_errors: dict[str, str] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was sent, else what is saved."""
        self.process_errors: list[str] = []
        self.errors: Sequence[str] = ()
        if not formdata:
            self.show(data if isinstance(data, Mapping) else {})
            return
        self.open_days = {day for day in WEEKDAYS if formdata.get(f"{self.name}-{day}-open")}
        self.slots = {day: tuple(self._typed(formdata, day)) for day in WEEKDAYS}

    def show(self, weekly: Mapping[str, str]) -> None:
        """Show saved hours."""
        self.open_days = {day for day in WEEKDAYS if weekly.get(day)}
        self.slots = {day: tuple(_slots_of(weekly.get(day, ""))) for day in WEEKDAYS}

    @property
    def data(self) -> dict[str, str]:
        """The hours in the form of files."""
        return {day: self._written(day) for day in WEEKDAYS if day in self.open_days}

    @data.setter
    def data(self, weekly: Any) -> None:
        self.show(weekly or {})

    def days(self) -> tuple[Day, ...]:
        """The days for the page, each with a pair of fields left blank."""
        return tuple(
            Day(day, day_name(number), day in self.open_days, self._shown(day), self.day_errors.get(day))
            for number, day in enumerate(WEEKDAYS)
        )

    def copy_to_weekdays(self) -> None:
        """Monday's hours hold until Friday."""
        for day in WEEKDAYS[1:5]:
            self.slots[day] = self.slots.get("mon", ())
            (self.open_days.add if "mon" in self.open_days else self.open_days.discard)(day)

    def refuse(self, day: str, words: str) -> None:
        """Put an error beside a day."""
        self.day_errors[day] = words
        self.errors = [*self.errors, f"{day_name(WEEKDAYS.index(day))}: {words}"]

    def _typed(self, formdata: Any, day: str) -> Iterator[Slot]:
        for number in range(MOST_HOURS_A_DAY + 1):
            name = f"{self.name}-{day}-{number}"
            slot = Slot(formdata.get(f"{name}-from", "").strip()[:20], formdata.get(f"{name}-to", "").strip()[:20])
            if not slot.is_blank:
                yield slot

    def _shown(self, day: str) -> tuple[Slot, ...]:
        slots = self.slots.get(day, ())
        room = max(USUAL_SLOTS, min(MOST_HOURS_A_DAY, len(slots) + 1))
        return slots + (Slot(),) * (room - len(slots))

    def _written(self, day: str) -> str:
        slots = self.slots.get(day, ())
        ends = (END_OF_DAY if slot.end == MIDNIGHT else slot.end for slot in slots)
        return ", ".join(f"{slot.begin}-{end}" for slot, end in zip(slots, ends, strict=True)) or WHOLE_DAY


class YearField(Field):  # type: ignore[misc]
    """A time that comes every year, from a day and time to another; empty where no day is chosen.

    ``data`` has the form of files. Without a time the last day belongs to it whole.
    """

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was sent, else what is saved."""
        self.process_errors: list[str] = []
        self.errors: Sequence[str] = ()
        if not formdata:
            self.data = data
            return
        self.typed = {name: formdata.get(f"{self.name}-{name}", "").strip()[:20] for name in self._names()}

    @property
    def data(self) -> str | None:
        """The two times in the form of files; None for none."""
        if not any(self.typed.get(f"{end}-{part}") for end in ("from", "to") for part in ("day", "month")):
            return None
        return f"{self._year_time('from', MIDNIGHT)}/{self._year_time('to', END_OF_DAY)}"

    @data.setter
    def data(self, yearly: Any) -> None:
        self.typed = dict.fromkeys(self._names(), "")
        found = [_YEAR_TIME.fullmatch(part) for part in str(yearly or "").split("/")]
        for end, part in zip(("from", "to"), found, strict=False):
            if part is not None:
                time = "" if part[3] in (MIDNIGHT, END_OF_DAY) and (end == "from" or part[3] == END_OF_DAY) else part[3]
                self.typed |= {f"{end}-month": str(int(part[1])), f"{end}-day": str(int(part[2])), f"{end}-time": time}

    @property
    def is_whole(self) -> bool:
        """Whether both ends have a day and a month."""
        return all(self.typed.get(f"{end}-{part}") for end in ("from", "to") for part in ("day", "month"))

    @staticmethod
    def months() -> Sequence[tuple[str, str]]:
        """The months to choose from."""
        return [("", str(_("Month"))), *((str(month), month_name(month)) for month in range(1, 13))]

    @staticmethod
    def _names() -> Sequence[str]:
        return [f"{end}-{part}" for end in ("from", "to") for part in ("day", "month", "time")]

    def _year_time(self, end: str, usual: str) -> str:
        day, month, time = (self.typed.get(f"{end}-{part}", "") for part in ("day", "month", "time"))
        return f"{month.zfill(2)}-{day.zfill(2)}T{time or usual}"


def _slots_of(hours: str) -> Iterator[Slot]:
    for part in hours.split(","):
        found = _TIMES.fullmatch(part)
        if found is not None and part.strip() != WHOLE_DAY:
            yield Slot(found[1], MIDNIGHT if found[2] == END_OF_DAY else found[2])
