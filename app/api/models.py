"""How API tokens are stored: by their hash, so that nobody who reads the database can use one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import BigId, UtcDateTime, db


class ApiToken(db.Model):  # type: ignore[name-defined,misc]
    """A program's key. ``name`` says whose it is; a revoked token stays as a line of the list."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
