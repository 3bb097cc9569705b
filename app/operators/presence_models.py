"""How the history of presence, and departments that somebody does not serve for now, are stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, UtcDateTime, db


class PresencePeriod(db.Model):  # type: ignore[name-defined,misc]
    """One stretch of time in which somebody was online, away or invisible; who is offline has no row.

    ``until`` is None while it goes on; one operator has at most one such row. ``is_idle``: away because nobody touched
    the desk.
    """

    __tablename__ = "presence_periods"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(60))
    is_idle: Mapped[bool] = mapped_column(Boolean, default=False)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    __table_args__ = (
        Index(
            "uq_presence_periods_one_open",
            "operator_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )


class DepartmentPause(db.Model):  # type: ignore[name-defined,misc]
    """A department that an operator does not serve for now, until ``until`` at the latest."""

    __tablename__ = "department_pauses"
    operator_id: Mapped[int] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
