"""Brings each plugin's own tables up to date, with a version table of its own, so that no plugin can block the core."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.pool import NullPool

from app.plugin_host.errors import PluginError
from app.plugin_host.installed import InstalledPlugin, enabled_plugins

FOLDER_NAME = "migrations"


def version_table(plugin_id: str) -> str:
    """The table that remembers how far a plugin's migrations have run."""
    return f"alembic_version_{plugin_id}"


def has_migrations(plugin: InstalledPlugin) -> bool:
    """Whether the plugin has tables of its own."""
    return any((plugin.folder / FOLDER_NAME).glob("*.py"))


def upgrade_plugins(database_url: str, instance_path: Path) -> tuple[str, ...]:
    """Brings the tables of all enabled plugins up to date; returns the ids of those that changed something.

    Runs none of the plugins' other code. Raises ``PluginError``.
    """
    engine = create_engine(database_url, poolclass=NullPool)
    try:
        return upgrade(engine, enabled_plugins(instance_path))
    finally:
        engine.dispose()


def upgrade(engine: Engine, plugins: Iterable[InstalledPlugin]) -> tuple[str, ...]:
    """Runs what is new in the plugins' ``migrations`` folders; returns the ids of the plugins that changed something.

    Each plugin is all or nothing. Raises ``PluginError`` when a migration fails or makes a table without the plugin's
    prefix; plugins before it stay upgraded.
    """
    return tuple(plugin.id for plugin in plugins if has_migrations(plugin) and _move(engine, plugin, "heads"))


def downgrade(engine: Engine, plugin: InstalledPlugin, revision: str = "base") -> bool:
    """Takes a plugin's tables back to a revision; ``base`` is before the first. False when there was nothing to do."""
    return has_migrations(plugin) and _move(engine, plugin, revision, is_downgrade=True)


def _move(engine: Engine, plugin: InstalledPlugin, revision: str, *, is_downgrade: bool = False) -> bool:
    folder = plugin.folder / FOLDER_NAME
    try:
        script = ScriptDirectory(str(folder), version_locations=[str(folder)])
        with _whole_transaction(engine) as connection:
            tables_before = set(inspect(connection).get_table_names())
            has_changed = _run(connection, plugin.id, _steps(script, revision, is_downgrade))
            _check_prefix(plugin.id, set(inspect(connection).get_table_names()) - tables_before)
    except PluginError:
        raise
    except Exception as error:
        raise PluginError(plugin.id, f"migration failed: {type(error).__name__}: {error}") from error
    return has_changed


@contextmanager
def _whole_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection whose tables, too, come or go with the transaction; Python's SQLite driver needs to be told."""
    with engine.connect() as connection, ExitStack() as afterwards, connection.begin():
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection) and not driver.in_transaction:
            afterwards.callback(setattr, driver, "isolation_level", driver.isolation_level)
            driver.isolation_level = None
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


def _steps(script: ScriptDirectory, revision: str, is_downgrade: bool) -> Callable[[Any], list[Any]]:
    def steps(current: Any) -> list[Any]:
        if is_downgrade:
            return list(script._downgrade_revs(revision, current))  # noqa: SLF001 - what Alembic's own commands call
        return list(script._upgrade_revs(revision, current))  # noqa: SLF001

    return steps


def _run(connection: Connection, plugin_id: str, steps: Callable[[Any], list[Any]]) -> bool:
    """Runs the steps on a connection whose transaction the caller ends."""
    found: list[Any] = []

    def migrations(current: Any, _context: MigrationContext) -> list[Any]:
        found.extend(steps(current))
        return found

    options = {"version_table": version_table(plugin_id), "fn": migrations}
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
    return bool(found)


def _check_prefix(plugin_id: str, new_tables: set[str]) -> None:
    allowed = f"{plugin_id}_"
    strangers = sorted(name for name in new_tables if not name.startswith(allowed) and name != version_table(plugin_id))
    if strangers:
        raise PluginError(plugin_id, f"the tables {', '.join(strangers)} must begin with {allowed!r}")
