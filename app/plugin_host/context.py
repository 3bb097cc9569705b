"""Makes the context that each plugin is given: its own log, keep, translations and tables, and a few questions."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import flask_babel
from flask import current_app
from sqlalchemy.orm import Session

from app.domain.snapshots import VisitorSnapshot
from app.foundation import clock
from app.foundation.configuration import configuration
from app.foundation.database import db, transaction
from app.plugin_api.context import PluginReads, PluginStore
from app.plugin_api.goals import ReachedGoal
from app.plugin_host.store import DatabaseStore

NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})


class NothingKnown:
    """Answers a plugin's questions where nobody else does: there is no visitor and nobody is online."""

    def visitor(self, visitor_key: str) -> VisitorSnapshot | None:
        """No visitor is known."""
        return None

    def team_is_online(self) -> bool:
        """Nobody is online."""
        return False

    def goals_reached(self, visitor_key: str) -> tuple[ReachedGoal, ...]:
        """No goal was reached."""
        return ()


class HostedContext:
    """The context of one plugin; made once at start-up and handed to each of its hooks."""

    def __init__(
        self, plugin_id: str, folder: Path, reads: PluginReads, settings: Mapping[str, Any] = NO_SETTINGS
    ) -> None:
        self._plugin_id = plugin_id
        self._log = logging.getLogger(f"beckon.plugins.{plugin_id}")
        self._store = DatabaseStore(plugin_id)
        self._reads = reads
        self._settings = settings
        translations = folder / "translations"
        self._domain = flask_babel.Domain([str(translations)]) if translations.is_dir() else None

    @property
    def plugin_id(self) -> str:
        """The plugin's id as in ``plugin.toml``."""
        return self._plugin_id

    @property
    def log(self) -> logging.Logger:
        """A logger whose lines name the plugin."""
        return self._log

    @property
    def store(self) -> PluginStore:
        """The plugin's keep for small values."""
        return self._store

    @property
    def reads(self) -> PluginReads:
        """Questions about visitors and the team."""
        return self._reads

    @property
    def settings(self) -> Mapping[str, Any]:
        """The present values of the plugin's settings."""
        return self._settings

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return clock.now()

    def translate(self, text: str, **values: object) -> str:
        """``text`` in the reader's language, from the plugin's own catalogue, else from Beckon's, else as it is."""
        own = self._domain.gettext(text) if self._domain is not None else text
        translated = flask_babel.gettext(text) if own == text else own
        return str(translated) % values if values else str(translated)

    def url_for(self, endpoint: str, **values: object) -> str:
        """The full address of one of Beckon's pages; raises ``werkzeug.routing.BuildError`` for an unknown one."""
        base = urlsplit(configuration().base_url)
        addresses = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
        return addresses.build(endpoint, values, force_external=True)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session for the plugin's own tables: committed at the end of the block, rolled back on an error."""
        with transaction():
            yield db.session()
