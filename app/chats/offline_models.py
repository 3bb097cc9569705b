"""How offline messages are stored: what visitors wrote while nobody was there, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, UtcDateTime, db


class OfflineMessage(db.Model):  # type: ignore[name-defined,misc]
    """What somebody left while nobody was there. ``client_id`` makes a repeated post the same message.

    ``state`` is new, taken, answered or closed; ``operator_id`` is who took it. ``consent`` are the words that the
    visitor agreed to, where the form asked.
    """

    __tablename__ = "offline_messages"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    visitor_id: Mapped[int] = mapped_column(ForeignKey("visitors.id", ondelete="CASCADE"))
    client_id: Mapped[str] = mapped_column(String(64))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))
    name: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    consent: Mapped[str | None] = mapped_column(Text)
    page_url: Mapped[str | None] = mapped_column(Text)
    page_title: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(35))
    state: Mapped[str] = mapped_column(String(10))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"), index=True)
    operator_name: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("visitor_id", "client_id"),
        Index("ix_offline_messages_state_created_at", "state", "created_at"),
        Index("ix_offline_messages_created_at_id", "created_at", "id"),
    )


class OfflineEntry(db.Model):  # type: ignore[name-defined,misc]
    """One step of an offline message: an answer (with the id of its letter), a note, or that its state changed."""

    __tablename__ = "offline_entries"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    offline_id: Mapped[int] = mapped_column(ForeignKey("offline_messages.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    operator_name: Mapped[str] = mapped_column(String(120))
    client_id: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    letter_id: Mapped[str | None] = mapped_column(String(250))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("offline_id", "client_id"),)
