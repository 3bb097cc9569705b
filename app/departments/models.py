"""How departments are stored."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, db


class Department(db.Model):  # type: ignore[name-defined,misc]
    """A part of the team; ``alias`` is what embed codes carry and never changes by itself."""

    __tablename__ = "departments"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    alias: Mapped[str] = mapped_column(String(50), unique=True)
    name: Mapped[str] = mapped_column(String(120))
