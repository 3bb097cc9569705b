"""What was shown to one visitor and what became of it, for the people at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.foundation.database import db
from app.invitations.models import Impression, Invitation, ManualInvitation
from app.invitations.vocabulary import ImpressionKind

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
