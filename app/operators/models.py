"""How operators, their sessions, one-time links and presence are stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, UtcDateTime, db


class OwnRole(db.Model):  # type: ignore[name-defined,misc]
    """A role of the site's own. ``base`` is the preset as which it counts where only the three are known."""

    __tablename__ = "operator_roles"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    base: Mapped[str] = mapped_column(String(20))
    permissions: Mapped[Any] = mapped_column(JsonDocument)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Operator(db.Model):  # type: ignore[name-defined,misc]
    """An account. ``email`` is stored in small letters; without ``password_hash`` nobody can sign in yet.

    With ``role_id`` the permissions are those of that role of the site's own, and ``role`` is its base.
    ``language`` is the one that the operator chose for the console; None follows the browser.
    ``capacity`` is how many chats at once are given to them by themselves, 0 for what holds for everybody.
    """

    __tablename__ = "operators"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    role_id: Mapped[int | None] = mapped_column(ForeignKey("operator_roles.id"), index=True)
    language: Mapped[str | None] = mapped_column(String(20))
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    chosen_state: Mapped[str] = mapped_column(String(20), default="online")
    away_reason: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int] = mapped_column(default=0, server_default=text("(0)"))


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
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    browser: Mapped[str | None] = mapped_column(String(80))
    system: Mapped[str | None] = mapped_column(String(80))
    address: Mapped[str | None] = mapped_column(String(45))


class SecondFactor(db.Model):  # type: ignore[name-defined,misc]
    """An authenticator app. Its secret is not stored: it is computed from the installation's own and ``nonce``.

    ``last_step`` is the time step of the last code that was taken, so that no code is taken twice.
    """

    __tablename__ = "operator_second_factors"
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(32))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(db.Model):  # type: ignore[name-defined,misc]
    """A code that stands in for the authenticator app once; only its hash is kept."""

    __tablename__ = "operator_recovery_codes"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), index=True)


class AuditEntry(db.Model):  # type: ignore[name-defined,misc]
    """One line of the audit log. ``operator_name`` outlives the account; ``address`` is masked."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"), index=True)
    operator_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[Any] = mapped_column(JsonDocument)
    address: Mapped[str | None] = mapped_column(String(45))


class OneTimeLink(db.Model):  # type: ignore[name-defined,misc]
    """A link that lets somebody set a password once; only its hash is kept."""

    __tablename__ = "one_time_links"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OperatorLease(db.Model):  # type: ignore[name-defined,misc]
    """One open desk: it counts as presence until ``expires_at`` and is renewed while its socket lives.

    ``is_idle``: nobody has touched that browser for a while.
    """

    __tablename__ = "operator_leases"
    lease_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_idle: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    __table_args__ = (Index("ix_operator_leases_operator_id_expires_at", "operator_id", "expires_at"),)
