"""Invitations and what became of them, for lists, editors and reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, bindparam, func, select

from app.domain.snapshots import ImpressionSnapshot, InvitationSnapshot, InvitationState
from app.foundation.database import db
from app.invitations.draft_parts import (
    Audience,
    Channel,
    Content,
    Design,
    Experiment,
    Frequency,
    OwnGoal,
    Schedule,
    SenderChoice,
    WaitPlan,
    restored,
)
from app.invitations.models import Impression, ImpressionLog, Invitation, ManualInvitation
from app.invitations.vocabulary import (
    ImpressionKind,
    InvitationDetails,
    InvitationDraft,
    LogKind,
    LogLine,
    OnScreen,
    Showings,
    WhenTeam,
)
from app.visitors.models import Visitor

LOG_PAGE = 100
CHOICES = 500
_IMPRESSIONS = cast(Table, Impression.__table__)
_SHOWINGS = select(
    func.count(_IMPRESSIONS.c.id).label("number"), func.max(_IMPRESSIONS.c.rendered_at).label("last_at")
).where(
    _IMPRESSIONS.c.visitor_id == bindparam("visitor_id"),
    _IMPRESSIONS.c.rendered_at.is_not(None),
    _IMPRESSIONS.c.invitation_id.is_not(None),
)


_NAME = func.coalesce(Invitation.name, ManualInvitation.sender_name, "")


def invitation_details(key: str) -> InvitationDetails | None:
    """One invitation with everything its editor shows."""
    row = db.session.execute(select(Invitation).where(Invitation.key == key)).scalar_one_or_none()
    if row is None:
        return None
    return _details(row)


def all_details() -> tuple[InvitationDetails, ...]:
    """Every invitation in its order, with everything that was written."""
    rows = db.session.execute(select(Invitation).order_by(Invitation.position, Invitation.id)).scalars()
    return tuple(_details(row) for row in rows)


def details_after(
    invitation_id: int | None, limit: int, state: InvitationState | None = None
) -> tuple[InvitationDetails, ...]:
    """Invitations in the order in which they were created, beginning after one of them; for lists in pages."""
    found = select(Invitation).where(Invitation.id > (invitation_id or 0)).order_by(Invitation.id).limit(limit)
    if state is not None:
        found = found.where(Invitation.state == state.value)
    return tuple(_details(row) for row in db.session.execute(found).scalars())


def invitation_names(limit: int = CHOICES) -> tuple[tuple[str, str], ...]:
    """Key and name of the invitations in their order, for choosing one of them."""
    found = select(Invitation.key, Invitation.name).order_by(Invitation.position, Invitation.id).limit(limit)
    return tuple((row.key, row.name) for row in db.session.execute(found))


def campaigns(limit: int = CHOICES) -> tuple[str, ...]:
    """The labels of campaigns in use, in the order of the alphabet."""
    found = select(Invitation.campaign).where(Invitation.campaign.is_not(None)).distinct()
    return tuple(
        each for each in db.session.execute(found.order_by(Invitation.campaign).limit(limit)).scalars() if each
    )


def invitation_drafts(limit: int = CHOICES) -> tuple[tuple[str, InvitationDraft], ...]:
    """Key and content of the invitations in their order, for looking at all of them."""
    found = select(Invitation).order_by(Invitation.position, Invitation.id).limit(limit)
    return tuple((row.key, draft_of(row)) for row in db.session.execute(found).scalars())


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
    """The latest lines about one visitor, newest first; those of invitations by hand have no invitation key."""
    found = (
        select(ImpressionLog, Invitation.key, _NAME, Visitor.key)
        .outerjoin(Invitation, Invitation.id == ImpressionLog.invitation_id)
        .outerjoin(Impression, Impression.id == ImpressionLog.impression_id)
        .outerjoin(ManualInvitation, ManualInvitation.id == Impression.manual_invitation_id)
        .join(Visitor, Visitor.id == ImpressionLog.visitor_id)
        .where(ImpressionLog.visitor_id == visitor_id)
        .order_by(ImpressionLog.id.desc())
        .limit(limit)
    )
    return tuple(_line(*row) for row in db.session.execute(found))


def latest_impressions(visitor_ids: Sequence[int]) -> dict[int, ImpressionSnapshot]:
    """The latest showing to each of these visitors, by visitor id."""
    latest = (
        select(func.max(Impression.id))
        .where(Impression.visitor_id.in_(visitor_ids), Impression.kind != ImpressionKind.WITHHELD.value)
        .group_by(Impression.visitor_id)
    )
    return _impressions_by_visitor(Impression.id.in_(latest))


def showings_to(visitor_id: int) -> Showings:
    """How many automatic invitations were really on this visitor's screen, and when the last one appeared there."""
    found = db.session.execute(_SHOWINGS, {"visitor_id": visitor_id}).one()
    return Showings(int(found.number), found.last_at)


