"""One database for everything, SQLite or PostgreSQL, and the one way to write to it: ``transaction()``."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

import orjson
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Select,
    Table,
    event,
    literal,
    select,
    table,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator

from app.domain.events import DomainEvent
from app.foundation import events

logger = logging.getLogger(__name__)

BUSY_TIMEOUT_SECONDS = 5.0
Publish = Callable[[DomainEvent], None]
Question = TypeVar("Question", bound=Select[*tuple[Any, ...]])

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table of the core has in common: predictable constraint names."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit integer key; SQLite numbers rows by itself only when the column is called INTEGER."""

JsonDocument = JSON().with_variant(JSONB, "postgresql")
"""A small JSON document, stored as ``jsonb`` where there is one."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused instead of guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; SQLite stores the UTC wall clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what was stored, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_write_lock = threading.RLock()
_WRITES = "beckon_writes"
_WHERE_TO_WRITE = "rows are written inside `with transaction() as publish:` only"


def init_database(app: Flask, url: str) -> None:
    """Connect the application; SQLite gets WAL, full durability, foreign keys and immediate writing transactions."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    options: dict[str, Any] = {
        "hide_parameters": True,  # an error's text goes to the log, and what people write does not
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": _read_document,
    }
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    else:
        options |= {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10, "pool_timeout": 5}
        options["connect_args"] = {
            "connect_timeout": int(BUSY_TIMEOUT_SECONDS),
            # jit: to compile a question of ours takes longer than to answer it
            "options": "-c statement_timeout=15000 -c lock_timeout=5000 -c timezone=utc -c jit=off",
        }
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        _prepare(db.engine)


def _read_document(stored: str | bytes | int | float) -> Any:
    """SQLite gives back a document that is a bare number as a number."""
    return stored if isinstance(stored, int | float) else orjson.loads(stored)


def _prepare(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@event.listens_for(Session, "before_flush")
def _refuse_unannounced_writes(session: Session, _context: object, _instances: object) -> None:
    if session.info.get("publisher") is None and (session.new or session.dirty or session.deleted):
        raise RuntimeError(_WHERE_TO_WRITE)


@event.listens_for(Session, "do_orm_execute")
def _refuse_unannounced_statements(state: ORMExecuteState) -> None:
    is_writing = state.is_insert or state.is_update or state.is_delete
    if is_writing and state.session.info.get("publisher") is None:
        raise RuntimeError(_WHERE_TO_WRITE)


class _Publisher:
    """Collects what happened until it is true."""

    def __init__(self) -> None:
        self.collected: list[DomainEvent] = []

    def __call__(self, event: DomainEvent) -> None:
        self.collected.append(event)


@contextmanager
def transaction() -> Iterator[Publish]:
    """Write to the database; events given to the yielded function are delivered after the commit, in order.

    An exception rolls everything back and drops the events. A call inside another one joins it. On SQLite the
    in-process write lock is taken before ``BEGIN IMMEDIATE``: with gevent, a writer that waits in SQLite's own busy
    handler would stop the whole process. Do no network or file work inside.
    """
    session = db.session()
    outer: _Publisher | None = session.info.get("publisher")
    if outer is not None:
        yield outer
        return
    publisher = _Publisher()
    is_sqlite = db.engine.dialect.name == "sqlite"
    with _write_lock if is_sqlite else nullcontext():
        session.rollback()  # ends a reading transaction that may have seen older rows
        session.info["publisher"] = publisher
        try:
            session.connection(execution_options={_WRITES: True})
            yield publisher
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("publisher", None)
    for happened in publisher.collected:
        events.deliver(happened)


def locked(rows: Question) -> Question:
    """These rows, read so that nobody else changes them before the transaction ends (SQLite has one writer anyway).

    ``FOR NO KEY UPDATE``: with a plain ``FOR UPDATE`` two who each hold a reference to the row (a foreign key of what
    they have just inserted) would wait for each other. Whoever deletes the row takes ``FOR UPDATE`` instead.
    """
    return rows.with_for_update(key_share=True)


def held(rows: Question) -> Question:
    """These rows, read so that nobody deletes them before the transaction ends; who changes them need not wait."""
    return rows.with_for_update(read=True, key_share=True)


def insert_if_new(entity: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """``INSERT … ON CONFLICT DO NOTHING`` as the connected database says it; a row that is there stays as it is."""
    return _insert_if_new(entity, db.engine.dialect.name)


@cache
def _insert_if_new(entity: type[Base] | Table, dialect: str) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert(entity) if dialect == "sqlite" else postgresql.insert(entity)
    return insert.on_conflict_do_nothing()


def is_reachable() -> bool:
    """Whether the database answers and has our tables; for the readiness check."""
    try:
        db.session.execute(select(literal(1)).select_from(table("alembic_version")).limit(1))
        db.session.rollback()
    except SQLAlchemyError as error:
        logger.warning("the database does not answer: %s", type(error).__name__)
        db.session.rollback()
        return False
    return True
