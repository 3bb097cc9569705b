"""The figures of invitations for programs: the same ones as on the pages of reports, from the same queries."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

from app.api.operations import QueryParameter, operation
from app.api.pages import demand_known
from app.api.report_bodies import (
    ContestBody,
    EffectBody,
    EstimateBody,
    FiguresBody,
    GoalFiguresBody,
    GroupBody,
    InvitationLineBody,
    InvitationReportBody,
    LineBody,
    LinkBody,
    PeriodBody,
    PointBody,
    RateBody,
    ReportChatBody,
    StatisticsBody,
)
from app.domain.experiments import Arm, Estimate
from app.domain.roles import Role
from app.domain.rules.finding import timestamp
from app.foundation import clock, settings
from app.reports.asking import Asked, read_asked
from app.reports.breakdowns import ChatLine
from app.reports.figures import FIGURES, Base, Counts, GoalLine, Line, LinkLine, Revenue, denominator
from app.reports.periods import Period
from app.reports.report import InvitationReport, Overview, Point, invitation_report, overview
from app.reports.uplift import Contest, Effect

_DATE = {"type": "string", "format": "date"}
PERIOD = (
    QueryParameter("days", "The last so many days, today included", {"type": "integer", "minimum": 1, "default": 30}),
    QueryParameter("from", "The first day instead, on the site's clock", _DATE),
    QueryParameter("until", "The last day, included; today when it is missing", _DATE),
)
"""The days that a report is about, on the site's clock."""

_ASKED = (
    *PERIOD,
    QueryParameter("of", "What rates are parts of", {"type": "string", "enum": [*Base], "default": "seen"}),
)


@operation(
    "GET",
    "/invitations/<key>/report",
    role=Role.SUPERVISOR,
    answer=InvitationReportBody,
    parameters=(
        *_ASKED,
        QueryParameter(
            "goal",
            "any, own, or goal: and the identifier of a goal; the invitation's own goal where it has one, else any",
            {"type": "string"},
        ),
        QueryParameter("epoch", "The number of an epoch of the experiment; the latest", {"type": "integer"}),
    ),
    errors=(404, 422),
)
def get_invitation_report(key: str) -> InvitationReportBody:
    """What became of one invitation in some days, and whether it helped."""
    demand_known(request.args, "days", "from", "until", "of", "goal", "epoch")
    asked = _asked()
    return report_body(invitation_report(key, asked.question, clock.now()), asked.base)


@operation("GET", "/statistics", role=Role.SUPERVISOR, answer=StatisticsBody, parameters=_ASKED, errors=(422,))
def get_statistics() -> StatisticsBody:
    """All invitations compared in some days."""
    demand_known(request.args, "days", "from", "until", "of")
    asked = _asked()
    return statistics_body(overview(asked.period), asked.base)


def report_body(report: InvitationReport, base: Base) -> InvitationReportBody:
    """The report as a document."""
    places = report.places
    return InvitationReportBody(
        key=report.key,
        name=report.name,
        state=report.state,
        period=period_body(report.period),
        goal=report.goal,
        figures=_figures(report.totals),
        rates=_rates(report.totals, base),
        revenue=_amounts(report.revenue),
        armed=report.armed,
        refused=report.refused,
        refusals=dict(report.refusals),
        over_time=[_point(point, has_log=True) for point in report.points],
        variants=_lines(report.variants),
        campaigns=_lines(report.campaigns),
        pages=_lines(places.pages),
        countries=_lines(places.countries),
        devices=_lines(places.devices),
        languages=_lines(places.languages),
        links=[_link(link) for link in report.links],
        goals=[_goal(goal) for goal in report.goals],
        chats=[_chat(chat) for chat in report.chats],
        effect=_effect(report.effect) if report.effect else None,
    )


def statistics_body(found: Overview, base: Base) -> StatisticsBody:
    """The comparison as a document."""
    return StatisticsBody(
        period=period_body(found.period),
        figures=_figures(found.totals),
        rates=_rates(found.totals, base),
        revenue=_amounts(found.revenue),
        manual=_figures(found.manual),
        over_time=[_point(point, has_log=False) for point in found.points],
        invitations=[
            InvitationLineBody(each.key, each.name, each.state, _figures(each.counts), _amounts(each.revenue))
            for each in found.invitations
        ],
        campaigns=_lines(found.campaigns),
    )


def _asked() -> Asked:
    return read_asked(request.args, clock.now(), settings.get("site.time_zone"))


def period_body(period: Period) -> PeriodBody:
    """A period as a document."""
    start, end = (timestamp(at) or "" for at in (period.start, period.end))
    return PeriodBody(str(period.first), str(period.last), period.zone, start, end, period.step.value)


def _figures(counts: Counts) -> FiguresBody:
    return FiguresBody(*(getattr(counts, name) for name in FIGURES))


def _rates(counts: Counts, base: Base) -> dict[str, RateBody]:
    named = [name for name in FIGURES if name not in ("granted", "recalled", "withheld")]
    return {name: RateBody(denominator(name, base), counts.rate(name, base)) for name in named}


def _amounts(revenue: Revenue) -> dict[str, str]:
    return {currency: f"{amount:f}" for currency, amount in revenue.by_currency.items()}


def _lines(lines: Iterable[Line]) -> list[LineBody]:
    return [LineBody(line.label or None, _figures(line.counts), _amounts(line.revenue)) for line in lines]


def _point(point: Point, *, has_log: bool) -> PointBody:
    return PointBody(
        start=timestamp(point.slot.start) or "",
        end=timestamp(point.slot.end) or "",
        figures=_figures(point.counts),
        armed=point.armed if has_log else None,
        refused=point.refused if has_log else None,
    )


def _link(link: LinkLine) -> LinkBody:
    return LinkBody(link.label, link.showings)


def _goal(goal: GoalLine) -> GoalFiguresBody:
    return GoalFiguresBody(goal.key, goal.name, goal.converted, goal.visitors, _amounts(goal.revenue))


def _chat(chat: ChatLine) -> ReportChatBody:
    return ReportChatBody(chat.key, chat.visitor_key, chat.operator, timestamp(chat.started_at), chat.state)


def _effect(effect: Effect) -> EffectBody:
    return EffectBody(
        epoch=effect.epoch.number,
        started_at=timestamp(effect.epoch.started_at),
        currency=effect.currency,
        is_comparable=not effect.begins_with_a_click,
        groups=[_group(name, arm, effect) for name, arm in effect.groups.items()],
        sample_ratio_p_value=effect.ratio.p_value,
        sample_ratio_alarm=effect.ratio.is_alarm,
        uplift=_contest(effect.uplift) if effect.uplift else None,
        contests=[_contest(contest) for contest in effect.contests],
    )


def _group(name: str, arm: Arm, effect: Effect) -> GroupBody:
    return GroupBody(name, arm.visitors, effect.ratio.expected.get(name, 0.0), arm.converted, arm.value)


def _contest(contest: Contest) -> ContestBody:
    compared = contest.comparison
    return ContestBody(
        first=contest.first,
        second=contest.second,
        outcome=compared.outcome.value,
        difference=_estimate(compared.difference),
        lift=_estimate(compared.lift),
        extra_conversions=_estimate(compared.extra_conversions),
        extra_value=_estimate(compared.extra_value),
        chance_to_beat=compared.chance_to_beat,
        more_visitors=compared.more_visitors,
    )


def _estimate(estimate: Estimate | None) -> EstimateBody | None:
    if estimate is None:
        return None
    return EstimateBody(estimate.value, estimate.interval.low, estimate.interval.high)
