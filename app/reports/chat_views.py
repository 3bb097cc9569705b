"""The pages of statistics about chats, and the board that shows how it stands right now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from app.departments.queries import all_departments
from app.domain.errors import InvalidInput
from app.domain.roles import Permission
from app.domain.translation import N_
from app.foundation import clock, settings
from app.foundation.i18n import spoken
from app.foundation.json_requests import json_answer
from app.foundation.login import allows, signed_in_operator
from app.reports.chat_pages import CHARTED, chat_page, chat_tables
from app.reports.chat_report import chat_report
from app.reports.files import csv_response
from app.reports.live_board import live_board
from app.reports.periods import USUAL_DAYS, Period, last_days, read_period
from app.reports.words import duration_texts

NAMES = ("days", "from", "until", "department", "figure", "more")

blueprint = Blueprint("chat_reports", __name__, url_prefix="/statistics", template_folder="templates")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; ``error`` is what was wrong with it, then the usual is shown."""

    period: Period
    department_id: int | None = None
    charted: str = CHARTED[0]
    more: str = ""
    error: InvalidInput | None = None


@blueprint.get("/chats")
@allows(Permission.SEE_STATISTICS)
def chats() -> tuple[str, int]:
    """How many chats, how quickly they were answered, and how they were rated."""
    asked = _asked_kindly()
    page = chat_page(chat_report(asked.period, clock.now(), asked.department_id), asked.charted)
    shown = render_template(
        "reports/chats.html",
        asked=asked,
        page=page,
        period=asked.period,
        periods=[
            (days, _link(days=str(days), from_=None, until=None), days == asked.period.days) for days in USUAL_DAYS
        ],
        departments=all_departments(),
        here=url_for("chat_reports.chats"),
        link=_link,
        files={each.id: _file(each.id) for each in (page.over_time, *page.tables)},
        error=spoken(asked.error) if asked.error else "",
    )
    return shown, asked.error.status if asked.error else 200


@blueprint.get("/chats/<table>.csv")
@allows(Permission.SEE_STATISTICS)
def chats_file(table: str) -> Response:
    """One table about chats as a file."""
    asked = _asked()
    now = clock.now()
    tables = chat_tables(chat_report(asked.period, now, asked.department_id))
    return csv_response(tables, table, "chats", asked.period, signed_in_operator(), now)


@blueprint.get("/live")
@allows(Permission.SEE_STATISTICS)
def live() -> str:
    """How it stands right now."""
    board = live_board(clock.now(), settings.get("site.time_zone"))
    return render_template("reports/live.html", board=board, words=duration_texts())


@blueprint.get("/live.json")
@allows(Permission.SEE_STATISTICS)
def live_state() -> Response:
    """The same as a document, for the page that keeps itself true."""
    board = asdict(live_board(clock.now(), settings.get("site.time_zone")))
    return json_answer(board)


def _asked() -> Asked:
    given = {name: request.args.get(name, "").strip() for name in NAMES}
    period = read_period(given["days"], given["from"], given["until"], clock.now(), settings.get("site.time_zone"))
    return Asked(
        period=period,
        department_id=_department(given),
        charted=given["figure"] if given["figure"] in CHARTED else CHARTED[0],
        more=given["more"],
    )


def _asked_kindly() -> Asked:
    try:
        return _asked()
    except InvalidInput as error:
        return Asked(last_days(30, clock.now(), settings.get("site.time_zone")), error=error)


def _department(given: Mapping[str, str]) -> int | None:
    written = given["department"]
    found = next((each.id for each in all_departments() if str(each.id) == written), None)
    if written and found is None:
        raise InvalidInput(N_("There is no such department."), field="department", code="not_an_option")
    return found


def _link(**changes: str | None) -> str:
    kept = {name: request.args[name] for name in NAMES if request.args.get(name)}
    wanted: dict[str, Any] = {**kept, **{name.rstrip("_"): value for name, value in changes.items()}}
    return url_for("chat_reports.chats", **{name: value for name, value in wanted.items() if value is not None})


def _file(table: str) -> str:
    kept: dict[str, Any] = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return url_for("chat_reports.chats_file", table=table, **kept)
