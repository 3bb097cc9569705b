"""Fixtures: Beckon as people run it, in a process of its own, and a customer's site on another origin."""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

import pytest
from sqlalchemy import create_engine, text

from tests.services import processes
from tests.services.prepared import prepared


@dataclass
class BeckonServer:
    """A Beckon that serves: its address, its instance folder and its process."""

    url: str
    port: int
    instance: Path
    environment: Mapping[str, str]
    running: processes.Running | None = field(default=None, repr=False)
    is_real: bool = False
    """Whether its server and its commands start a Python each, as people's do, instead of being forked."""

    @property
    def process_id(self) -> int:
        """The server's master process."""
        assert self.running is not None
        return self.running.process.pid

    def command(self, *arguments: str, stdin: str = "") -> str:
        """Run a ``beckon`` command on this installation; returns what it printed, raises with its stderr."""
        code, told, complaints = run_beckon(arguments, self.environment, stdin, is_real=self.is_real)
        if code != 0:
            raise AssertionError(f"beckon {' '.join(arguments)} ended with {code}: {complaints}")
        return told

    def start(self) -> None:
        """Serve, and wait until the server says that it is ready."""
        log = self.instance.parent / "server.log"
        source = None if self.is_real else prepared("server")
        if source is None:
            command = [sys.executable, "-m", "app", "serve"]
            self.running = processes.start(command, log=log, is_ready=self.is_ready, environment=self.environment)
            return
        with log.open("ab") as output, Path(os.devnull).open("rb") as nothing:
            files = [nothing.fileno(), output.fileno(), output.fileno()]
            running = processes.Running(source.start(["serve"], self.environment, files), log)
        self.running = processes.ready(running, self.is_ready, "beckon serve")

    def is_ready(self) -> bool:
        """Whether process and database answer."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        """Ask it to end (SIGTERM) and return its exit code."""
        assert self.running is not None
        return self.running.stop(with_signal=signal.SIGTERM)

    def kill(self) -> None:
        """End it and its workers at once, as a power cut would."""
        assert self.running is not None
        self.running.kill()

    def output(self) -> str:
        """What the server has written to its terminal."""
        return self.running.output() if self.running else ""


def run_beckon(
    words: Sequence[str], environment: Mapping[str, str], stdin: str = "", *, is_real: bool = False
) -> tuple[int, str, str]:
    """Run a ``beckon`` command in a process of its own: how it ended, and what it wrote to stdout and stderr."""
    source = None if is_real else prepared("command")
    if source is None:
        command = [sys.executable, "-m", "app", *words]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=dict(environment), cwd=processes.ROOT
        )
        return done.returncode, done.stdout, done.stderr
    with TemporaryFile() as typed, TemporaryFile() as told, TemporaryFile() as complaints:
        typed.write(stdin.encode())
        for each in (typed, told, complaints):
            each.seek(0)
        files = [typed.fileno(), told.fileno(), complaints.fileno()]
        code = source.start(words, environment, files).wait()
        for each in (told, complaints):
            each.seek(0)
        return code, told.read().decode(), complaints.read().decode()


def install(
    folder: Path, database_url: str | None, settings: Mapping[str, str | None], *, is_demo: bool = False
) -> BeckonServer:
    """Make an installation in a folder and prepare its database; it does not serve yet."""
    port = processes.free_port()
    own = {
        "BECKON_INSTANCE": str(folder / "instance"),
        "BECKON_PORT": str(port),
        "BECKON_DATABASE_URL": database_url,
        **settings,
    }
    outer = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
    environment = outer | {name: value for name, value in own.items() if value is not None}
    server = BeckonServer(f"http://127.0.0.1:{port}", port, folder / "instance", environment)
    server.command("init", *(["--demo"] if is_demo else []))
    set_in_database(server, "offline.is_on", value="false")  # so that a visitor can write while nobody is there
    return server


def set_in_database(server: BeckonServer, name: str, *, value: str) -> None:
    """Change a setting of an installation; ``value`` is JSON."""
    url = server.environment.get("BECKON_DATABASE_URL") or f"sqlite:///{server.instance / 'beckon.sqlite'}"
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM settings WHERE name = :name"), {"name": name})
        kept = "CAST(:value AS jsonb)" if engine.dialect.name == "postgresql" else ":value"
        statement = text(f"INSERT INTO settings (name, value) VALUES (:name, {kept})")
        connection.execute(statement, {"name": name, "value": value})
    engine.dispose()


class StartBeckon(Protocol):
    """How a test asks for a server."""

    def __call__(
        self,
        database_url: str | None = None,
        *,
        redis_url: str | None = None,
        workers: int = 1,
        is_demo: bool = False,
        is_real: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> BeckonServer: ...


@pytest.fixture
def start_beckon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartBeckon]:
    """Starts Beckon servers, each with an instance folder of its own; ends them after the test."""
    yield from _starter(tmp_path_factory)


@pytest.fixture(scope="module")
def start_shared_beckon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartBeckon]:
    """The same for a whole module of tests that do not disturb each other."""
    yield from _starter(tmp_path_factory)


@pytest.fixture
def beckon(start_beckon: StartBeckon) -> BeckonServer:
    """A running Beckon with the demo data, on SQLite, for this test alone."""
    return start_beckon(is_demo=True)


def _starter(folders: pytest.TempPathFactory) -> Iterator[StartBeckon]:
    started: list[BeckonServer] = []

    def start(
        database_url: str | None = None,
        *,
        redis_url: str | None = None,
        workers: int = 1,
        is_demo: bool = False,
        is_real: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> BeckonServer:
        values = {"BECKON_REDIS_URL": redis_url, "BECKON_WORKERS": str(workers), **(environment or {})}
        server = install(folders.mktemp("beckon"), database_url, values, is_demo=is_demo)
        server.is_real = is_real
        started.append(server)
        server.start()
        return server

    try:
        yield start
    finally:
        for server in started:
            if server.running:
                server.stop()


class _QuietHandler(SimpleHTTPRequestHandler):
    extra_headers: Mapping[str, str] = {}

    def end_headers(self) -> None:
        for name, value in self.extra_headers.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the library's
        pass


@dataclass(frozen=True)
class HostSite:
    """A customer's web site: static files on an origin of its own."""

    url: str
    folder: Path

    def page(self, name: str, body: str, *, head: str = "", title: str = "Shop") -> str:
        """Write a page and return its address; ``name`` may contain folders."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
            f"<body>{body}</body></html>",
            encoding="utf-8",
        )
        return f"{self.url}/{name}"


@pytest.fixture
def start_host_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., HostSite]]:
    """Starts customers' sites; give headers (a Content-Security-Policy, for instance) as a mapping."""
    servers: list[ThreadingHTTPServer] = []

    def start(headers: Mapping[str, str] | None = None) -> HostSite:
        folder = tmp_path_factory.mktemp("site")
        handler = type("Handler", (_QuietHandler,), {"extra_headers": dict(headers or {})})
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return HostSite(f"http://localhost:{server.server_address[1]}", folder)

    try:
        yield start
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


@pytest.fixture
def host_site(start_host_site: Callable[..., HostSite]) -> HostSite:
    """A customer's site. Its host name (``localhost``) differs from Beckon's (``127.0.0.1``): another origin."""
    return start_host_site()
