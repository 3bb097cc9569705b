"""The page of statistics."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import format_decimal
from flask_babel import lazy_gettext as _l

from app.domain.snapshots import Role
from app.foundation import clock
from app.foundation.login import requires
from app.invitations.explaining_log import refusals_by_invitation
from app.reports.panels import shown_panels
from app.shell import navigation
from app.shell.navigation import NavigationEntry

blueprint = Blueprint("reports", __name__, template_folder="templates")


@blueprint.app_template_filter()
def shown_number(value: float | str) -> str:
    """A number as the reader writes it; a text as it is."""
    return value if isinstance(value, str) else str(format_decimal(value))


navigation.register(
    NavigationEntry(
        endpoint="reports.statistics", label=_l("Statistics"), icon="chart-line", order=35, permission=Role.SUPERVISOR
    )
)


@blueprint.get("/statistics")
@requires(Role.SUPERVISOR)
def statistics() -> str:
    """How things are going, panel by panel."""
    refusals = refusals_by_invitation(clock.now())
    return render_template("reports/statistics.html", panels=shown_panels(), refusals=refusals)
