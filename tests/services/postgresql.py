"""A private PostgreSQL server: made, started and removed by the tests, reached through a socket in its own folder."""

import os
import shutil
import signal
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services import processes

PROGRAM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
OWNER = "beckon"
STRATEGY_SINCE = 150_000
"""The version of PostgreSQL that can be told how to copy a database; before, it knew only the one way."""


def find_postgresql() -> Path | None:
    """The folder with PostgreSQL's programs, or None."""
    initdb = processes.find_program("initdb", *PROGRAM_FOLDERS)
    return initdb.resolve().parent if initdb else None


class PostgreSQL:
    """One server with its data.

    ``is_durable`` keeps fsync on: needed by a test that kills the server and counts what survived; all others are
    faster without.
    """

    def __init__(self, programs: Path, *, is_durable: bool = False, max_connections: int = 100) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="beckon-postgresql-"))
        self.data = self.folder / "data"
        self.max_connections = max_connections
        self.is_durable = is_durable
        self._strategy = ""
        self._user = processes.unprivileged_user("postgres")
        self._numbers = count(1)
        self._running: processes.Running | None = None
        if self._user:
            shutil.chown(self.folder, user=self._user)
        options = ["-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        command: list[str | Path] = [programs / "initdb", "-D", self.data, *options]
        subprocess.run(command, check=True, capture_output=True, user=self._user, cwd="/")

    @property
    def process_id(self) -> int:
        """The postmaster, for tests that stop or kill it."""
        assert self._running is not None
        return self._running.process.pid

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        durability = [] if self.is_durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            f"max_connections={self.max_connections}",
            "shared_buffers=64MB",
            "max_wal_size=128MB",
            "dynamic_shared_memory_type=mmap",  # in its folder, and removed with it when it was killed
            "timezone=UTC",
            *durability,
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        self._running = processes.start(
            [self.programs / "postgres", "-D", self.data, *options],
            log=self.folder / "server.log",
            is_ready=self._takes_connections,
            user=self._user,
            folder=self.folder,
        )
        with self._connection() as connection:
            if connection.info.server_version >= STRATEGY_SINCE:
                self._strategy = "STRATEGY file_copy"  # a third of the work where nothing is made durable

    def stop(self) -> None:
        """Stop it the fast way: running transactions are rolled back, files are left in order."""
        if self._running:
            self._running.stop(with_signal=signal.SIGINT)

    def kill(self) -> None:
        """End all its processes at once, as a power cut would."""
        if self._running:
            self._running.kill()

    def remove(self) -> None:
        """End it for good, with its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database, as the configuration takes it."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def create_database(self, template: str = "template0") -> str:
        """Make a database of its own for one test, as a copy of ``template``; returns its name."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {{}} TEMPLATE {{}} {self._strategy}", name, template)
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        with self._connection() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname="postgres", autocommit=True)

    def _takes_connections(self) -> bool:
        try:
            self._connection().close()
        except psycopg.OperationalError:
            return False
        return True
