"""The table behind every plugin's small keep; it belongs to the core, so a plugin's folder can go at any time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import JsonDocument, db


class PluginValue(db.Model):  # type: ignore[name-defined,misc]
    """One JSON value that one plugin keeps under one key."""

    __tablename__ = "plugin_values"
    plugin_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[Any] = mapped_column(JsonDocument)
