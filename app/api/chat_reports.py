"""The figures of chats for programs: the same ones as on the page of statistics, from the same queries."""

from __future__ import annotations

from typing import Any

from flask import request

from app.api.operations import QueryParameter, operation
from app.api.pages import demand_known
from app.api.report_bodies import ChatFiguresBody, ChatLineBody, ChatPointBody, ChatStatisticsBody, SpreadBody
from app.api.reports import PERIOD, period_body
from app.departments.queries import department_by_alias
from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.domain.translation import N_
from app.foundation import clock, settings
from app.reports.chat_figures import ChatFigures, Spread
from app.reports.chat_report import ChatLine, chat_report
from app.reports.periods import read_period

COUNTS = ("chats", "proactive", "answered", "missed", "waiting", "great", "average", "poor")
TIMES = ("waited", "first_answer", "lasted")
_DEPARTMENT = QueryParameter("department", "Only chats of the department with this alias", {"type": "string"})


@operation(
    "GET",
    "/statistics/chats",
    role=Role.SUPERVISOR,
    answer=ChatStatisticsBody,
    parameters=(*PERIOD, _DEPARTMENT),
    errors=(422,),
)
def get_chat_statistics() -> ChatStatisticsBody:
    """Chats of some days: how many, how soon they were answered, and how they were rated."""
    demand_known(request.args, "days", "from", "until", "department")
    given = {name: request.args.get(name, "").strip() for name in ("days", "from", "until")}
    now = clock.now()
    period = read_period(given["days"], given["from"], given["until"], now, settings.get("site.time_zone"))
    found = chat_report(period, now, _department(request.args.get("department", "")))
    return ChatStatisticsBody(
        period=period_body(period),
        totals=_figures(found.totals),
        points=[ChatPointBody(timestamp(each.slot.start) or "", _figures(each.figures)) for each in found.points],
        departments=[_line(each) for each in found.departments],
        operators=[_line(each) for each in found.operators],
        proactive=_figures(found.proactive),
        by_visitors=_figures(found.by_visitors),
    )


def _department(alias: str) -> int | None:
    found = department_by_alias(alias) if alias else None
    if alias and found is None:
        raise InvalidInput(N_("There is no such department."), field="department", code="not_an_option")
    return found.id if found else None


def _line(line: ChatLine) -> ChatLineBody:
    return ChatLineBody(line.name, _figures(line.figures))


def _figures(figures: ChatFigures) -> ChatFiguresBody:
    values: dict[str, Any] = {name: getattr(figures, name) for name in COUNTS}
    values |= {name: _spread(getattr(figures, name)) for name in TIMES}
    return ChatFiguresBody(**values)


def _spread(spread: Spread) -> SpreadBody:
    return SpreadBody(spread.median, spread.p90, spread.number)
