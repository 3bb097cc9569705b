"""Invitations and what became of them, for lists, editors and reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select

from app.domain.rules import Scope
from app.domain.snapshots import ImpressionSnapshot, InvitationSnapshot, InvitationState
from app.foundation.database import db
from app.invitations.models import Impression, ImpressionLog, Invitation
from app.invitations.vocabulary import (
    ImpressionState,
    InvitationDetails,
    InvitationDraft,
    InvitationListing,
    LogKind,
    LogLine,
    WhenTeam,
)
from app.visitors.models import Visitor

LOG_PAGE = 100


def invitation_details(key: str) -> InvitationDetails | None:
    """One invitation with everything its editor shows."""
    row = db.session.execute(select(Invitation).where(Invitation.key == key)).scalar_one_or_none()
    if row is None:
        return None
    return InvitationDetails(invitation_snapshot(row), _draft(row), row.version, row.updated_at)


def invitation_listings() -> tuple[InvitationListing, ...]:
    """Every invitation in the order in which they are considered, with its totals by kind of log line."""
    rows = db.session.execute(select(Invitation).order_by(Invitation.position, Invitation.id)).scalars().all()
    totals: defaultdict[int, dict[str, int]] = defaultdict(dict)
    counted = select(ImpressionLog.invitation_id, ImpressionLog.kind, func.count()).group_by(
        ImpressionLog.invitation_id, ImpressionLog.kind
    )
    for invitation_id, kind, number in db.session.execute(counted):
        totals[invitation_id][kind] = number
    return tuple(
        InvitationListing(
            snapshot=invitation_snapshot(row),
            conditions=row.conditions,
            scope=Scope(identifier=row.identifier, departments=tuple(row.departments), language=row.language),
            counts=totals[row.id],
        )
        for row in rows
    )


def log_of_invitation(key: str, limit: int = LOG_PAGE) -> tuple[LogLine, ...]:
    """The latest lines about one invitation, newest first."""
    found = (
        select(ImpressionLog, Invitation.key, Invitation.name, Visitor.key)
        .join(Invitation, Invitation.id == ImpressionLog.invitation_id)
        .join(Visitor, Visitor.id == ImpressionLog.visitor_id)
        .where(Invitation.key == key)
        .order_by(ImpressionLog.id.desc())
        .limit(limit)
    )
    return tuple(_line(*row) for row in db.session.execute(found))


def log_of_visitor(visitor_id: int, limit: int = LOG_PAGE) -> tuple[LogLine, ...]:
    """The latest lines about one visitor, newest first."""
    found = (
        select(ImpressionLog, Invitation.key, Invitation.name, Visitor.key)
        .join(Invitation, Invitation.id == ImpressionLog.invitation_id)
        .join(Visitor, Visitor.id == ImpressionLog.visitor_id)
        .where(ImpressionLog.visitor_id == visitor_id)
        .order_by(ImpressionLog.id.desc())
        .limit(limit)
    )
    return tuple(_line(*row) for row in db.session.execute(found))


def latest_impressions(visitor_ids: Sequence[int]) -> dict[int, ImpressionSnapshot]:
    """The latest showing to each of these visitors, by visitor id."""
    latest = (
        select(func.max(Impression.id)).where(Impression.visitor_id.in_(visitor_ids)).group_by(Impression.visitor_id)
    )
    return _impressions_by_visitor(Impression.id.in_(latest))


def has_dismissed_in_visit(visitor_id: int, visit_id: int | None) -> bool:
    """Whether the visitor closed an invitation during this visit."""
    dismissed = exists().where(
        Impression.visit_id == visit_id,
        Impression.visitor_id == visitor_id,
        Impression.state == ImpressionState.DISMISSED.value,
    )
    return bool(db.session.execute(select(dismissed)).scalar())


def count_shown(invitation_id: int, visitor_id: int) -> int:
    """How often this invitation was shown to this visitor."""
    counted = select(func.count(Impression.id)).where(
        Impression.invitation_id == invitation_id, Impression.visitor_id == visitor_id
    )
    return int(db.session.execute(counted).scalar_one())


def invitation_snapshot(row: Invitation) -> InvitationSnapshot:
    """The picture of an invitation that may leave this feature."""
    return InvitationSnapshot(
        id=row.id,
        key=row.key,
        name=row.name,
        type=row.type,
        state=InvitationState(row.state),
        position=row.position,
    )


def impression_snapshot(row: Impression) -> ImpressionSnapshot:
    """The picture of a showing that may leave this feature."""
    key, name = db.session.execute(
        select(Invitation.key, Invitation.name).where(Invitation.id == row.invitation_id)
    ).one()
    return _impression_snapshot(row, key, name)


def _impressions_by_visitor(condition: ColumnElement[bool]) -> dict[int, ImpressionSnapshot]:
    found = (
        select(Impression, Invitation.key, Invitation.name)
        .join(Invitation, Invitation.id == Impression.invitation_id)
        .where(condition)
    )
    return {row.visitor_id: _impression_snapshot(row, key, name) for row, key, name in db.session.execute(found)}


def _impression_snapshot(row: Impression, invitation_key: str, invitation_name: str) -> ImpressionSnapshot:
    return ImpressionSnapshot(
        key=row.key,
        id=row.id,
        invitation_id=row.invitation_id,
        invitation_key=invitation_key,
        invitation_name=invitation_name,
        visitor_id=row.visitor_id,
        visit_id=row.visit_id,
        state=row.state,
        html=row.html,
        text=row.text,
        sender_name=row.sender_name,
        shown_at=row.shown_at,
    )


def _draft(row: Invitation) -> InvitationDraft:
    return InvitationDraft(
        name=row.name,
        message_html=row.message_html,
        type=row.type,
        position=row.position,
        identifier=row.identifier,
        departments=tuple(row.departments),
        language=row.language,
        when_team=WhenTeam(row.when_team),
        conditions=row.conditions,
        sender_name=row.sender_name,
        max_shows=row.max_shows,
        once_per_visitor=row.once_per_visitor,
        expires_after=row.expires_after,
    )


def _line(row: ImpressionLog, invitation_key: str, invitation_name: str, visitor_key: str) -> LogLine:
    return LogLine(
        at=row.at,
        kind=LogKind(row.kind),
        reason=row.reason,
        detail=row.detail,
        invitation_key=invitation_key,
        invitation_name=invitation_name,
        visitor_key=visitor_key,
    )
