"""One showing at work: finding the one that is open, handing it to a tab, and bringing it to its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from app.domain import events
from app.foundation.database import Publish, db
from app.invitations import queries
from app.invitations.appearance import Appearance
from app.invitations.draft_parts import Button, restored
from app.invitations.impression_log import log_impression
from app.invitations.manual_following import follow
from app.invitations.models import Impression
from app.invitations.vocabulary import Granted, ImpressionState, LogKind

HOLD = timedelta(seconds=75)
"""How long a tab keeps an invitation without being heard of; browsers tell a visible page's life every 30 s."""


def showing_of(visitor_id: int, key: str) -> Impression | None:
    """The showing with this key, if it is this visitor's."""
    return db.session.execute(
        select(Impression).where(Impression.key == key, Impression.visitor_id == visitor_id)
    ).scalar_one_or_none()


def open_showing(visitor_id: int) -> Impression | None:
    """What may be on a screen of this visitor."""
    return db.session.execute(
        select(Impression).where(Impression.visitor_id == visitor_id, Impression.ended_at.is_(None))
    ).scalar_one_or_none()


def granted_showing(row: Impression, now: datetime) -> Granted:
    """The showing as the answer to a claim."""
    left = None if row.expires_at is None else max(0.0, (row.expires_at - now).total_seconds())
    return Granted(
        queries.impression_snapshot(row),
        left,
        buttons=tuple(restored(each, Button) for each in row.buttons),
        appearance=restored(row.design, Appearance),
    )


def end_showing(publish: Publish, row: Impression, state: ImpressionState, kind: LogKind, now: datetime) -> None:
    """It is over; the log and everybody who listens learn how."""
    row.state, row.ended_at = state.value, now
    log_impression(row, kind, now)
    db.session.flush()
    follow(publish, row, kind, now)
    publish(events.InvitationDismissed(at=now, impression=queries.impression_snapshot(row)))
