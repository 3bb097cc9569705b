"""What the tests of the rule engine share."""

from __future__ import annotations

import pytest

from app.domain.rules import FactRegistry
from tests.domain.rules.situations import REGISTRY


@pytest.fixture(scope="session")
def registry() -> FactRegistry:
    """The facts as an installation has them."""
    return REGISTRY
