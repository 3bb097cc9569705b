"""What the page about chats shows: figures as tiles, a line over time, when chats begin, and the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from flask_babel import format_time, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.reports.chart import LineChart, line_chart
from app.reports.chat_figures import ChatFigures
from app.reports.chat_report import ChatLine, ChatReport
from app.reports.pages import Tile
from app.reports.presence_report import PresenceReport
from app.reports.tables import CellKind, Column, Row, Share, Table
from app.reports.words import duration, percent, slot_words

CHARTED = ("chats", "answered", "missed", "proactive")
LABELS = {
    "chats": _l("Chats"),
    "answered": _l("Answered"),
    "missed": _l("Missed"),
    "proactive": _l("After an invitation"),
}
SHADES = 5
"""How many shades the busy hours are drawn in, besides none."""


@dataclass(frozen=True, slots=True)
class Shaded:
    """One hour of one weekday: how many chats began, in which shade (0 for none), and in words."""

    number: int
    shade: int
    words: str


@dataclass(frozen=True, slots=True)
class BusyDay:
    """A weekday with its 24 hours."""

    name: str
    hours: tuple[Shaded, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that is no line over time."""

    label: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The page. ``over_time`` is the table behind the chart."""

    report: ChatReport
    charted: str
    tiles: tuple[Tile, ...]
    facts: tuple[Fact, ...]
    chart: LineChart
    over_time: Table
    busy: tuple[BusyDay, ...]
    tables: tuple[Table, ...]


def chat_page(report: ChatReport, charted: str) -> ChatPage:
    """The page about the chats of a period; ``charted`` is the figure of the chart."""
    over_time, *tables = chat_tables(report)
    return ChatPage(
        report=report,
        charted=charted,
        tiles=tuple(_tile(report.totals, name) for name in CHARTED),
        facts=_facts(report.totals),
        chart=_chart(report, charted),
        over_time=over_time,
        busy=_busy(report.by_hour),
        tables=tuple(tables),
    )


def chat_tables(report: ChatReport) -> tuple[Table, ...]:
    """Every table, the one over time first; a table without lines is left out."""
    step = report.period.step
    slots = [(slot_words(each.slot, step), each.figures) for each in report.points]
    hours = [(_hour(number), figures) for number, figures in enumerate(report.hours)]
    began = [(_("After an invitation"), report.proactive), (_("Begun by the visitor"), report.by_visitors)]
    tables = [
        _table("over-time", _("Over time"), _("Time"), slots),
        _table("began", _("How they began"), _("Begun"), [line for line in began if line[1].chats]),
        _table("departments", _("Departments"), _("Department"), _named(report.departments, _("No department"))),
        _table("operators", _("Operators"), _("Operator"), _named(report.operators, _("Nobody yet"))),
        _presence(report.presence),
        _table("hours", _("Hours of the day"), _("Hour"), [line for line in hours if line[1].chats]),
    ]
    return (tables[0], *(table for table in tables[1:] if table.rows))


def _named(lines: Sequence[ChatLine], nameless: str) -> list[tuple[str, ChatFigures]]:
    return [(line.name or nameless, line.figures) for line in lines]


def _table(id: str, title: str, first: str, lines: Sequence[tuple[str, ChatFigures]]) -> Table:  # noqa: A002 - its id
    of_chats, of_rated = str(_("of chats")), str(_("of rated"))
    half, nine_of_ten = str(_("median")), str(_("9 of 10 within"))
    columns = (
        Column(first),
        Column(_("Chats"), CellKind.NUMBER),
        Column(_("Answered"), CellKind.FIGURE, of=of_chats),
        Column(_("Missed"), CellKind.FIGURE, of=of_chats),
        Column(_("Waited"), CellKind.DURATION, of=half),
        Column(_("First answer"), CellKind.DURATION, of=half),
        Column(_("First answer"), CellKind.DURATION, of=nine_of_ten),
        Column(_("Until the end"), CellKind.DURATION, of=half),
        Column(_("Until the end"), CellKind.DURATION, of=nine_of_ten),
        Column(_("Rated great"), CellKind.FIGURE, of=of_rated),
        Column(_("Average"), CellKind.NUMBER),
        Column(_("Poor"), CellKind.NUMBER),
    )
    return Table(id, title, columns, tuple(Row((label, *_cells(figures))) for label, figures in lines))


def _presence(report: PresenceReport) -> Table:
    columns = (
        Column(_("Operator")),
        Column(_("Online"), CellKind.DURATION),
        Column(_("Away"), CellKind.DURATION),
        Column(_("Invisible"), CellKind.DURATION),
    )
    rows = tuple(Row((line.name, line.online, line.away, line.invisible)) for line in report.lines)
    staffed = _("Somebody was online for %(time)s in all.", time=duration(report.staffed))
    return Table("presence", _("Who was there"), columns, rows, text=staffed)


def _cells(figures: ChatFigures) -> tuple[int | Share | float | None, ...]:
    return (
        figures.chats,
        Share(figures.answered, _part(figures.answered, figures.chats)),
        Share(figures.missed, _part(figures.missed, figures.chats)),
        figures.waited.median,
        figures.first_answer.median,
        figures.first_answer.p90,
        figures.lasted.median,
        figures.lasted.p90,
        Share(figures.great, _part(figures.great, figures.rated)),
        figures.average,
        figures.poor,
    )


def _tile(totals: ChatFigures, name: str) -> Tile:
    number = getattr(totals, name)
    rate = "" if name == "chats" else percent(_part(number, totals.chats))
    return Tile(name, str(LABELS[name]), number, rate)


def _facts(totals: ChatFigures) -> tuple[Fact, ...]:
    nine_of_ten = [totals.first_answer.p90, totals.waited.p90, totals.lasted.p90]
    quicker = [_("9 of 10 within %(time)s", time=duration(each)) if each is not None else "" for each in nine_of_ten]
    great = percent(_part(totals.great, totals.rated))
    rated = _(
        "%(rated)s rated: %(great)s great, %(average)s average, %(poor)s poor",
        rated=totals.rated,
        great=totals.great,
        average=totals.average,
        poor=totals.poor,
    )
    return (
        Fact(_("First answer after"), duration(totals.first_answer.median), quicker[0]),
        Fact(_("Accepted after"), duration(totals.waited.median), quicker[1]),
        Fact(_("Closed after"), duration(totals.lasted.median), quicker[2]),
        Fact(_("Rated great"), great, rated if totals.rated else _("Nobody has rated a chat yet.")),
    )


def _chart(report: ChatReport, charted: str) -> LineChart:
    step = report.period.step
    names = [slot_words(each.slot, step) for each in report.points]
    numbers = [getattr(each.figures, charted) for each in report.points]
    label = str(LABELS[charted])
    return line_chart(
        numbers, names, [f"{name}: {label} {number}" for name, number in zip(names, numbers, strict=True)]
    )


def _busy(by_hour: Sequence[Sequence[int]]) -> tuple[BusyDay, ...]:
    locale = get_locale()
    days = locale.days["stand-alone"]["abbreviated"] if locale else {}
    most = max((number for day in by_hour for number in day), default=0)
    return tuple(
        BusyDay(
            name=str(days.get(day, day)),
            hours=tuple(
                Shaded(number, _shade(number, most), f"{days.get(day, day)} {_hour(hour)}: {number}")
                for hour, number in enumerate(numbers)
            ),
        )
        for day, numbers in enumerate(by_hour)
    )


def _shade(number: int, most: int) -> int:
    return -(-number * SHADES // most) if most else 0


def _hour(hour: int) -> str:
    return str(format_time(time(hour), "short", rebase=False))


def _part(number: int, whole: int) -> float | None:
    return number / whole if whole else None
