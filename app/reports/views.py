"""The pages of statistics: one invitation's report, all of them compared, and each table as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.i18n import spoken
from app.foundation.login import allows, signed_in_operator
from app.invitations.explaining_log import refusals_by_invitation
from app.invitations.views import blueprint as invitation_pages
from app.reports.asking import Asked, changed, read_asked, read_asked_kindly
from app.reports.files import csv_response
from app.reports.page_tables import all_tables, over_time_table, overview_tables
from app.reports.pages import overview_page, report_page
from app.reports.panels import shown_panels
from app.reports.periods import USUAL_DAYS
from app.reports.recent import recent_figures
from app.reports.report import InvitationReport, Question, invitation_report, overview
from app.reports.tables import Table
from app.reports.words import date_words, duration, money, moneys, percent, period_words
from app.shell import navigation
from app.shell.navigation import NavigationEntry

blueprint = Blueprint("reports", __name__, template_folder="templates")
blueprint.add_app_template_global(recent_figures, "recent_figures")
for name_filter in (duration, money, moneys, percent, period_words):
    blueprint.add_app_template_filter(name_filter, f"report_{name_filter.__name__}")


@blueprint.app_template_filter()
def shown_number(value: float | str) -> str:
    """A number as the reader writes it; a text as it is."""
    return value if isinstance(value, str) else str(format_decimal(value))


navigation.register(
    NavigationEntry(
        endpoint="reports.statistics",
        label=_l("Statistics"),
        icon="chart-line",
        order=35,
        permission=Permission.SEE_STATISTICS,
    )
)


@blueprint.get("/statistics")
@allows(Permission.SEE_STATISTICS)
def statistics() -> tuple[str, int]:
    """How things are going: all invitations compared, and the panels of plugins."""
    asked = _asked()
    page = overview_page(overview(asked.period), asked.base, asked.charted)
    return _rendered(
        "reports/statistics.html",
        asked,
        page=page,
        panels=shown_panels(),
        refusals=refusals_by_invitation(clock.now()),
        here=url_for("reports.statistics"),
        files={each.id: _file("reports.statistics_file", each) for each in (page.over_time, *page.tables)},
    )


@blueprint.get("/statistics/<table>.csv")
@allows(Permission.SEE_STATISTICS)
def statistics_file(table: str) -> Response:
    """One table of the comparison as a file."""
    asked = _strictly_asked()
    found = overview(asked.period)
    over_time = over_time_table(found.points, found.period.step, asked.base, has_log=False)
    tables = (over_time, *overview_tables(found, asked.base))
    return csv_response(tables, table, "statistics", asked.period, signed_in_operator(), clock.now())


@invitation_pages.get("/<key>/report")
@allows(Permission.SEE_STATISTICS)
def report(key: str) -> tuple[str, int]:
    """What became of one invitation, and whether it helped."""
    asked = _asked()
    found, asked = _found(key, asked)
    page = report_page(found, asked.base, asked.charted)
    tables = all_tables(found, asked.base)
    return _rendered(
        "reports/invitation.html",
        asked,
        page=page,
        report=found,
        here=url_for("invitations.report", key=key),
        files={each.id: _file("invitations.report_file", each, key=key) for each in tables},
    )


@invitation_pages.get("/<key>/report/<table>.csv")
@allows(Permission.SEE_STATISTICS)
def report_file(key: str, table: str) -> Response:
    """One table of a report as a file."""
    asked = _strictly_asked()
    now = clock.now()
    tables = all_tables(invitation_report(key, asked.question, now), asked.base)
    return csv_response(tables, table, key, asked.period, signed_in_operator(), now)


def _asked() -> Asked:
    return read_asked_kindly(request.args, clock.now(), settings.get("site.time_zone"))


def _strictly_asked() -> Asked:
    return read_asked(request.args, clock.now(), settings.get("site.time_zone"))


def _found(key: str, asked: Asked) -> tuple[InvitationReport, Asked]:
    """The report; where the address names a goal or an epoch that is not there, the usual one and the error."""
    try:
        return invitation_report(key, asked.question, clock.now()), asked
    except InvalidInput as error:
        usual = replace(asked, question=Question(asked.period), error=error)
        return invitation_report(key, usual.question, clock.now()), usual


def _rendered(template: str, asked: Asked, **values: object) -> tuple[str, int]:
    def link(**changes: str | None) -> str:
        wanted: dict[str, Any] = {**(request.view_args or {}), **changed(request.args, **changes)}
        return url_for(request.endpoint or "", **wanted)

    shown = render_template(
        template,
        asked=asked,
        period=asked.period,
        periods=[
            (days, link(days=str(days), from_=None, until=None), days == asked.period.days) for days in USUAL_DAYS
        ],
        link=link,
        error=spoken(asked.error) if asked.error else "",
        epoch_words=lambda epoch: date_words(epoch.started_at),
        **values,
    )
    return shown, asked.error.status if asked.error else 200


def _file(endpoint: str, table: Table, **values: str) -> str:
    wanted: dict[str, Any] = {**values, **changed(request.args)}
    return url_for(endpoint, table=table.id, **wanted)
