"""Goals, what they are judged by, and what was reported and credited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select

from app.conversions.models import ConversionReport, Goal
from app.conversions.vocabulary import (
    CountedFrom,
    GoalDetails,
    GoalDraft,
    GoalListing,
    ReportLine,
    ReportOutcome,
    amount_of,
)
from app.domain.rules.text import fold
from app.foundation import briefly
from app.foundation.database import db
from app.invitations.draft_parts import OwnGoal, restored
from app.invitations.models import Impression, ImpressionLog, Invitation, InvitationEpoch
from app.invitations.vocabulary import ImpressionKind, LogKind
from app.plugin_api.goals import Judge, SightingSource
from app.plugin_host import host
from app.visitors.models import Visitor

GOALS_TOPIC = "goals"
LISTED_PERIOD = timedelta(days=30)
LOG_LINES = 100
CLICKS = (LogKind.OPENED.value, LogKind.CLICKED.value, LogKind.REPLIED.value)


@dataclass(frozen=True, slots=True)
class ActiveGoal:
    """A goal that counts now, ready to judge; ``sources`` is empty while the plugin of its kind is away."""

    id: int
    key: str
    window: timedelta
    counted_from: CountedFrom
    sources: tuple[SightingSource, ...]
    judge: Judge


@dataclass(frozen=True, slots=True)
class Clock:
    """An impression of one visitor; ``clicked_at`` is when it was first opened, clicked or answered.

    ``own`` is the goal that its invitation named when it was shown, whatever was edited since. The ghost of a holdout
    ``is_withheld``: its ``shown_at`` is when it would have been shown.
    """

    impression_id: int
    invitation_id: int | None
    shown_at: datetime
    clicked_at: datetime | None
    is_withheld: bool = False
    own: OwnGoal | None = None

    def began(self, counted_from: CountedFrom) -> datetime | None:
        """When a window of that kind began for this impression, if it has."""
        return self.shown_at if counted_from is CountedFrom.SHOWN else self.clicked_at


def active_goals() -> tuple[ActiveGoal, ...]:
    """The goals that count, at most a second old."""
    return briefly.remembered(GOALS_TOPIC, None, _active_goals)


def goal_details(key: str) -> GoalDetails | None:
    """The goal with that identifier; case does not matter."""
    row = db.session.execute(select(Goal).where(Goal.key == fold(key))).scalar_one_or_none()
    return None if row is None else _details(row)


def goal_listings(now: datetime) -> tuple[GoalListing, ...]:
    """Every goal in the order of names, with what was reported during the last 30 days."""
    since = now - LISTED_PERIOD
    outcomes: dict[int, dict[str, int]] = defaultdict(dict)
    for goal_id, outcome, number in db.session.execute(
        select(Goal.id, ConversionReport.outcome, func.count())
        .join(ConversionReport, ConversionReport.goal_id == Goal.id)
        .where(ConversionReport.at >= since)
        .group_by(Goal.id, ConversionReport.outcome)
    ):
        outcomes[goal_id][outcome] = number
    values = _values_since(since)
    return tuple(
        _listing(_details(row), outcomes[row.id], values[row.id])
        for row in db.session.execute(select(Goal).order_by(Goal.name, Goal.id)).scalars()
    )


def unknown_goals(now: datetime) -> tuple[tuple[str, int], ...]:
    """Identifiers that were reported during the last 30 days and that nobody defined, the most frequent first."""
    number = func.count()
    rows = db.session.execute(
        select(ConversionReport.identifier, number)
        .where(ConversionReport.at >= now - LISTED_PERIOD, ConversionReport.outcome == ReportOutcome.UNKNOWN_GOAL.value)
        .group_by(ConversionReport.identifier)
        .order_by(number.desc(), ConversionReport.identifier)
        .limit(20)
    )
    return tuple((identifier, count) for identifier, count in rows)


def was_reported(event: str) -> bool:
    """Whether this identifier was ever reported, or reached by a page; it is given as it is compared."""
    return bool(db.session.execute(select(exists().where(ConversionReport.identifier == event))).scalar())


def latest_reports() -> tuple[ReportLine, ...]:
    """The newest reports, newest first."""
    rows = db.session.execute(
        select(ConversionReport, Goal.name, Visitor.key)
        .outerjoin(Goal, Goal.id == ConversionReport.goal_id)
        .outerjoin(Visitor, Visitor.id == ConversionReport.visitor_id)
        .order_by(ConversionReport.id.desc())
        .limit(LOG_LINES)
    )
    return tuple(_line(row, goal_name, visitor_key) for row, goal_name, visitor_key in rows)


def clocks_of(visitor_id: int) -> tuple[Clock, ...]:
    """The impressions of a visitor, oldest first."""
    first_click = (
        select(func.min(ImpressionLog.at))
        .where(ImpressionLog.impression_id == Impression.id, ImpressionLog.kind.in_(CLICKS))
        .correlate(Impression)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Impression.id,
            Impression.invitation_id,
            Impression.shown_at,
            first_click,
            Impression.kind,
            InvitationEpoch.id,
            InvitationEpoch.conversion,
            Invitation.conversion,
        )
        .outerjoin(Invitation, Invitation.id == Impression.invitation_id)
        .outerjoin(
            InvitationEpoch,
            (InvitationEpoch.invitation_id == Impression.invitation_id) & (InvitationEpoch.number == Impression.epoch),
        )
        .where(Impression.visitor_id == visitor_id)
        .order_by(Impression.id)
    )
    return tuple(
        Clock(
            impression_id,
            invitation_id,
            shown_at,
            clicked_at,
            is_withheld=kind == ImpressionKind.WITHHELD.value,
            own=_own(at_present if epoch is None else then),
        )
        for impression_id, invitation_id, shown_at, clicked_at, kind, epoch, then, at_present in rows
    )


def _own(document: dict[str, Any] | None) -> OwnGoal | None:
    return None if document is None else restored(document, OwnGoal)


def _active_goals() -> tuple[ActiveGoal, ...]:
    rows = db.session.execute(select(Goal).where(Goal.is_active.is_(True)).order_by(Goal.id)).scalars().all()
    return tuple(_active(row) for row in rows)


def _active(row: Goal) -> ActiveGoal:
    kind = host().registry.goal_kinds.get(row.kind)
    return ActiveGoal(
        id=row.id,
        key=row.key,
        window=timedelta(seconds=row.window_seconds),
        counted_from=CountedFrom(row.counted_from),
        sources=kind.sources if kind else (),
        judge=kind.prepare(row.key, row.settings) if kind else lambda _sighting: False,
    )


def _values_since(since: datetime) -> dict[int, dict[str, Decimal]]:
    """The value of each report that counted, once, however many invitations it was credited to."""
    values: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for goal_id, currency, micros in db.session.execute(
        select(Goal.id, ConversionReport.currency, func.sum(ConversionReport.value_micros))
        .join(ConversionReport, ConversionReport.goal_id == Goal.id)
        .where(
            ConversionReport.at >= since,
            ConversionReport.outcome == ReportOutcome.COUNTED.value,
            ConversionReport.value_micros.is_not(None),
        )
        .group_by(Goal.id, ConversionReport.currency)
    ):
        amount = amount_of(int(micros or 0))
        if amount is not None:
            values[goal_id][currency or ""] = amount
    return values


def _details(row: Goal) -> GoalDetails:
    draft = GoalDraft(
        name=row.name,
        key=row.key,
        kind=row.kind,
        settings=dict(row.settings),
        window_seconds=row.window_seconds,
        counted_from=CountedFrom(row.counted_from),
        is_active=row.is_active,
    )
    return GoalDetails(row.id, draft, row.created_at, row.updated_at)


def _listing(details: GoalDetails, outcomes: dict[str, int], values: dict[str, Decimal]) -> GoalListing:
    return GoalListing(
        details,
        counted=outcomes.get(ReportOutcome.COUNTED.value, 0),
        duplicate=outcomes.get(ReportOutcome.DUPLICATE.value, 0),
        late=outcomes.get(ReportOutcome.LATE.value, 0),
        not_invited=outcomes.get(ReportOutcome.NOT_INVITED.value, 0),
        value_by_currency=values,
    )


def _line(row: ConversionReport, goal_name: str | None, visitor_key: str | None) -> ReportLine:
    return ReportLine(
        at=row.at,
        identifier=row.identifier,
        goal_name=goal_name,
        source=SightingSource(row.source),
        outcome=ReportOutcome(row.outcome),
        credited=row.credited,
        value=amount_of(row.value_micros),
        currency=row.currency,
        visitor_key=visitor_key,
    )
