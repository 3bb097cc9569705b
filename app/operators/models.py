"""How operators, their sessions, one-time links and presence are stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, UtcDateTime, db


class Operator(db.Model):  # type: ignore[name-defined,misc]
    """An account. ``email`` is stored in small letters; without ``password_hash`` nobody can sign in yet."""

    __tablename__ = "operators"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    chosen_state: Mapped[str] = mapped_column(String(20), default="online")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OperatorDepartment(db.Model):  # type: ignore[name-defined,misc]
    """Which departments an operator serves; none means all of them."""

    __tablename__ = "operator_departments"
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), primary_key=True)


class OperatorSession(db.Model):  # type: ignore[name-defined,misc]
    """A signed-in browser; deleting the row signs it out at once, whatever its cookie says."""

    __tablename__ = "operator_sessions"
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OneTimeLink(db.Model):  # type: ignore[name-defined,misc]
    """A link that lets somebody set a password once; only its hash is kept."""

    __tablename__ = "one_time_links"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OperatorLease(db.Model):  # type: ignore[name-defined,misc]
    """One open desk: it counts as presence until ``expires_at`` and is renewed while its socket lives."""

    __tablename__ = "operator_leases"
    lease_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (Index("ix_operator_leases_operator_id_expires_at", "operator_id", "expires_at"),)
