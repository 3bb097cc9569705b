"""How an invitation by hand comes to a screen: claimed by one tab, in one transaction, in place of an automatic one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.chats import queries as chats
from app.domain import events
from app.domain.snapshots import VisitorSnapshot
from app.foundation.database import Publish, db, transaction
from app.foundation.secrets import new_key
from app.invitations import queries
from app.invitations.impression_log import log_impression
from app.invitations.manual_following import advance, end
from app.invitations.manual_vocabulary import ManualState
from app.invitations.models import Impression, ManualInvitation
from app.invitations.showings import HOLD, end_showing, granted_showing, open_showing
from app.invitations.vocabulary import (
    Granted,
    ImpressionKind,
    ImpressionState,
    LogKind,
    Refusal,
    Refused,
)
from app.visitors import service as visitor_service


@dataclass(frozen=True, slots=True)
class ManualClaim:
    """A tab has heard that an operator invites its visitor, and asks for the words."""

    visitor_key: str
    manual_key: str
    tab_key: str
    page_url: str


def claim_manual(request: ManualClaim, now: datetime) -> Granted | Refused:
    """Hand it to this tab unless another one shows it; an automatic one, in whichever tab, makes room for it.

    The same showing is granted again to the next page, or to another tab once the first has gone.
    """
    try:
        with transaction() as publish:
            return _decide(publish, request, now)
    except IntegrityError:
        return Refused(Refusal.CLAIMED_ELSEWHERE)


def release_manual(visitor_id: int, tab_key: str, now: datetime) -> None:
    """The tab is out of sight: another one may show what this one did. Call inside a transaction."""
    db.session.execute(
        update(Impression)
        .where(
            Impression.visitor_id == visitor_id,
            Impression.tab_key == tab_key,
            Impression.manual_invitation_id.is_not(None),
            Impression.ended_at.is_(None),
        )
        .values(held_until=now)
    )


def _decide(publish: Publish, request: ManualClaim, now: datetime) -> Granted | Refused:
    visitor = visitor_service.lock_visitor(request.visitor_key)
    if visitor is None or visitor.visit_id is None:
        return Refused(Refusal.NOT_TRACKED)
    row = db.session.execute(
        select(ManualInvitation).where(
            ManualInvitation.key == request.manual_key, ManualInvitation.visitor_id == visitor.id
        )
    ).scalar_one_or_none()
    refused = _objection(publish, row, visitor, now)
    if row is None or refused is not None:
        return refused or Refused(Refusal.UNKNOWN)
    shown = open_showing(visitor.id)
    if shown is not None and shown.manual_invitation_id == row.id:
        if shown.tab_key != request.tab_key and shown.held_until > now:
            return Refused(Refusal.CLAIMED_ELSEWHERE)
        shown.tab_key, shown.held_until = request.tab_key, now + HOLD
        return granted_showing(shown, now)
    if shown is not None:
        is_due = shown.expires_at is not None and shown.expires_at <= now
        if is_due:
            end_showing(publish, shown, ImpressionState.EXPIRED, LogKind.EXPIRED, now)
        else:
            end_showing(publish, shown, ImpressionState.REPLACED, LogKind.REPLACED, now)
    return _show(publish, row, visitor, request, now)


def _objection(
    publish: Publish, row: ManualInvitation | None, visitor: VisitorSnapshot, now: datetime
) -> Refused | None:
    if row is None:
        return Refused(Refusal.UNKNOWN)
    if row.ended_at is not None:
        return Refused(Refusal.NOT_LIVE)
    if row.expires_at is not None and row.expires_at <= now:
        end(publish, row, ManualState.EXPIRED, now)
        return Refused(Refusal.NOT_LIVE)
    if chats.standing_of(visitor.id).has_open:
        end(publish, row, ManualState.OVERTAKEN, now)
        return Refused(Refusal.OPEN_CHAT)
    return None


def _show(
    publish: Publish, row: ManualInvitation, visitor: VisitorSnapshot, request: ManualClaim, now: datetime
) -> Granted:
    shown = Impression(
        key=new_key(),
        kind=ImpressionKind.MANUAL.value,
        manual_invitation_id=row.id,
        visitor_id=visitor.id,
        visit_id=visitor.visit_id,
        state=ImpressionState.SHOWN.value,
        tab_key=request.tab_key,
        held_until=now + HOLD,
        html=row.html,
        text=row.text,
        sender_name=row.sender_name,
        operator_id=row.operator_id,
        assigns_chat=row.assigns_chat,
        page_url=request.page_url or None,
        country=visitor.country,
        device=visitor.device,
        language=visitor.language,
        shown_at=now,
        expires_at=row.expires_at,
    )
    db.session.add(shown)
    db.session.flush()
    log_impression(shown, LogKind.SHOWN, now)
    advance(publish, row, ManualState.DELIVERED, now)
    publish(events.InvitationShown(at=now, impression=queries.impression_snapshot(shown)))
    return granted_showing(shown, now)
