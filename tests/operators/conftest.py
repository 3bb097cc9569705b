"""Fixtures of the operators feature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from app.foundation.limits import limiter
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import OperatorSnapshot


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
