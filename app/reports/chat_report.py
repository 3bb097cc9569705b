"""The report about chats: totals, over time, by hour, and by who and how they began."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.foundation import heavy_work
from app.reports.chat_figures import ChatFact, ChatFigures, figures_of
from app.reports.chat_queries import chat_facts
from app.reports.periods import Period, Slot
from app.reports.presence_report import PresenceReport, presence_report

HOURS = 24
WEEKDAYS = 7
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ChatPoint:
    """One slot of time with what began in it."""

    slot: Slot
    figures: ChatFigures


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A department or an operator; ``name`` None stands for chats without one."""

    name: str | None
    figures: ChatFigures


@dataclass(frozen=True, slots=True)
class ChatReport:
    """What is known of the chats of a period.

    ``by_hour`` counts those that began, by weekday (Monday is 0) and hour of the site's clock.
    """

    period: Period
    totals: ChatFigures
    points: tuple[ChatPoint, ...]
    by_hour: tuple[tuple[int, ...], ...]
    hours: tuple[ChatFigures, ...]
    departments: tuple[ChatLine, ...]
    operators: tuple[ChatLine, ...]
    proactive: ChatFigures
    by_visitors: ChatFigures
    presence: PresenceReport


def chat_report(period: Period, now: datetime, department_id: int | None = None) -> ChatReport:
    """The report about the chats of a period, of one department if it is named."""
    facts = list(chat_facts(period, department_id))
    return heavy_work.beside(_report_of, facts, period, presence_report(period, now))


def _report_of(facts: list[ChatFact], period: Period, presence: PresenceReport) -> ChatReport:
    """Everything that is counted from the chats; a second's work where there are a hundred thousand."""
    slots = period.slots()
    starts = [slot.start for slot in slots]
    by_slot = _grouped(facts, lambda each: bisect_right(starts, each.started_at) - 1)
    by_place = _grouped(facts, _place_in(ZoneInfo(period.zone)))
    by_hour = [[fact for day in range(WEEKDAYS) for fact in by_place.get((day, hour), ())] for hour in range(HOURS)]
    return ChatReport(
        period=period,
        totals=figures_of(facts),
        points=tuple(ChatPoint(slot, figures_of(by_slot.get(place, ()))) for place, slot in enumerate(slots)),
        by_hour=tuple(tuple(len(by_place.get((day, hour), ())) for hour in range(HOURS)) for day in range(WEEKDAYS)),
        hours=tuple(map(figures_of, by_hour)),
        departments=_lines(facts, lambda each: each.department),
        operators=_lines(facts, lambda each: each.operator),
        proactive=figures_of(each for each in facts if each.is_proactive),
        by_visitors=figures_of(each for each in facts if not each.is_proactive),
        presence=presence,
    )


def _place_in(zone: ZoneInfo) -> Callable[[ChatFact], tuple[int, int]]:
    """The weekday and hour on the wall clock, worked out once for each quarter of an hour: no zone changes within."""
    known: dict[tuple[date, int, int], tuple[int, int]] = {}

    def place(fact: ChatFact) -> tuple[int, int]:
        at = fact.started_at
        quarter = (at.date(), at.hour, at.minute // 15)
        found = known.get(quarter)
        if found is None:
            local = at.astimezone(zone)
            found = known[quarter] = (local.weekday(), local.hour)
        return found

    return place


def _lines(facts: Iterable[ChatFact], name_of: Callable[[ChatFact], str | None]) -> tuple[ChatLine, ...]:
    """The most chats first; those without a name last."""
    lines = [ChatLine(name, figures_of(those)) for name, those in _grouped(facts, name_of).items()]
    return tuple(sorted(lines, key=lambda line: (line.name is None, -line.figures.chats, line.name or "")))


def _grouped(facts: Iterable[ChatFact], key_of: Callable[[ChatFact], Key]) -> dict[Key, list[ChatFact]]:
    groups: dict[Key, list[ChatFact]] = defaultdict(list)
    for each in facts:
        groups[key_of(each)].append(each)
    return groups
