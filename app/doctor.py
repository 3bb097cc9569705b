"""Looks an installation over, as a careful administrator would: folder, database, plugins and services."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import maxminddb
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis import Redis, RedisError
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from app.foundation.configuration import Configuration
from app.foundation.migrations import alembic_config
from app.plugin_host import installed_plugins

ANSWER_SECONDS = 3
OTHERS_MAY_READ = 0o077
SECRET_FILES = ("secret_key", "config.toml")


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at. ``problem`` says what is wrong and what to do; None when nothing is."""

    what: str
    finding: str
    problem: str | None = None


class Ailment(Exception):
    """Something is wrong; the text says what, and what helps."""


def examine(configuration: Configuration) -> tuple[Examined, ...]:
    """Every check in turn; changes nothing. A check that fails does not keep the others from being made."""
    return tuple(_examined(what, check) for what, check in _checks(configuration))


def _checks(configuration: Configuration) -> Iterator[tuple[str, Callable[[], str]]]:
    instance, redis_url, geoip = configuration.instance_path, configuration.redis_url, configuration.geoip_database
    yield "instance folder", lambda: _instance(instance)
    yield "database", lambda: _database(configuration.database_url)
    yield "plugins", lambda: _plugins(instance, is_safe_mode=configuration.safe_mode)
    if redis_url is not None:
        yield "Redis", lambda: _redis(redis_url)
    if geoip is not None:
        yield "GeoIP database", lambda: _geoip(geoip)


def _examined(what: str, check: Callable[[], str]) -> Examined:
    try:
        return Examined(what, check())
    except Ailment as ailment:
        return Examined(what, "problem", str(ailment))


def _instance(folder: Path) -> str:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise Ailment(f"{folder} must be readable and writable for the account that runs Beckon")
    for path in (folder / name for name in SECRET_FILES):
        if path.exists() and path.stat().st_mode & OTHERS_MAY_READ:
            raise Ailment(f"{path} can be read by other accounts; chmod 600 keeps it to its owner")
    return str(folder)


def _database(url: str) -> str:
    newest = ScriptDirectory.from_config(alembic_config(url)).get_current_head()
    waiting = {} if url.startswith("sqlite") else {"connect_timeout": ANSWER_SECONDS}
    engine = create_engine(url, poolclass=NullPool, connect_args=waiting)
    if url.startswith("sqlite") and not Path(engine.url.database or "").is_file():
        raise Ailment(f"{engine.url.database} is not there; `beckon init` makes it")
    try:
        with engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        raise Ailment(f"it does not answer ({type(error).__name__}); see database_url") from error
    finally:
        engine.dispose()
    if present != newest:
        raise Ailment(
            f"it is at {present or 'nothing'}, this Beckon needs {newest}; `beckon db upgrade` brings it there"
        )
    return f"{engine.url.get_backend_name()}, up to date"


def _plugins(instance: Path, *, is_safe_mode: bool) -> str:
    enabled = [plugin for plugin in installed_plugins(instance) if plugin.is_enabled]
    for plugin in enabled:
        if plugin.problem is not None:
            raise Ailment(f"{plugin.id}: {plugin.problem}; `beckon plugins disable {plugin.id}` starts without it")
    named = ", ".join(plugin.id for plugin in enabled) or "none enabled"
    return f"{named} (safe mode: none is loaded)" if is_safe_mode else named


def _redis(url: str) -> str:
    try:
        with Redis.from_url(url, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS) as server:
            server.ping()
    except RedisError as error:
        raise Ailment(f"it does not answer ({type(error).__name__}); see redis_url") from error
    return "answers"


def _geoip(path: Path) -> str:
    try:
        with maxminddb.open_database(path) as reader:
            return str(reader.metadata().database_type)
    except (OSError, maxminddb.InvalidDatabaseError) as error:
        raise Ailment(f"{path} cannot be read: {error}") from error
