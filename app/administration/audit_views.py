"""The page on which one reads who did what, and the file of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.roles import Permission
from app.foundation import clock, settings
from app.foundation.database import transaction
from app.foundation.login import allows, signed_in_operator
from app.foundation.spreadsheets import harmless
from app.foundation.text import clean_line
from app.operators.audit import RETENTION, WORDS, Action, record
from app.operators.audit_queries import (
    PAGE_SIZE,
    AuditFilter,
    audit_lines,
    every_audit_line,
    people_in_log,
)
from app.shell import navigation
from app.shell.navigation import NavigationEntry

LONGEST_NUMBER = 18
LONGEST_SEARCH = 100
SHOWN_OF_A_LIST = 6

blueprint = Blueprint("audit", __name__, url_prefix="/audit-log", template_folder="templates")
navigation.register(
    NavigationEntry(
        endpoint="audit.index",
        label=_l("Audit log"),
        icon="history",
        order=92,
        permission=Permission.SEE_AUDIT_LOG,
    )
)


@blueprint.get("")
@allows(Permission.SEE_AUDIT_LOG)
def index() -> str:
    """The newest lines that fit the filter."""
    wanted = _filter()
    found = audit_lines(wanted, _number("before"), PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    asked = {name: value for name, value in request.args.items() if name != "before" and value}
    return render_template(
        "administration/audit_log.html",
        lines=[(each, action_words(each.action), detail_words(each.details, SHOWN_OF_A_LIST)) for each in shown],
        older=_address(asked, str(shown[-1].id)) if len(found) > PAGE_SIZE else None,
        is_first=_number("before") is None,
        asked=asked,
        people=list(people_in_log()),
        actions=sorted(((each.value, _(words)) for each, words in WORDS.items()), key=lambda pair: pair[1]),
        months=settings.get(RETENTION),
    )


@blueprint.post("/file.csv")
@allows(Permission.SEE_AUDIT_LOG)
def file() -> Response:
    """What fits the filter, as a file; sent as a form, because the log keeps that somebody took it."""
    operator, now, wanted = signed_in_operator(), clock.now(), _filter()
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("time", "operator", "action", "subject", "details", "network"))
    for each in every_audit_line(wanted):
        action = each.action.value if each.action else ""
        told = (each.operator_name, action, each.subject, detail_words(each.details), each.address or "")
        rows.writerow((each.at.isoformat(timespec="seconds"), *map(harmless, told)))
    with transaction():
        record(operator, Action.AUDIT_LOG_EXPORTED, "", now=now)
    name = f"audit-log-{now:%Y-%m-%d}.csv"
    return Response(
        written.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def action_words(action: Action | None) -> str:
    """What was done, in the reader's language."""
    return str(_(WORDS[action]) if action is not None else _("Something that a newer version of Beckon knows"))


def detail_words(details: Mapping[str, Any], most: int | None = None) -> str:
    """The details on one line: name and value of each, of lists at most so many."""
    told = ((name, value) for name, value in details.items() if value is not None)
    return " · ".join(f"{name.replace('_', ' ')}: {_value(value, most)}" for name, value in told)


def _address(asked: dict[str, Any], before: str) -> str:
    return url_for("audit.index", **{**asked, "before": before})


def _value(value: Any, most: int | None) -> str:
    if not isinstance(value, list):
        return str(value)
    left = len(value) - len(value[:most])
    return ", ".join(map(str, value[:most])) + (f" … (+{left})" if left else "")


def _filter() -> AuditFilter:
    zone = ZoneInfo(settings.get("site.time_zone"))
    since, until = _day("from", zone), _day("to", zone)
    action = request.values.get("action", "")
    return AuditFilter(
        operator_id=_number("person"),
        action=Action(action) if action in [each.value for each in Action] else None,
        since=since,
        until=None if until is None else until + timedelta(days=1),
        words=clean_line(request.values.get("q", ""), LONGEST_SEARCH),
    )


def _day(name: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(request.values.get(name, "")), time(), zone)
    except ValueError:
        return None


def _number(name: str) -> int | None:
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None
