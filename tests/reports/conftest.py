"""Fixtures of reports: a past to write, on an empty installation where time stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reports.past import Past

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


@pytest.fixture
def past(inside: Flask, clock: FrozenClock) -> Past:
    """A past that is written at this moment, unless it says otherwise."""
    return Past(clock.at)
