"""How departments, their hours and their holidays are stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, JsonDocument, db


class Department(db.Model):  # type: ignore[name-defined,misc]
    """A part of the team; ``alias`` is what embed codes carry and never changes by itself.

    ``weekly`` holds its hours as files write them (``{"mon": "09:00-17:00"}``), empty for always; without ``time_zone``
    they are on the site's clock. ``counts`` says what decides for visitors: hours, people, or both.
    """

    __tablename__ = "departments"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    alias: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str | None] = mapped_column(String(60))
    weekly: Mapped[Any | None] = mapped_column(JsonDocument)
    counts: Mapped[str] = mapped_column(String(10), default="both", server_default="both")


class DepartmentHoliday(db.Model):  # type: ignore[name-defined,misc]
    """Days, the last one included, on which a department is closed (``hours`` empty) or has other hours."""

    __tablename__ = "department_holidays"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), index=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    hours: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
