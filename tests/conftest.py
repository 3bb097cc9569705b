"""How the tests run: the fixtures live in ``tests/services``; here is only what pytest itself is told."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_finish() -> None:
    """What is loaded stays: the garbage collector, a quarter of all work otherwise, need not look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _the_same_environment_afterwards() -> Iterator[None]:
    """A test that leaves a ``BECKON_…`` variable behind would configure the servers of the tests after it."""
    before = _our_variables()
    yield
    assert _our_variables() == before


def _our_variables() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("BECKON_")}
