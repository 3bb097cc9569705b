"""How invitations, their showings and the log of what happened are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db


class Invitation(db.Model):  # type: ignore[name-defined,misc]
    """One invitation as administrators write it; ``version`` grows with every save."""

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
    """

    __tablename__ = "impressions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    tab_key: Mapped[str] = mapped_column(String(64))
    held_until: Mapped[datetime] = mapped_column(UtcDateTime)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    sender_name: Mapped[str] = mapped_column(String(120))
    shown_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rendered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
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
    )


class ImpressionLog(db.Model):  # type: ignore[name-defined,misc]
    """What happened, line by line; rows are added and never changed. ``reason`` is set for refusals."""

    __tablename__ = "impression_log"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
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
        Index("ix_impression_log_invitation_id_at", "invitation_id", "at"),
        Index("ix_impression_log_visitor_id_at", "visitor_id", "at"),
    )
