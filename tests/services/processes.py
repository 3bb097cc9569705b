"""Starting programs for tests and ending them: ports, output, waiting for an answer, an orderly end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.services.prepared import Forked

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
POLL_SECONDS = 0.02
LOWEST_PORT, PORT_RANGES, PORTS_IN_A_RANGE = 11_000, 190, 100
_port_numbers = count()


class NotStarted(Exception):
    """A program ended, or did not answer in time; the message carries the end of its output."""


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago, and that nobody is handed before it is used.

    It is none of those that the system gives to whoever asks for any, and test processes have ranges of their own.
    """
    first = LOWEST_PORT + os.getpid() % PORT_RANGES * PORTS_IN_A_RANGE
    for _ in range(PORTS_IN_A_RANGE):
        port = first + next(_port_numbers) % PORTS_IN_A_RANGE
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise NotStarted(f"there is no free port from {first} on")


def find_program(name: str, *folders: str) -> Path | None:
    """The program's path: from the search path, else from the given folder patterns, the highest version first."""
    found = shutil.which(name)
    if found:
        return Path(found)
    for pattern in folders:
        candidates = sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
        for folder in candidates:
            if os.access(folder / name, os.X_OK):
                return folder / name
    return None


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parts if part.isdigit())


def unprivileged_user(*names: str) -> str | None:
    """Whom to run as a program that refuses root; nobody in particular when we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in (*names, "nobody") if name in known)


@dataclass
class Running:
    """A started program: its process and the file with its output."""

    process: subprocess.Popen[bytes] | Forked
    log: Path

    def output(self) -> str:
        """Everything it has said so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self, *, with_signal: int = signal.SIGTERM, within_seconds: float = 30.0) -> int:
        """End it and everything it started; returns its exit code. Harmless when it has ended already."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
            try:
                self.process.wait(within_seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.wait()

    def kill(self) -> None:
        """End it as a power cut would, its children included."""
        family = [self.process.pid, *children_of(self.process.pid)]
        for process_id in family:
            with suppress(ProcessLookupError):
                os.kill(process_id, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + START_SECONDS
        while any(is_alive(process_id) for process_id in family) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)


def children_of(process_id: int) -> list[int]:
    """The processes that this one has started itself (PostgreSQL's leave the process group); empty without /proc."""
    try:
        listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in listed.split()]


def is_alive(process_id: int) -> bool:
    """Whether the process still runs; one that waits to be collected by its parent does not."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in "ZX"


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    is_ready: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
    folder: Path = ROOT,
) -> Running:
    """Start a program in a process group of its own and wait until ``is_ready`` says so."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            user=user,
            start_new_session=True,
        )
    return ready(Running(process, log), is_ready, str(command[0]))


def ready(running: Running, is_ready: Callable[[], bool], name: str) -> Running:
    """Wait until ``is_ready`` says that a started program answers."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        if running.process.poll() is not None or time.monotonic() > deadline:
            running.kill()
            raise NotStarted(f"{name} did not start:\n{running.output()[-4000:]}")
        time.sleep(POLL_SECONDS)
    return running


def answers(port: int) -> bool:
    """Whether something accepts connections on this port of 127.0.0.1."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
