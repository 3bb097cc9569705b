"""Alembic's environment: runs the core's migrations on the database that the caller names."""

from alembic import context
from sqlalchemy import create_engine, pool

from app.foundation.database import BUSY_TIMEOUT_SECONDS, Base, UtcDateTime

config = context.config


def render_type(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as the plain types that they store, so that old migrations never change meaning."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run_online() -> None:
    """Migrate inside one transaction per revision; PostgreSQL gives up on a lock after four seconds."""
    url = config.get_main_option("sqlalchemy.url") or ""
    arguments = {"timeout": BUSY_TIMEOUT_SECONDS} if url.startswith("sqlite") else {"options": "-c lock_timeout=4000"}
    engine = create_engine(url, poolclass=pool.NullPool, connect_args=arguments)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            version_table="alembic_version",
            render_item=render_type,
            render_as_batch=url.startswith("sqlite"),
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run_online()
