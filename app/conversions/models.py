"""How goals and conversions are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db

LONGEST_IDENTIFIER = 100
LONGEST_REQUEST_KEY = 100


class Goal(db.Model):  # type: ignore[name-defined,misc]
    """What visitors shall do. ``key`` is the identifier that pages and servers report; ``settings`` belong to the kind.

    The window of ``window_seconds`` begins when an invitation was shown, or (``counted_from`` is ``clicked``) when the
    visitor first opened, clicked or answered it.
    """

    __tablename__ = "goals"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_IDENTIFIER), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    settings: Mapped[dict[str, Any]] = mapped_column(JsonDocument)
    window_seconds: Mapped[int]
    counted_from: Mapped[str] = mapped_column(String(20))
    is_active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Conversion(db.Model):  # type: ignore[name-defined,misc]
    """A goal reached within its window after an impression; the constraints make it count once for each.

    Without ``goal_id`` it is the goal that the invitation itself names.
    ``value_micros`` is the value in millionths of ``currency``, so that sums are exact.
    """

    __tablename__ = "conversions"
    __table_args__ = (
        UniqueConstraint("goal_id", "impression_id"),
        Index("ix_conversions_invitation_id_at", "invitation_id", "at"),
        Index("ix_conversions_goal_id_at", "goal_id", "at"),
        Index("ix_conversions_impression_id", "impression_id"),
        Index(
            "uq_conversions_own_goal",
            "impression_id",
            unique=True,
            sqlite_where=text("goal_id IS NULL"),
            postgresql_where=text("goal_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id", ondelete="CASCADE"))
    impression_id: Mapped[int] = mapped_column(ForeignKey("impressions.id", ondelete="CASCADE"))
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id", ondelete="CASCADE"))
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(20))
    value_micros: Mapped[int | None] = mapped_column(BigId)
    currency: Mapped[str | None] = mapped_column(String(3))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConversionReport(db.Model):  # type: ignore[name-defined,misc]
    """One report that arrived, with what became of it; rows are added and never changed.

    ``request_key`` is chosen by a server that may have to send again: the same key is the same report.
    """

    __tablename__ = "conversion_reports"
    __table_args__ = (
        UniqueConstraint("request_key"),
        Index("ix_conversion_reports_at", "at"),
        Index("ix_conversion_reports_identifier_at", "identifier", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    visitor_id: Mapped[int | None] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id", ondelete="SET NULL"))
    identifier: Mapped[str] = mapped_column(String(LONGEST_IDENTIFIER))
    source: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    credited: Mapped[int]
    value_micros: Mapped[int | None] = mapped_column(BigId)
    currency: Mapped[str | None] = mapped_column(String(3))
    request_key: Mapped[str | None] = mapped_column(String(LONGEST_REQUEST_KEY))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
