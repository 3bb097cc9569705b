"""Fixtures: PostgreSQL, Redis, and a fresh migrated database of either kind for every test that asks."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.services.postgresql import PostgreSQL, find_postgresql
from tests.services.redis_server import RedisServer, find_redis


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The PostgreSQL server that all tests share. A test that wants to break it makes its own (``new_postgresql``)."""
    programs = find_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    server = PostgreSQL(programs)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def new_postgresql() -> Iterator[PostgreSQL]:
    """A running, durable PostgreSQL server of the test's own, which it may stop, freeze and kill."""
    programs = find_postgresql()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    server = PostgreSQL(programs, is_durable=True)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer]:
    """The Redis server that all tests share; whoever asks for ``redis_server`` finds it empty."""
    program = find_redis()
    if program is None:
        pytest.skip("Redis is not installed")
    server = RedisServer(program)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def redis_server(shared_redis: RedisServer) -> RedisServer:
    """A running Redis, empty. A test that wants to break it makes its own (``new_redis``)."""
    shared_redis.flush()
    return shared_redis


@pytest.fixture
def new_redis() -> Iterator[RedisServer]:
    """A running Redis of the test's own, which it may stop, freeze and kill."""
    program = find_redis()
    if program is None:
        pytest.skip("Redis is not installed")
    server = RedisServer(program)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def migrate(database_url: str) -> None:
    """Apply every migration of the core; imported late, like the application itself."""
    import_module("app.foundation.migrations").upgrade_core(database_url)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every migration applied and no rows; copy it."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: PostgreSQL) -> str:
    """The name of a PostgreSQL database with every migration applied and no rows; use it as a template."""
    name = postgresql.create_database()
    migrate(postgresql.url(name))
    return name


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of the test's own."""
    path = tmp_path / "beckon.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, migrated_postgresql: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database of the test's own."""
    name = postgresql.create_database(template=migrated_postgresql)
    yield postgresql.url(name)
    postgresql.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of the test's own; the test runs once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
