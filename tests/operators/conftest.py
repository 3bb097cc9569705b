"""Fixtures of the operators feature."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from app.foundation.limits import limiter
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import OperatorSnapshot
    from app.foundation.configuration import Configuration


@pytest.fixture(autouse=True)
def unspent() -> Iterator[None]:
    """Every limit begins anew with each test."""
    yield
    if limiter.initialized:
        limiter.reset()


@pytest.fixture
def anna(app: Flask) -> OperatorSnapshot:
    """An operator with a password."""
    return account(app)


@pytest.fixture
def desk(app: Flask) -> Desk:
    """A browser that is not signed in."""
    return desk_of(app)


@pytest.fixture
def terminal(configuration: Configuration, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A terminal of the installation that ``app`` runs on."""
    for name in [name for name in os.environ if name.startswith("BECKON_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BECKON_INSTANCE", str(configuration.instance_path))
    monkeypatch.setenv("BECKON_DATABASE_URL", configuration.database_url)
    monkeypatch.setenv("BECKON_SECRET_KEY", configuration.secret_key)
    return CliRunner()
