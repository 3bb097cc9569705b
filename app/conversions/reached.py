"""The goals that one visitor reached, for the people and plugins that look at this visitor."""

from __future__ import annotations

from sqlalchemy import select

from app.conversions.models import Conversion, Goal
from app.conversions.vocabulary import amount_of
from app.foundation.database import db
from app.invitations.models import Impression, Invitation
from app.invitations.vocabulary import ImpressionKind
from app.plugin_api.goals import ReachedGoal
from app.visitors.models import Visitor

LISTED = 20


def goals_reached(visitor_key: str, limit: int = LISTED) -> tuple[ReachedGoal, ...]:
    """What a visitor reached after being shown an invitation, the latest first; nothing of the holdout's ghosts."""
    found = (
        select(Goal.name, Invitation.name.label("invitation"), Conversion.at, Conversion.value_micros,
               Conversion.currency)
        .join(Visitor, Visitor.id == Conversion.visitor_id)
        .join(Impression, Impression.id == Conversion.impression_id)
        .outerjoin(Goal, Goal.id == Conversion.goal_id)
        .outerjoin(Invitation, Invitation.id == Conversion.invitation_id)
        .where(Visitor.key == visitor_key, Impression.kind != ImpressionKind.WITHHELD.value)
        .order_by(Conversion.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(
        ReachedGoal(row.name or row.invitation or "", row.invitation, row.at, amount_of(row.value_micros), row.currency)
        for row in db.session.execute(found)
    )
