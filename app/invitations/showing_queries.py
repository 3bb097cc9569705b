"""Which invitations a visitor had on the screen during a stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.foundation.database import db
from app.invitations.models import Impression, Invitation


@dataclass(frozen=True, slots=True)
class Showing:
    """An invitation that was shown; one sent by hand has no ``name``."""

    name: str | None
    at: datetime


def showings_between(visitor_id: int, since: datetime, until: datetime, limit: int) -> tuple[Showing, ...]:
    """The invitations that a browser showed after ``since``, oldest first; of too many the latest ``limit``."""
    latest = (
        select(Invitation.name, Impression.rendered_at)
        .outerjoin(Invitation, Invitation.id == Impression.invitation_id)
        .where(
            Impression.visitor_id == visitor_id,
            Impression.rendered_at.is_not(None),
            Impression.rendered_at > since,
            Impression.rendered_at <= until,
        )
        .order_by(Impression.rendered_at.desc(), Impression.id.desc())
        .limit(limit)
    )
    found = reversed(db.session.execute(latest).all())
    return tuple(Showing(name, at) for name, at in found if at is not None)
