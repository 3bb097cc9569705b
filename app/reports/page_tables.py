"""The tables of reports: what stands in each, with every figure's denominator in its heading."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext as _

from app.invitations.log_words import reason_words
from app.reports.breakdowns import OWN
from app.reports.effect_page import groups_table
from app.reports.figures import Base, Line
from app.reports.periods import Step
from app.reports.report import InvitationReport, Overview, Point
from app.reports.tables import CellKind, Column, Entry, Row, Share, Table, figure_table, money_label
from app.reports.words import (
    FIGURE_HELP,
    FIGURE_WORDS,
    country_words,
    device_words,
    group_words,
    language_words,
    slot_words,
)


def all_tables(report: InvitationReport, base: Base) -> tuple[Table, ...]:
    """Every table of a report that can be had as a file."""
    over_time = over_time_table(report.points, report.period.step, base, has_log=True)
    groups = (groups_table(report.effect),) if report.effect and report.effect.groups else ()
    return (over_time, *groups, *report_tables(report, base))


def report_tables(report: InvitationReport, base: Base) -> tuple[Table, ...]:
    """The tables below the chart, those that have something to say."""
    places = report.places
    tables = [
        _goals_table(report),
        _lines("variants", _("Variants"), _("Variant"), report.variants, base, group_words, has_money=True),
        _lines("campaigns", _("Campaigns"), _("Campaign"), report.campaigns, base, str, has_money=True),
        _links_table(report),
        _chats_table(report),
        _lines("pages", _("Pages"), _("Page"), places.pages, base, str),
        _lines("countries", _("Countries"), _("Country"), places.countries, base, country_words),
        _lines("devices", _("Devices"), _("Device"), places.devices, base, device_words),
        _lines("languages", _("Languages of browsers"), _("Language"), places.languages, base, language_words),
        _refusals_table(report),
    ]
    return tuple(table for table in tables if table.rows)


def overview_tables(overview: Overview, base: Base) -> tuple[Table, ...]:
    """All invitations, all campaigns, and those by hand."""
    invitations = [
        Entry(line.name, line.counts, line.revenue, url_for("invitations.report", key=line.key))
        for line in overview.invitations
    ]
    manual = [Entry(_("By hand"), overview.manual)] if overview.manual.granted else []
    tables = [
        figure_table("invitations", _("Invitations"), _("Invitation"), invitations, base, has_money=True),
        _lines("campaigns", _("Campaigns"), _("Campaign"), overview.campaigns, base, str, has_money=True),
        figure_table(
            "manual",
            _("Invitations by hand"),
            _("Sent"),
            manual,
            base,
            text=_("Sent to single visitors by an operator. No other figure includes them."),
        ),
    ]
    return tuple(table for table in tables if table.rows)


def over_time_table(points: tuple[Point, ...], step: Step, base: Base, *, has_log: bool) -> Table:
    """The figures of each slot of time, the numbers behind the chart."""
    entries = [
        Entry(
            slot_words(point.slot, step),
            point.counts,
            before=(point.armed, point.refused, point.counts.withheld) if has_log else (),
        )
        for point in points
    ]
    before = [str(FIGURE_WORDS[name]) for name in ("armed", "refused", "withheld")] if has_log else []
    return figure_table("over-time", _("Over time"), _("Time"), entries, base, before=before)


def _lines(
    id: str,  # noqa: A002 - it is the table's id
    title: str,
    first: str,
    lines: tuple[Line, ...],
    base: Base,
    words: Callable[[str], str],
    *,
    has_money: bool = False,
) -> Table:
    if not any(line.label for line in lines):
        return Table(id, title, (), ())
    entries = [Entry(words(line.label) if line.label else _("unknown"), line.counts, line.revenue) for line in lines]
    return figure_table(id, title, first, entries, base, has_money=has_money)


def _goals_table(report: InvitationReport) -> Table:
    currencies = sorted({each for goal in report.goals for each in goal.revenue.by_currency})
    columns = (
        Column(_("Goal")),
        Column(_("Converted"), CellKind.FIGURE, of=_("of seen")),
        Column(_("Visitors"), CellKind.NUMBER),
        *(Column(money_label(each), CellKind.MONEY, currency=each) for each in currencies),
    )
    seen = report.totals.seen
    rows = tuple(
        Row(
            (
                _("The invitation's own goal") if goal.key == OWN else goal.name,
                Share(goal.converted, goal.converted / seen if seen else None),
                goal.visitors,
                *(goal.revenue.by_currency.get(each) for each in currencies),
            )
        )
        for goal in report.goals
    )
    text = _("Each goal counts once for a showing; the value of one order counts once.")
    return Table("goals", _("Goals"), columns, rows, text)


def _links_table(report: InvitationReport) -> Table:
    clicked = report.totals.clicked
    columns = (Column(_("Link or button")), Column(_("Clicked"), CellKind.FIGURE, of=_("of clicked")))
    rows = tuple(
        Row((line.label or _("unknown"), Share(line.showings, line.showings / clicked if clicked else None)))
        for line in report.links
    )
    return Table("links", _("Links and buttons"), columns, rows, _("Each counts once for a showing."))


def _chats_table(report: InvitationReport) -> Table:
    columns = (Column(_("Visitor")), Column(_("Operator")), Column(_("Began"), CellKind.MOMENT))
    rows = tuple(
        Row(
            (chat.visitor_name, chat.operator or _("nobody yet"), chat.started_at),
            f"/?chat={chat.key}",
        )
        for chat in report.chats
    )
    return Table("chats", _("Chats that began with it"), columns, rows, _("The newest 50."))


def _refusals_table(report: InvitationReport) -> Table:
    columns = (Column(_("Reason")), Column(_("Refused"), CellKind.FIGURE, of=_("of refused")))
    rows = tuple(Row((reason_words(code), Share(number, number / report.refused))) for code, number in report.refusals)
    return Table("refusals", _("Why it did not show"), columns, rows, str(FIGURE_HELP["refused"]))
