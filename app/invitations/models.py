"""How invitations, their showings and the log of what happened are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db

EMPTY = sql("'{}'")


class Invitation(db.Model):  # type: ignore[name-defined,misc]
    """One invitation as administrators write it; ``version`` grows with every save.

    The documents from ``message`` to ``experiment`` are those of ``draft_parts``; ``message`` holds everything of the
    message but ``message_html``. ``epoch`` counts the experiments: numbers of different epochs are never mixed.
    """

    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    identifier: Mapped[str | None] = mapped_column(String(50))
    departments: Mapped[list[str]] = mapped_column(JsonDocument)
    language: Mapped[str | None] = mapped_column(String(20))
    when_team: Mapped[str] = mapped_column(String(20))
    conditions: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    moment: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    sender_name: Mapped[str | None] = mapped_column(String(120))
    message_html: Mapped[str] = mapped_column(Text)
    max_shows: Mapped[int] = mapped_column(Integer, default=0)
    once_per_visitor: Mapped[bool] = mapped_column(Boolean, default=False)
    expires_after: Mapped[int | None] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(20), server_default="proactive")
    campaign: Mapped[str | None] = mapped_column(String(100), index=True)
    audience: Mapped[str] = mapped_column(String(20), server_default="everyone")
    message: Mapped[dict[str, Any]] = mapped_column(JsonDocument, server_default=EMPTY)
    sender: Mapped[dict[str, Any]] = mapped_column(JsonDocument, server_default=EMPTY)
    frequency: Mapped[dict[str, Any]] = mapped_column(JsonDocument, server_default=EMPTY)
    schedule: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    wait: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    design: Mapped[dict[str, Any]] = mapped_column(JsonDocument, server_default=EMPTY)
    conversion: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    experiment: Mapped[dict[str, Any]] = mapped_column(JsonDocument, server_default=EMPTY)
    epoch: Mapped[int] = mapped_column(Integer, server_default="1")
    launched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    launched_by: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InvitationSet(db.Model):  # type: ignore[name-defined,misc]
    """A single row whose number grows whenever any invitation changes; workers re-read the set when it does."""

    __tablename__ = "invitation_set"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)


class Impression(db.Model):  # type: ignore[name-defined,misc]
    """One showing to one visitor, kept with the words that were shown.

    While ``ended_at`` is empty it may be on a screen: in the tab ``tab_key``, which was last heard of at
    ``held_until`` minus its lease. A visitor has at most one such row; the index makes two claims at once impossible.
    ``rendered_at`` is when a browser said that it is really on the screen, ``seen_at`` when it had been there a second.
    An automatic one has an ``invitation_id``, one that an operator sent by hand a ``manual_invitation_id``; ``kind``
    says which, and that it was withheld because its visitor is in the holdout: then it was over as it began.
    From ``epoch`` to ``language`` stands what reports are split by, as it was at that moment; ``closed_url`` is the
    page on which the visitor closed it.
    """

    __tablename__ = "impressions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(20), server_default="automatic")
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    manual_invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("manual_invitations.id", ondelete="CASCADE"), index=True
    )
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    tab_key: Mapped[str] = mapped_column(String(64))
    held_until: Mapped[datetime] = mapped_column(UtcDateTime)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    sender_name: Mapped[str] = mapped_column(String(120))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    assigns_chat: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    buttons: Mapped[list[dict[str, Any]]] = mapped_column(JsonDocument, server_default=sql("'[]'"))
    design: Mapped[dict[str, Any]] = mapped_column(JsonDocument, server_default=EMPTY)
    epoch: Mapped[int] = mapped_column(Integer, server_default="1")
    variant: Mapped[str | None] = mapped_column(String(40))
    is_returning: Mapped[bool] = mapped_column(Boolean, server_default=sql("false"))
    campaign: Mapped[str | None] = mapped_column(String(100))
    page_url: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(String(2))
    device: Mapped[str | None] = mapped_column(String(20))
    language: Mapped[str | None] = mapped_column(String(35))
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clicked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rendered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_url: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (
        Index(
            "uq_impressions_one_open",
            "visitor_id",
            unique=True,
            sqlite_where=sql("ended_at IS NULL"),
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("ix_impressions_visitor_id_invitation_id", "visitor_id", "invitation_id"),
        Index("ix_impressions_invitation_id_shown_at", "invitation_id", "shown_at"),
        Index("ix_impressions_shown_at", "shown_at"),
    )


class ManualInvitation(db.Model):  # type: ignore[name-defined,misc]
    """One that an operator sent to one visitor by hand; where it was shown is an impression of its own.

    ``batch_key`` joins what was sent to many at once. A visitor has at most one row whose ``ended_at`` is empty.
    """

    __tablename__ = "manual_invitations"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    batch_key: Mapped[str] = mapped_column(String(32), index=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    sender_name: Mapped[str] = mapped_column(String(120))
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    assigns_chat: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "uq_manual_invitations_one_open",
            "visitor_id",
            unique=True,
            sqlite_where=sql("ended_at IS NULL"),
            postgresql_where=sql("ended_at IS NULL"),
        ),
        Index("ix_manual_invitations_visitor_id_created_at", "visitor_id", "created_at"),
        Index("ix_manual_invitations_operator_id_created_at", "operator_id", "created_at"),
    )


class InvitationVersion(db.Model):  # type: ignore[name-defined,misc]
    """What an invitation was after a save, a launch or a pause, as its file writes it; rows are never changed."""

    __tablename__ = "invitation_versions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(200))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    document: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    __table_args__ = (Index("ix_invitation_versions_invitation_id_id", "invitation_id", "id"),)


class InvitationEpoch(db.Model):  # type: ignore[name-defined,misc]
    """A stretch of time in which the experiment of an invitation was the same; numbers are compared within one only."""

    __tablename__ = "invitation_epochs"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    experiment: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    conversion: Mapped[dict[str, Any] | None] = mapped_column(JsonDocument)
    __table_args__ = (UniqueConstraint("invitation_id", "number"),)


class ImpressionLog(db.Model):  # type: ignore[name-defined,misc]
    """What happened, line by line; rows are added and never changed. ``reason`` is set for refusals."""

    __tablename__ = "impression_log"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"))
    impression_id: Mapped[int | None] = mapped_column(ForeignKey("impressions.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))
    detail: Mapped[str | None] = mapped_column(String(500))
    __table_args__ = (
        Index(
            "uq_impression_log_armed_once_a_visit",
            "visit_id",
            "invitation_id",
            unique=True,
            sqlite_where=sql("kind = 'armed'"),
            postgresql_where=sql("kind = 'armed'"),
        ),
        Index(
            "ix_impression_log_refused_at",
            "at",
            sqlite_where=sql("kind = 'refused'"),
            postgresql_where=sql("kind = 'refused'"),
        ),
        Index(
            "ix_impression_log_clicked",
            "invitation_id",
            "at",
            sqlite_where=sql("kind = 'clicked'"),
            postgresql_where=sql("kind = 'clicked'"),
        ),
        Index("ix_impression_log_invitation_id_at", "invitation_id", "at"),
        Index("ix_impression_log_visitor_id_at", "visitor_id", "at"),
    )
