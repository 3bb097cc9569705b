"""Commands and servers of Beckon without the seconds that each import takes: forked from a process that has done it.

Each is a process of its own with its own words, environment, input and output. Where the system cannot do that, and
outside of pytest (a benchmark measures the real start), a Python is started instead.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import orjson
import pytest

Kind = Literal["command", "server"]
ROOT = Path(__file__).resolve().parents[2]
LONGEST_LINE = 64

_started: dict[Kind, Prepared] = {}
_is_wanted = False


class Forked:
    """A process that was made for us; it is used like a ``subprocess.Popen``."""

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        self.pid = int(told.recv(LONGEST_LINE))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, or None."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return its exit code, which is negative where a signal ended it."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                line = self._told.recv(LONGEST_LINE)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0) from None
            self._told.close()
            self.returncode = int(line) if line else -signal.SIGKILL
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)


class Prepared:
    """A process that has imported Beckon and waits to be forked; it ends with the tests, however they end."""

    def __init__(self, kind: Kind) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.services.prepared_program", kind, str(theirs.fileno())]
            environment = {name: value for name, value in os.environ.items() if not name.startswith("BECKON_")}
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env=environment,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def start(self, words: Sequence[str], environment: Mapping[str, str], files: Sequence[int]) -> Forked:
        """Run ``beckon`` with these words; ``files`` are the descriptors of its stdin, stdout and stderr."""
        wish: dict[str, Any] = {"words": words, "environment": dict(environment), "folder": str(ROOT)}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            socket.send_fds(self._line, [orjson.dumps(wish)], [*files, theirs.fileno()])
        return Forked(ours)

    def end(self) -> None:
        """Let it go; what was forked from it stays."""
        self._line.close()
        self._process.wait()


def prepared(kind: Kind) -> Prepared | None:
    """The process to fork from, started when it is asked for the first time; None where there is none."""
    if not _is_wanted:
        return None
    if kind not in _started:
        _started[kind] = Prepared(kind)
    return _started[kind]


def pytest_configure(config: pytest.Config) -> None:
    """From now on there is one."""
    global _is_wanted
    _is_wanted = sys.platform == "linux"


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was started."""
    while _started:
        _started.popitem()[1].end()
