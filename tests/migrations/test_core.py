"""Migrations and models say the same, in both directions and on both databases."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import create_engine, inspect

from app.foundation.database import Base, UtcDateTime, db
from app.foundation.migrations import alembic_config, upgrade_core

UNKNOWN_TO_MODELS = ("alembic_version", "archive_words", "ix_archive_pieces_body", "ix_archive_pieces_who")
"""Alembic's own table, and what finds words: an FTS5 table on SQLite, GIN indexes on PostgreSQL."""


def same_type(_context: object, _column: object, _metadata_column: object, _type: object, kind: object) -> bool | None:
    """Our own moment type is stored as a plain one; all others are compared by Alembic."""
    return False if isinstance(kind, UtcDateTime) else None


def test_a_migrated_database_is_what_the_models_describe(inside: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        found = compare_metadata(context, Base.metadata)
    differences = [each for each in found if not any(name in str(each) for name in UNKNOWN_TO_MODELS)]
    assert differences == []


def test_migrations_can_be_taken_back_and_applied_again(database_url: str) -> None:
    config = alembic_config(database_url)
    command.downgrade(config, "base")
    engine = create_engine(database_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    upgrade_core(database_url)
    assert "visitors" in inspect(engine).get_table_names()
    engine.dispose()
