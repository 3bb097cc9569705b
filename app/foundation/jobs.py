"""What must happen later: tasks that survive a restart, and small chores that repeat while the server runs."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import orjson
from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from redis.exceptions import RedisError

from app.foundation import clock
from app.foundation.configuration import Configuration

logger = logging.getLogger(__name__)
QUEUE_FAILURES = (RedisError, sqlite3.Error, OSError)
_tasks: dict[str, Callable[..., None]] = {}
_chores: list[tuple[str, float, Callable[[], None]]] = []


def task(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function that ``schedule`` can call later by name; it may run twice, so it must not mind."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if name in _tasks and _tasks[name] is not function:
            raise ValueError(f"the task {name!r} is registered twice")
        _tasks[name] = function
        return function

    return register


def every(seconds: float, name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a chore that each server process repeats; it must be harmless when several do it at once."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _chores.append((name, seconds, function))
        return function

    return register


class _Document(Serializer):  # type: ignore[misc]  # Huey has no types
    """How a task waits in the queue: as JSON. The library's own form, pickle, runs whatever somebody put there."""

    def _serialize(self, data: Message) -> bytes:
        return orjson.dumps(data._asdict())

    def _deserialize(self, data: bytes) -> Message:
        fields = orjson.loads(data)
        if fields["eta"] is not None:
            fields["eta"] = datetime.fromisoformat(fields["eta"])
        return Message(**fields)


class JobRunner:
    """Runs tasks from a queue on disk (or in Redis) and the chores, inside the server by default."""

    def __init__(self, app: Flask, config: Configuration) -> None:
        self._app = app
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self.huey = self._queue(config)
        self._call = self.huey.task(name="beckon.call")(self._run)

    @staticmethod
    def _queue(config: Configuration) -> Huey:
        options = {"serializer": _Document(), "results": False, "immediate": config.is_testing}
        if config.redis_url:
            return RedisHuey("beckon", url=config.redis_url, **options)
        config.instance_path.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("beckon", filename=str(config.instance_path / "jobs.sqlite"), **options)

    def schedule(self, name: str, delay_seconds: float = 0.0, **arguments: Any) -> None:
        """Run the task ``name`` after so many seconds, even if the server restarts in between."""
        if name not in _tasks:
            raise ValueError(f"there is no task {name!r}")
        self._call.schedule(args=(name, arguments), delay=delay_seconds)

    def start(self) -> None:
        """Begin to work, in threads of this process (greenlets under gevent)."""
        self._spawn(self._consume)
        for name, seconds, function in _chores:
            self._spawn(partial(self._repeat, name, seconds, function))

    def stop(self) -> None:
        """Ask everything to end; what is queued stays queued."""
        self._stopping.set()

    def _spawn(self, body: Callable[[], None]) -> None:
        thread = threading.Thread(target=body, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _consume(self) -> None:
        """Take due tasks one after another; Huey's own consumer would install signal handlers of its own."""
        was_reachable = True
        while not self._stopping.is_set():
            try:
                for due in self.huey.read_schedule():
                    self.huey.enqueue(due)
                waiting = self.huey.dequeue()
                was_reachable = True
                if waiting is not None:
                    self.huey.execute(waiting)
                    continue
            except QUEUE_FAILURES as error:
                if was_reachable:
                    logger.warning("the job queue does not answer, trying again every second: %s", error)
                was_reachable = False
            self._stopping.wait(1.0)

    def _run(self, name: str, arguments: dict[str, Any]) -> None:
        with self._app.app_context():
            _tasks[name](**arguments)

    def _repeat(self, name: str, seconds: float, function: Callable[[], None]) -> None:
        while not self._stopping.wait(seconds):
            started = clock.monotonic()
            try:
                with self._app.app_context():
                    function()
            except Exception:
                logger.exception("the chore %s failed", name)
            spent = clock.monotonic() - started
            if spent > seconds:
                logger.warning("the chore %s took %.1f s", name, spent)
