"""How an invitation by hand goes from state to state: forward only, announced each time, and over for good."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.domain import events
from app.foundation.database import Publish, db
from app.invitations.impression_log import log_impression
from app.invitations.manual_queries import manual_snapshot
from app.invitations.manual_vocabulary import OPEN_STATES, ORDER, ManualState
from app.invitations.models import Impression, ManualInvitation
from app.invitations.queries import impression_snapshot
from app.invitations.vocabulary import ImpressionState, LogKind

_BY_KIND = {
    LogKind.SEEN: ManualState.SEEN,
    LogKind.OPENED: ManualState.OPENED,
    LogKind.CLICKED: ManualState.SEEN,
    LogKind.REPLIED: ManualState.ANSWERED,
    LogKind.DISMISSED: ManualState.DISMISSED,
    LogKind.EXPIRED: ManualState.EXPIRED,
    LogKind.REPLACED: ManualState.REPLACED,
    LogKind.RECALLED: ManualState.RECALLED,
}
_ENDS_OF_SHOWING = {
    ManualState.EXPIRED: (ImpressionState.EXPIRED, LogKind.EXPIRED),
    ManualState.RECALLED: (ImpressionState.RECALLED, LogKind.RECALLED),
    ManualState.REPLACED: (ImpressionState.REPLACED, LogKind.REPLACED),
    ManualState.OVERTAKEN: (ImpressionState.REPLACED, LogKind.REPLACED),
}


def advance(publish: Publish, row: ManualInvitation, state: ManualState, now: datetime) -> bool:
    """Bring it to a later state; False where it is as far already, or over. The visitor must be locked."""
    if row.ended_at is not None or ORDER[state] <= ORDER[ManualState(row.state)]:
        return False
    row.state = state.value
    if state not in OPEN_STATES:
        row.ended_at = now
    db.session.flush()
    publish(events.ManualInvitationChanged(at=now, manual=manual_snapshot(row)))
    return True


def follow(publish: Publish, shown: Impression, kind: LogKind, now: datetime) -> None:
    """Something became of a showing; where it was sent by hand, its sender learns of it."""
    state = _BY_KIND.get(kind)
    row = _sent(shown) if state is not None else None
    if row is not None and state is not None:
        advance(publish, row, state, now)


def follow_rendered(publish: Publish, shown: Impression, now: datetime) -> None:
    """It really is on the visitor's screen."""
    row = _sent(shown)
    if row is not None:
        advance(publish, row, ManualState.SHOWN, now)


def end(publish: Publish, row: ManualInvitation, state: ManualState, now: datetime) -> bool:
    """It is over without the visitor's doing, and so is its showing; False where it was over before."""
    if not advance(publish, row, state, now):
        return False
    shown = db.session.execute(
        select(Impression).where(Impression.manual_invitation_id == row.id, Impression.ended_at.is_(None))
    ).scalar_one_or_none()
    if shown is not None and state in _ENDS_OF_SHOWING:
        state_of_showing, kind = _ENDS_OF_SHOWING[state]
        shown.state, shown.ended_at = state_of_showing.value, now
        log_impression(shown, kind, now)
        db.session.flush()
        publish(events.InvitationDismissed(at=now, impression=impression_snapshot(shown)))
    return True


def _sent(shown: Impression) -> ManualInvitation | None:
    if shown.manual_invitation_id is None:
        return None
    return db.session.get(ManualInvitation, shown.manual_invitation_id, populate_existing=True)