def on_screen(visitor_id: int, now: datetime) -> OnScreen | None:
    """The showing that a tab of this visitor has on its screen at this moment."""
    row = db.session.execute(
        select(Impression).where(
            Impression.visitor_id == visitor_id, Impression.ended_at.is_(None), Impression.held_until > now
        )
    ).scalar_one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return OnScreen(row.invitation_id, row.shown_at, row.expires_at)


def open_invitation(visitor_id: int, now: datetime) -> int | None:
    """The id of the invitation that this visitor was shown and has not ended, whether or not a tab is there."""
    return db.session.execute(
        select(Impression.invitation_id).where(
            Impression.visitor_id == visitor_id,
            Impression.ended_at.is_(None),
            Impression.expires_at.is_(None) | (Impression.expires_at > now),
        )
    ).scalar_one_or_none()


def invitation_snapshot(row: Invitation) -> InvitationSnapshot:
    """The picture of an invitation that may leave this feature."""
    return InvitationSnapshot(
        id=row.id,
        key=row.key,
        name=row.name,
        type=row.type,
        state=InvitationState(row.state),
        position=row.position,
        moment=row.moment["on"] if row.moment else None,
    )


def impression_snapshot(row: Impression) -> ImpressionSnapshot:
    """The picture of a showing that may leave this feature."""
    found = select(Invitation.key, Invitation.name).where(Invitation.id == row.invitation_id)
    if row.invitation_id is None:
        found = select(ManualInvitation.key, ManualInvitation.sender_name).where(
            ManualInvitation.id == row.manual_invitation_id
        )
    key, name = db.session.execute(found).one()
    return _impression_snapshot(row, key, name)


def _impressions_by_visitor(condition: ColumnElement[bool]) -> dict[int, ImpressionSnapshot]:
    found = (
        select(Impression, func.coalesce(Invitation.key, ManualInvitation.key, ""), _NAME)
        .outerjoin(Invitation, Invitation.id == Impression.invitation_id)
        .outerjoin(ManualInvitation, ManualInvitation.id == Impression.manual_invitation_id)
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
        is_manual=row.manual_invitation_id is not None,
    )


def _details(row: Invitation) -> InvitationDetails:
    return InvitationDetails(
        invitation_snapshot(row),
        draft_of(row),
        row.version,
        row.updated_at,
        row.epoch,
        created_at=row.created_at,
        launched_at=row.launched_at,
    )


def draft_of(row: Invitation) -> InvitationDraft:
    """Everything that was written, as it is stored."""
    words = restored(row.message, Content)
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
        moment=row.moment,
        sender_name=row.sender_name,
        max_shows=row.max_shows,
        once_per_visitor=row.once_per_visitor,
        expires_after=row.expires_after,
        channel=Channel(row.channel),
        campaign=row.campaign,
        audience=Audience(row.audience),
        returning_html=words.returning_html,
        returning_nick=words.returning_nick,
        buttons=words.buttons,
        translations={tag: restored(each, Content) for tag, each in row.message.get("translations", {}).items()},
        pictures=tuple(row.message.get("pictures", ())),
        sender=restored(row.sender, SenderChoice),
        frequency=restored(row.frequency, Frequency),
        schedule=None if row.schedule is None else restored(row.schedule, Schedule),
        wait=None if row.wait is None else restored(row.wait, WaitPlan),
        design=restored(row.design, Design),
        conversion=None if row.conversion is None else restored(row.conversion, OwnGoal),
        experiment=restored(row.experiment, Experiment),
    )


def _line(row: ImpressionLog, invitation_key: str | None, invitation_name: str, visitor_key: str) -> LogLine:
    return LogLine(
        at=row.at,
        kind=LogKind(row.kind),
        reason=row.reason,
        detail=row.detail,
        invitation_key=invitation_key,
        invitation_name=invitation_name,
        visitor_key=visitor_key,
    )
