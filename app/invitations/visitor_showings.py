"""What was shown to one visitor and what became of it, for the people at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union

from app.foundation.database import db
from app.invitations.models import Impression, Invitation, ManualInvitation
from app.invitations.vocabulary import ImpressionKind
from app.visitors.models import Visitor
from app.visitors.queries import is_online

LISTED = 20


@dataclass(frozen=True, slots=True)
class ShownInvitation:
    """One showing to one visitor; one that an operator sent by hand has no ``invitation_key`` but its sender's name.

    ``is_withheld`` means that nothing was on the screen, because the visitor is in the holdout of an experiment.
    """

    invitation_key: str | None
    name: str
    state: str
    at: datetime
    is_manual: bool
    is_withheld: bool
    page_url: str | None


def showings_of_visitor(visitor_id: int, limit: int = LISTED) -> tuple[ShownInvitation, ...]:
    """What a visitor was shown, the latest first."""
    found = (
        select(
            Invitation.key,
            func.coalesce(Invitation.name, ManualInvitation.sender_name, "").label("name"),
            Impression.state,
            Impression.shown_at,
            Impression.kind,
            Impression.page_url,
        )
        .outerjoin(Invitation, Invitation.id == Impression.invitation_id)
        .outerjoin(ManualInvitation, ManualInvitation.id == Impression.manual_invitation_id)
        .where(Impression.visitor_id == visitor_id)
        .order_by(Impression.id.desc())
        .limit(limit)
    )
    return tuple(
        ShownInvitation(
            invitation_key=row.key,
            name=row.name,
            state=row.state,
            at=row.shown_at,
            is_manual=row.kind == ImpressionKind.MANUAL.value,
            is_withheld=row.kind == ImpressionKind.WITHHELD.value,
            page_url=row.page_url,
        )
        for row in db.session.execute(found)
    )


def invited_in_present_visit(now: datetime) -> frozenset[int]:
    """Those who are here and were shown an invitation, or sent one by hand, during this visit, by their numbers."""
    shown = (
        select(Impression.visitor_id)
        .join(Visitor, Visitor.visit_id == Impression.visit_id)
        .where(Impression.kind != ImpressionKind.WITHHELD.value, *is_online(now))
    )
    sent = (
        select(ManualInvitation.visitor_id)
        .join(Visitor, Visitor.id == ManualInvitation.visitor_id)
        .where(ManualInvitation.ended_at.is_(None), *is_online(now))
    )
    return frozenset(db.session.execute(union(shown, sent)).scalars())
