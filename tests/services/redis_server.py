"""A private Redis server that keeps nothing on disk."""

import shutil
import tempfile
from pathlib import Path

import redis

from tests.services import processes


def find_redis() -> Path | None:
    """The Redis server's program, or None."""
    return processes.find_program("redis-server", "/usr/bin", "/usr/sbin", "/opt/homebrew/bin")


class RedisServer:
    """One server on a port of its own; ``start`` after ``kill`` brings it back on the same port, empty."""

    def __init__(self, program: Path) -> None:
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="beckon-redis-"))
        self.port = processes.free_port()
        self._running: processes.Running | None = None

    @property
    def url(self) -> str:
        """Its address, as the configuration takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def process_id(self) -> int:
        """Its process, for tests that freeze it."""
        assert self._running is not None
        return self._running.process.pid

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._running = processes.start(
            [self.program, *options, "--dir", self.folder],
            log=self.folder / "server.log",
            is_ready=self._answers,
            folder=self.folder,
        )

    def stop(self) -> None:
        """Stop it in order."""
        if self._running:
            self._running.stop()

    def kill(self) -> None:
        """End it at once."""
        if self._running:
            self._running.kill()

    def flush(self) -> None:
        """Forget everything, so that the next test begins with an empty server."""
        with redis.Redis.from_url(self.url) as connection:
            connection.flushall()

    def remove(self) -> None:
        """End it for good."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as connection:
                return bool(connection.ping())
        except redis.ConnectionError:
            return False
