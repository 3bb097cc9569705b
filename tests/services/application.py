"""Fixtures: an application in this process, its test client, and a clock that stands still.

The application is imported when the first test asks for it: the tests of the house still run while it does not start,
and coverage sees its modules being loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from flask import Flask
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy import Dialect, Engine

    from app.foundation.clock import FrozenClock
    from app.foundation.configuration import Configuration

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
"""A Monday, where a test does not care which day it is."""


class RuleOfManyApplications(Rule):
    """A URL rule that is parsed, and whose builders are compiled, once for all applications of a run.

    Werkzeug does it anew for each, which is most of what it costs to make an application. Builders take the rule they
    are called on as an argument, and converters keep nothing, so those of equal rules are equal.
    """

    _builders: ClassVar[dict[tuple[object, ...], Any]] = {}
    _parsed: ClassVar[dict[tuple[object, ...], tuple[list[Any], list[Any], dict[str, Any]]]] = {}

    def _parse_rule(self, rule: str) -> list[Any]:
        assert self.map is not None
        key = (rule, *self.map.converters.values())
        if key not in self._parsed:
            before = len(self._trace)
            self._parsed[key] = (list(super()._parse_rule(rule)), self._trace[before:], dict(self._converters))
            return self._parsed[key][0]
        parts, trace, converters = self._parsed[key]
        self._trace.extend(trace)
        self._converters.update(converters)
        self.arguments.update(converters)
        return parts

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]


Flask.url_rule_class = RuleOfManyApplications


_dialects: dict[str, Dialect] = {}
_statements: LRUCache[Any, Any] = LRUCache(1500)


def share_statements(engine: Engine) -> None:
    """Compile each statement once for all applications of a run, as one that runs for days does; it is half their work.

    A dialect is part of what a statement is remembered by, so all engines of a kind get that of the first.
    """
    if engine.name not in _dialects:
        engine.connect().close()  # with its first connection a dialect learns what the server can do
        _dialects[engine.name] = engine.dialect
    engine.dialect = _dialects[engine.name]
    engine.update_execution_options(compiled_cache=_statements)


def fill_buckets() -> None:
    """Let everybody speak again: buckets belong to the process, and the first token of every test is number 1."""
    kind = import_module("app.widget.pace").Pace
    for module in ("app.widget.pace", "app.api.operations"):
        for each in vars(import_module(module)).values():
            if isinstance(each, kind):
                each.forget()


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    """Time stands still at ``NOON`` until the test says ``clock.advance(seconds)``."""
    with import_module("app.foundation.clock").frozen(NOON) as frozen:
        yield frozen


@pytest.fixture
def configuration(database_url: str, tmp_path: Path) -> Configuration:
    """A configuration for tests, with an instance folder of its own."""
    instance = tmp_path / "instance"
    instance.mkdir()
    made: Configuration = import_module("app.foundation.configuration").Configuration(
        instance_path=instance,
        database_url=database_url,
        secret_key="a secret that only tests know, long enough",
        is_testing=True,
    )
    return made


@pytest.fixture
def app(configuration: Configuration) -> Iterator[Flask]:
    """The whole application on a fresh database (once on SQLite, once on PostgreSQL).

    Its context is not entered: a test of a service says ``with app.app_context():`` or asks for ``inside``; a test of
    pages asks for ``client``.
    """
    made: Flask = import_module("app.factory").create_app(configuration)
    database = import_module("app.foundation.database").db
    with made.app_context():
        share_statements(database.engine)
    fill_buckets()
    yield made
    with made.app_context():
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """The application with its context entered, for tests of services and queries; not together with ``client``."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with a browser, not signed in."""
    return app.test_client()
