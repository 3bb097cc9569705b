"""What a plugin may reach: its log, the time, its own keep and tables, translations, addresses and a few questions."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.domain.snapshots import VisitorSnapshot
from app.plugin_api.goals import ReachedGoal


class PluginStore(Protocol):
    """A small keep for JSON values; each plugin sees only its own. Values are at most 64 KiB as JSON."""

    def get(self, key: str, default: object = None) -> object:
        """The value kept under ``key``, or ``default``."""

    def put(self, key: str, value: object) -> None:
        """Keeps a JSON value in a transaction of its own; raises ``InvalidInput`` when it is no JSON or too large."""

    def remove(self, key: str) -> None:
        """Forgets a value; forgetting what is not there is fine."""


class PluginReads(Protocol):
    """Questions about the present that plugins ask most."""

    def visitor(self, visitor_key: str) -> VisitorSnapshot | None:
        """The visitor with that key, with the present or last visit."""

    def team_is_online(self) -> bool:
        """Whether anybody of the team is online just now."""

    def goals_reached(self, visitor_key: str) -> tuple[ReachedGoal, ...]:
        """The goals that this visitor reached, the latest first, at most twenty."""


class PluginContext(Protocol):
    """What Beckon hands to every hook of a plugin; it belongs to that plugin alone."""

    @property
    def plugin_id(self) -> str:
        """The plugin's id as in ``plugin.toml``."""

    @property
    def log(self) -> logging.Logger:
        """A logger whose lines name the plugin."""

    @property
    def store(self) -> PluginStore:
        """The plugin's keep for small values."""

    @property
    def reads(self) -> PluginReads:
        """Questions about visitors and the team."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The present value of each setting that the plugin registers, by name; never older than a second."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC; the only clock a plugin should ask."""

    def translate(self, text: str, **values: object) -> str:
        """``text`` in the reader's language, from the plugin's ``translations`` folder or Beckon's own catalogue."""

    def url_for(self, endpoint: str, **values: object) -> str:
        """The full address of one of Beckon's pages, beginning with the configured base address."""

    def session(self) -> AbstractContextManager[Session]:
        """A database session for the plugin's own tables: committed at the end of the block, rolled back on an error.

        No network or file work inside the block: on SQLite everybody who writes waits for it.
        """
