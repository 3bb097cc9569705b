"""Bringing the database up to date, through Alembic, from the command line and from tests."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).resolve().parents[2]


def upgrade_core(database_url: str) -> None:
    """Apply every missing migration of the core; plugins keep version tables of their own.

    An SQLite file is in WAL mode from its birth: switching later fails at once while another process writes.
    """
    if database_url.startswith("sqlite:///"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as line:
            line.execute("PRAGMA journal_mode=WAL")
    command.upgrade(alembic_config(database_url), "head")


def alembic_config(database_url: str) -> Config:
    """Alembic's configuration without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
