"""The tables behind every plugin: its small keep, its settings, its jobs, its mistakes. All belong to the core, so a
plugin's folder can go at any time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import JsonDocument, UtcDateTime, db

LONGEST_PLACE = 160
LONGEST_DETAIL = 300


class PluginValue(db.Model):  # type: ignore[name-defined,misc]
    """One JSON value that one plugin keeps under one key."""

    __tablename__ = "plugin_values"
    plugin_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[Any] = mapped_column(JsonDocument)


class PluginSetting(db.Model):  # type: ignore[name-defined,misc]
    """One setting of a plugin that an administrator changed; what is not here has its default."""

    __tablename__ = "plugin_settings"
    plugin_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[Any] = mapped_column(JsonDocument)


class PluginIncidents(db.Model):  # type: ignore[name-defined,misc]
    """What went wrong in one plugin during one hour, in all server processes together; the last one in words."""

    __tablename__ = "plugin_incidents"
    plugin_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    hour: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    errors: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    detail: Mapped[str] = mapped_column(String(LONGEST_DETAIL))
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    switched_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PluginJob(db.Model):  # type: ignore[name-defined,misc]
    """When a plugin's job is due next. While one process runs it, ``busy_until`` keeps the others away."""

    __tablename__ = "plugin_jobs"
    plugin_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    job_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    busy_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
