"""Fixtures of the real-time tests: one running Beckon, a visitor's panel and two desks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.realtime.lines import Desk, Line, Panel
from tests.services.servers import BeckonServer, StartBeckon

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class House:
    """A server with Anna, a supervisor, and the operators Ben, Carla and Dora."""

    server: BeckonServer

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.server.url

    def desk_of(self, name: str) -> Desk:
        """Sign in."""
        return Desk(self.url, f"{name}@example.org", PASSWORD)


def furnish(server: BeckonServer) -> House:
    """Give a fresh server its people."""
    for name, role in (("anna", "supervisor"), ("ben", "operator"), ("carla", "operator"), ("dora", "operator")):
        account = ("--email", f"{name}@example.org", "--name", name.title(), "--role", role)
        server.command("operator", "create", *account, "--password-stdin", stdin=PASSWORD + "\n")
    return House(server)


@pytest.fixture(scope="module")
def house(start_shared_beckon: StartBeckon) -> House:
    """A running Beckon for the whole module."""
    return furnish(start_shared_beckon())


@pytest.fixture(autouse=True)
def _everybody_leaves() -> Iterator[None]:
    """Close the lines that this test opened; others may belong to people who stay for many tests."""
    others = list(Line.opened)
    yield
    for line in [each for each in Line.opened if each not in others]:
        Line.opened.remove(line)
        line.close()


@pytest.fixture
def panel(house: House) -> Panel:
    """A new visitor's panel."""
    return Panel(house.url)


@pytest.fixture(scope="module")
def anna(house: House) -> Desk:
    """A supervisor's desk, signed in."""
    return house.desk_of("anna")


@pytest.fixture(scope="module")
def ben(house: House) -> Desk:
    """An operator's desk, signed in."""
    return house.desk_of("ben")


@pytest.fixture
def no_errors_logged(house: House) -> Iterator[None]:
    """Whatever the test sends, the server writes no traceback."""
    before = len(house.server.output())
    yield
    assert "Traceback" not in house.server.output()[before:]
