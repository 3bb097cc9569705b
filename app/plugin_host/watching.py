"""Knows which plugin is being called just now and for how long, waits for an answer no longer than it may take, and
notices a plugin that does not come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from app.foundation import clock
from app.plugin_host.health import HealthRecords

T = TypeVar("T")
HANG_SECONDS = 10.0


class TookTooLongError(Exception):
    """A plugin did not answer in time."""


@dataclass(slots=True)
class _Call:
    plugin_id: str
    place: str
    began_at: float
    hang_seconds: float
    is_reported: bool = False


class Watch:
    """The calls of one process that have not ended."""

    def __init__(self, health: HealthRecords) -> None:
        self._health = health
        self._calls: dict[int, _Call] = {}
        self._numbers = count()

    @contextmanager
    def over(self, plugin_id: str, place: str, hang_seconds: float = HANG_SECONDS) -> Iterator[None]:
        """Counts the block as a call of that plugin."""
        number = next(self._numbers)
        self._calls[number] = _Call(plugin_id, place, clock.monotonic(), hang_seconds)
        try:
            yield
        finally:
            self._calls.pop(number, None)

    def look(self) -> None:
        """Reports, once each, the calls that hang, and switches their plugins off. To be called every few seconds."""
        now = clock.monotonic()
        for call in list(self._calls.values()):
            seconds = now - call.began_at
            if seconds > call.hang_seconds and not call.is_reported:
                call.is_reported = True
                self._health.report_hanging(call.plugin_id, call.place, seconds)


def within(seconds: float, name: str, function: Callable[[], T]) -> T:
    """What the function gives; raises what it raised, or ``TookTooLongError`` when it is late.

    It runs in a thread of its own (a greenlet under gevent), which is left alone once it is late. A greenlet that
    computes without ever waiting cannot be left: then lateness is only noticed at its end.
    """
    answers: list[T] = []
    errors: list[BaseException] = []
    began_at = clock.monotonic()

    def run() -> None:
        try:
            answers.append(function())
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers or clock.monotonic() - began_at > 2 * seconds:
        raise TookTooLongError
    return answers[0]
