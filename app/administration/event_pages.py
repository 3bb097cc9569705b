"""What the pages about events show: definitions with their counts, what nobody defined, and the live log, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.domain.snapshots import InvitationSnapshot, InvitationState, PageSnapshot
from app.realtime.visitor_lines import Place, page_place
from app.shell.presentation import day_of_month
from app.visitors.event_definitions import is_event_identifier
from app.visitors.event_queries import NO_REPORTS, EventTotals, ReceivedLine, UndefinedEvent
from app.visitors.event_rule import DefinedEvent
from app.visitors.models import ReceivedOutcome
from app.visitors.pseudonyms import called

DAYS = 7
TALLEST = 6
"""Of the small bars: the steps of height that the style sheet knows."""

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day of the small chart: its height in steps, and what it says to those who point at it."""

    height: int
    title: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """One defined event with what became of its reports in the last days and who waits for it."""

    event: DefinedEvent
    rule: str
    totals: EventTotals
    days: tuple[DayBar, ...]
    used_by: tuple[InvitationSnapshot, ...]


@dataclass(frozen=True, slots=True)
class UndefinedLine:
    """One identifier that nobody defined; one that cannot be an identifier has to be changed on the page."""

    event: UndefinedEvent
    page: Place | None
    is_possible: bool


@dataclass(frozen=True, slots=True)
class LogLine:
    """One report in the live log; ``mark`` is the badge's state."""

    line: ReceivedLine
    visitor: str
    page: Place | None
    outcome: str
    mark: str


@dataclass(frozen=True, slots=True)
class Snippets:
    """How a page reports an event, each way ready to copy."""

    call: str
    option: str
    classic: str
    classic_option: str


def day_periods(now: datetime, time_zone: str) -> list[tuple[datetime, datetime]]:
    """The last seven days in the site's time zone, today last; a day may have 23 or 25 hours."""
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = [today + timedelta(days=offset) for offset in range(1 - DAYS, 2)]
    return list(pairwise(begins))


def event_lines(
    events: Sequence[DefinedEvent],
    totals: Mapping[str, EventTotals],
    periods: Sequence[tuple[datetime, datetime]],
    uses: Mapping[str, tuple[InvitationSnapshot, ...]],
) -> list[EventLine]:
    """The lines of the table of definitions."""
    return [
        EventLine(
            event,
            rule_words(event),
            totals.get(event.identifier, NO_REPORTS),
            _bars(totals.get(event.identifier, NO_REPORTS), periods),
            uses.get(event.identifier, ()),
        )
        for event in events
    ]


def undefined_lines(events: Sequence[UndefinedEvent]) -> list[UndefinedLine]:
    """The lines of the table of what nobody defined."""
    return [UndefinedLine(each, _page(each.page_url), is_event_identifier(each.identifier)) for each in events]


def log_lines(lines: Sequence[ReceivedLine]) -> list[LogLine]:
    """The lines of the live log."""
    words = {
        ReceivedOutcome.RECORDED: (_("stored"), "enabled"),
        ReceivedOutcome.TOO_SOON: (_("too soon"), "waiting"),
        ReceivedOutcome.REPEATED: (_("stored before"), "closed"),
        ReceivedOutcome.UNKNOWN_EVENT: (_("not defined"), "error"),
    }
    return [
        LogLine(
            line,
            called(line.visitor_key, line.visitor_name),
            _page(line.page_url),
            *words.get(line.outcome, (line.outcome.value, "error")),
        )
        for line in lines
    ]


def rule_words(event: DefinedEvent) -> str:
    """When a report is recorded, in a sentence."""
    if event.store_timeout == 0:
        if event.filter_by_value:
            return str(_("Once for each visitor and value"))
        return str(_("Once for each visitor"))
    length = duration_words(event.store_timeout)
    if event.filter_by_value:
        return str(_("For each value again after %(length)s", length=length))
    return str(_("Again after %(length)s", length=length))


def duration_words(seconds: int) -> str:
    """A length of time in its largest whole unit: 90 seconds, 30 minutes, 1 day."""
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    number = seconds // size
    words = {
        "day": ngettext("%(num)s day", "%(num)s days", number),
        "hour": ngettext("%(num)s hour", "%(num)s hours", number),
        "minute": ngettext("%(num)s minute", "%(num)s minutes", number),
        "second": ngettext("%(num)s second", "%(num)s seconds", number),
    }
    return str(words[unit])


def live_among(invitations: Sequence[InvitationSnapshot]) -> list[InvitationSnapshot]:
    """Those that are offered to visitors now."""
    return [each for each in invitations if each.state is InvitationState.LIVE]


def snippets_of(identifier: str) -> Snippets:
    """The lines to paste for an event; an identifier needs no escaping beyond JSON's own."""
    word = json.dumps(identifier, ensure_ascii=False)
    return Snippets(
        call=f'Beckon("event", {word});',
        option=f'"events": [{{"id": {word}}}]',
        classic=f'$_LHC.eventListener.emitEvent("addEvent", [[{{"id": {word}}}]]);',
        classic_option=f'LHC_API.args.events = [{{"id": {word}}}];',
    )


def _bars(totals: EventTotals, periods: Sequence[tuple[datetime, datetime]]) -> tuple[DayBar, ...]:
    numbers = totals.by_period or (0,) * len(periods)
    most = max(numbers, default=0)
    return tuple(
        DayBar(
            -(-number * TALLEST // most) if most else 0,
            f"{format_date(begins.date(), f'EEE {day_of_month()} MMM')}: {number}",
        )
        for number, (begins, _ends) in zip(numbers, periods, strict=True)
    )


def _page(url: str | None) -> Place | None:
    return page_place(PageSnapshot(url, "")) if url else None
