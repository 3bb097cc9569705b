"""What the page of a report shows: the funnel, the line over time, the tables; every figure with its denominator."""

from __future__ import annotations

from dataclasses import dataclass

from app.reports.chart import LineChart, line_chart
from app.reports.effect_page import EffectView, effect_view
from app.reports.figures import Base, Counts
from app.reports.page_tables import over_time_table, overview_tables, report_tables
from app.reports.periods import Step as SlotStep
from app.reports.report import InvitationReport, Overview, Point
from app.reports.tables import COMPARED, Table
from app.reports.words import (
    FIGURE_HELP,
    FIGURE_WORDS,
    part_of,
    percent,
    slot_words,
)

FUNNEL = ("shown", "seen", "opened", "replied", "answered", "converted")
BESIDE = ("armed", "refused", "clicked", "dismissed", "expired", "replaced", "withheld")
CHARTED = ("shown", "seen", "clicked", "replied", "converted")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the funnel; ``width`` is its length in percent of the first."""

    label: str
    help: str
    number: int
    rate: str
    of: str
    width: float


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure beside the funnel; ``rate`` is empty for what is part of nothing."""

    label: str
    help: str
    number: int
    rate: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that the chart can show."""

    name: str
    label: str
    number: int
    rate: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The page of one invitation."""

    report: InvitationReport
    base: Base
    charted: str
    steps: tuple[Step, ...]
    beside: tuple[Beside, ...]
    tiles: tuple[Tile, ...]
    chart: LineChart
    effect: EffectView | None
    over_time: Table
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The page on which all invitations are compared."""

    overview: Overview
    base: Base
    charted: str
    tiles: tuple[Tile, ...]
    chart: LineChart
    over_time: Table
    tables: tuple[Table, ...]


def report_page(report: InvitationReport, base: Base, charted: str) -> ReportPage:
    """The page about one invitation; ``charted`` is the figure of the chart."""
    return ReportPage(
        report=report,
        base=base,
        charted=charted,
        steps=_funnel(report.totals, base),
        beside=_beside(report),
        tiles=_tiles(report.totals, base),
        chart=_chart(report.points, report.period.step, charted),
        effect=effect_view(report.effect) if report.effect else None,
        over_time=over_time_table(report.points, report.period.step, base, has_log=True),
        tables=report_tables(report, base),
    )


def overview_page(overview: Overview, base: Base, charted: str) -> OverviewPage:
    """The page about all invitations."""
    return OverviewPage(
        overview=overview,
        base=base,
        charted=charted,
        tiles=_tiles(overview.totals, base),
        chart=_chart(overview.points, overview.period.step, charted),
        over_time=over_time_table(overview.points, overview.period.step, base, has_log=False),
        tables=overview_tables(overview, base),
    )


def _funnel(totals: Counts, base: Base) -> tuple[Step, ...]:
    most = totals.shown or 1
    return tuple(
        Step(
            label=str(FIGURE_WORDS[name]),
            help=str(FIGURE_HELP[name]),
            number=getattr(totals, name),
            rate=percent(totals.rate(name, base)),
            of=part_of(name, base),
            width=round(min(100.0, 100 * getattr(totals, name) / most), 2),
        )
        for name in FUNNEL
    )


def _beside(report: InvitationReport) -> tuple[Beside, ...]:
    numbers = {"armed": report.armed, "refused": report.refused}
    return tuple(
        Beside(
            label=str(FIGURE_WORDS[name]),
            help=str(FIGURE_HELP[name]),
            number=numbers.get(name, getattr(report.totals, name, 0)),
            rate=_rate_words(report.totals, name, Base.SHOWN) if name in COMPARED or name == "replaced" else "",
        )
        for name in BESIDE
        if name != "withheld" or report.totals.withheld
    )


def _tiles(totals: Counts, base: Base) -> tuple[Tile, ...]:
    return tuple(
        Tile(
            name,
            str(FIGURE_WORDS[name]),
            getattr(totals, name),
            "" if name == "shown" else _rate_words(totals, name, base),
        )
        for name in CHARTED
    )


def _rate_words(totals: Counts, name: str, base: Base) -> str:
    return f"{percent(totals.rate(name, base))} {part_of(name, base)}"


def _chart(points: tuple[Point, ...], step: SlotStep, charted: str) -> LineChart:
    numbers = [getattr(point.counts, charted) for point in points]
    names = [slot_words(point.slot, step) for point in points]
    words = [f"{name}: {number}" for name, number in zip(names, numbers, strict=True)]
    return line_chart(numbers, names, words)
