"""The only place that asks the machine what time it is; everything else is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class FrozenClock:
    """A clock that stands still until somebody moves it; for tests and for replaying recorded traffic."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.elapsed_seconds = 0.0

    def advance(self, seconds: float) -> datetime:
        """Move on by so many seconds and return the new time."""
        self.at += timedelta(seconds=seconds)
        self.elapsed_seconds += seconds
        return self.at


_frozen: list[FrozenClock] = []


def now() -> datetime:
    """The present moment, aware, in UTC."""
    if _frozen:
        return _frozen[-1].at
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds of a clock that never goes back; only differences mean anything."""
    if _frozen:
        return _frozen[-1].elapsed_seconds
    return time.monotonic()


def busy_seconds() -> float:
    """Seconds for which a processor has worked for this thread; only differences mean anything."""
    if _frozen:
        return _frozen[-1].elapsed_seconds
    return time.thread_time()


def sleep(seconds: float) -> None:
    """Wait; with gevent this lets other work go on."""
    time.sleep(seconds)


@contextmanager
def frozen(at: datetime) -> Iterator[FrozenClock]:
    """Let time stand still inside the block, for the whole process."""
    clock = FrozenClock(at.astimezone(UTC))
    _frozen.append(clock)
    try:
        yield clock
    finally:
        _frozen.remove(clock)
