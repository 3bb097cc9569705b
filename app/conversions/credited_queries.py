"""What was credited, conversion by conversion, for whoever recounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select

from app.conversions.models import Conversion, Goal
from app.conversions.queries import LISTED_PERIOD
from app.conversions.vocabulary import amount_of
from app.foundation.database import db
from app.invitations.draft_parts import OwnGoal, restored
from app.invitations.models import Impression, Invitation, InvitationEpoch
from app.invitations.own_goals import LAUNCHED
from app.invitations.vocabulary import ImpressionKind
from app.plugin_api.goals import SightingSource
from app.visitors.models import Visitor

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class CreditedConversion:
    """One showing that led to a goal; without ``goal_key`` ``event`` is the invitation's own goal.

    The ghost of a holdout ``is_withheld``: that visitor reached the goal without having been shown anything.
    """

    id: int
    at: datetime
    event: str | None
    goal_key: str | None
    impression_key: str
    invitation_key: str | None
    visitor_key: str
    shown_at: datetime
    epoch: int
    variant: str | None
    is_withheld: bool
    source: SightingSource
    value: Decimal | None
    currency: str | None


def conversions_after(
    cursor: int | None,
    limit: int,
    *,
    impression: str | None = None,
    invitation: str | None = None,
    visitor: str | None = None,
) -> tuple[CreditedConversion, ...]:
    """Conversions, the newest first, of one showing, invitation or visitor (by key) where one is named."""
    found = (
        select(Conversion, Impression, Goal.key, Invitation, InvitationEpoch, Visitor.key)
        .join(Impression, Impression.id == Conversion.impression_id)
        .join(Visitor, Visitor.id == Conversion.visitor_id)
        .outerjoin(Goal, Goal.id == Conversion.goal_id)
        .outerjoin(Invitation, Invitation.id == Conversion.invitation_id)
        .outerjoin(
            InvitationEpoch,
            (InvitationEpoch.invitation_id == Conversion.invitation_id) & (InvitationEpoch.number == Impression.epoch),
        )
        .order_by(Conversion.id.desc())
        .limit(limit)
    )
    if cursor is not None:
        found = found.where(Conversion.id < cursor)
    for column, key in ((Impression.key, impression), (Invitation.key, invitation), (Visitor.key, visitor)):
        found = found if key is None else found.where(column == key)
    return tuple(_credited(*row) for row in db.session.execute(found))


@dataclass(frozen=True, slots=True)
class InvitationGoal:
    """An invitation that names a goal itself, and how often it was reached by somebody who was shown it lately."""

    key: str
    name: str
    goal: OwnGoal
    counted: int


def invitation_goals(now: datetime) -> tuple[InvitationGoal, ...]:
    """The goals of launched invitations in the order of event ids, with what was counted during the last 30 days."""
    event = Invitation.conversion["event"].as_string()
    rows = db.session.execute(
        select(Invitation.key, Invitation.name, Invitation.conversion, Invitation.id)
        .where(Invitation.state.in_(LAUNCHED), event.is_not(None))
        .order_by(event, Invitation.position, Invitation.id)
        .limit(MOST_LISTED)
    ).all()
    counts = _own_counts([row.id for row in rows], now - LISTED_PERIOD)
    return tuple(
        InvitationGoal(row.key, row.name, restored(row.conversion, OwnGoal), counts.get(row.id, 0)) for row in rows
    )


def _own_counts(invitation_ids: Sequence[int], since: datetime) -> dict[int | None, int]:
    counted = (
        select(Conversion.invitation_id, func.count())
        .join(Impression, Impression.id == Conversion.impression_id)
        .where(
            Conversion.invitation_id.in_(invitation_ids),
            Conversion.goal_id.is_(None),
            Conversion.at >= since,
            Impression.kind != ImpressionKind.WITHHELD.value,
        )
        .group_by(Conversion.invitation_id)
    )
    return {invitation_id: int(number) for invitation_id, number in db.session.execute(counted)}


def _credited(
    row: Conversion,
    shown: Impression,
    goal_key: str | None,
    invitation: Invitation | None,
    epoch: InvitationEpoch | None,
    visitor_key: str,
) -> CreditedConversion:
    own = epoch.conversion if epoch is not None else invitation.conversion if invitation is not None else None
    return CreditedConversion(
        id=row.id,
        at=row.at,
        event=goal_key or (own or {}).get("event"),
        goal_key=goal_key,
        impression_key=shown.key,
        invitation_key=invitation.key if invitation is not None else None,
        visitor_key=visitor_key,
        shown_at=shown.shown_at,
        epoch=shown.epoch,
        variant=shown.variant,
        is_withheld=shown.kind == ImpressionKind.WITHHELD.value,
        source=SightingSource(row.source),
        value=amount_of(row.value_micros),
        currency=row.currency,
    )
