"""Jobs: a task waits on disk until it is due, whatever happens to the server, and a chore that fails is tried again."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from app.foundation import jobs
from app.foundation.jobs import JobRunner

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.configuration import Configuration
    from tests.services.redis_server import RedisServer

_numbers = count(1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Tasks wait in a file of their own."""
    return sqlite_url


class Heard:
    """Collects what a task was called with."""

    def __init__(self) -> None:
        self.name = f"test.{next(_numbers)}"
        self.calls: list[dict[str, Any]] = []
        self.called = threading.Event()
        jobs.task(self.name)(self.hear)

    def hear(self, **arguments: Any) -> None:
        self.calls.append(arguments)
        self.called.set()
        if arguments.get("fails"):
            raise ZeroDivisionError


@pytest.fixture
def real(configuration: Configuration) -> Configuration:
    """A configuration whose queue is on disk."""
    return replace(configuration, is_testing=False)


def test_a_scheduled_task_survives_a_restart(app: Flask, real: Configuration) -> None:
    heard = Heard()
    JobRunner(app, real).schedule(heard.name, 0.2, chat="abc", number=3)
    after_restart = JobRunner(app, real)
    after_restart.start()
    assert heard.called.wait(10)
    after_restart.stop()
    assert heard.calls == [{"chat": "abc", "number": 3}]


def test_a_task_that_is_not_due_waits(app: Flask, real: Configuration) -> None:
    heard, soon = Heard(), Heard()
    runner = JobRunner(app, real)
    runner.schedule(heard.name, 3600)
    runner.schedule(soon.name)
    runner.start()
    assert soon.called.wait(10)
    runner.stop()
    assert heard.calls == []
    assert len(runner.huey.scheduled()) == 1


def test_a_task_that_fails_does_not_stop_the_next(app: Flask, real: Configuration) -> None:
    failing, fine = Heard(), Heard()
    runner = JobRunner(app, real)
    runner.schedule(failing.name, fails=True)
    runner.schedule(fine.name)
    runner.start()
    assert fine.called.wait(10)
    runner.stop()
    assert len(failing.calls) == 1


def test_tasks_wait_as_documents(app: Flask, real: Configuration) -> None:
    """Nothing in the queue can be made to run code, as a pickle can."""
    heard = Heard()
    runner = JobRunner(app, real)
    runner.schedule(heard.name, 3600, text="😀")
    stored = [bytes(raw) for raw in runner.huey.storage.enqueued_items()]
    assert [orjson.loads(raw)["args"] for raw in stored] == [[heard.name, {"text": "😀"}]]


@pytest.mark.redis
def test_tasks_wait_in_redis_where_there_is_one(app: Flask, real: Configuration, redis_server: RedisServer) -> None:
    heard = Heard()
    shared = replace(real, redis_url=redis_server.url)
    JobRunner(app, shared).schedule(heard.name, 0.1, number=1)
    other_process = JobRunner(app, shared)
    other_process.start()
    assert heard.called.wait(10)
    other_process.stop()
    assert heard.calls == [{"number": 1}]


def test_an_unknown_task_is_refused_when_it_is_scheduled(app: Flask, real: Configuration) -> None:
    with pytest.raises(ValueError, match=r"no\.such\.task"):
        JobRunner(app, real).schedule("no.such.task")


def test_one_name_is_one_task() -> None:
    heard = Heard()
    with pytest.raises(ValueError, match=heard.name):
        jobs.task(heard.name)(lambda: None)


def test_a_failing_chore_goes_on(
    app: Flask, real: Configuration, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []
    thrice = threading.Event()

    def chore() -> None:
        tries.append(1)
        if len(tries) == 3:
            thrice.set()
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "_chores", [])
    jobs.every(0.01, "test.chore")(chore)
    runner = JobRunner(app, real)
    with caplog.at_level(logging.ERROR):
        runner.start()
        assert thrice.wait(10)
        runner.stop()
    assert "the chore test.chore failed" in caplog.text
