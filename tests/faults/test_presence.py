"""Who is gone is gone for visitors too: at once after a closed tab, within 20 s of a line cut or a tab asleep."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from app.foundation import jobs, sockets
from tests.realtime.at_the_desk import sign_in
from tests.realtime.conftest import PASSWORD, furnish
from tests.realtime.lines import Desk, Line, Panel

if TYPE_CHECKING:
    from tests.realtime.conftest import House
    from tests.services.browsers import NewContext
    from tests.services.servers import StartBeckon

SECONDS_AFTER_A_CUT = 20.0
PATIENCE_SECONDS = 60.0
"""How long any of it may take where a machine is busy with other things, too; what is promised, an idle one keeps."""


class FreezingWire:
    """Carries bytes between a browser and the server until it is cut: then nothing passes, and nobody is told."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._cut = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Let nothing pass any more; the ends stay open, as behind a dead access point."""
        self._cut.set()

    def close(self) -> None:
        """Take the wire away."""
        for each in [self._listener, *self._open]:
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._cut.is_set():
                    return
                target.sendall(data)
            target.close()


@pytest.fixture(scope="module")
def house(start_shared_beckon: StartBeckon) -> House:
    """A running Beckon with people."""
    return furnish(start_shared_beckon())


@pytest.fixture
def wire(house: House) -> Iterator[FreezingWire]:
    """A wire to the server."""
    made = FreezingWire(house.server.port)
    yield made
    made.close()


def team(line: Line) -> bool | None:
    told = [body["online"] for event, body in list(line.pushed) if event == "team"]
    return told[-1] if told else None


def last_state(line: Line, name: str) -> str | None:
    told = [each for event, people in list(line.pushed) if event == "presence" for each in people]
    states = [each["state"] for each in told if each["name"] == name]
    return states[-1] if states else None


def is_gone(line: Line, name: str) -> bool:
    told = [each for event, people in list(line.pushed) if event == "presence" for each in people]
    return any(each["name"] == name and each["state"] == "offline" for each in told)


@pytest.mark.browser
def test_a_tab_that_sleeps_is_gone_in_time_and_back_when_it_wakes_without_a_reload(
    house: House, new_context: NewContext
) -> None:
    watching = house.desk_of("ben").connects()
    page = sign_in(house, new_context, "anna")
    expect(page.locator("[data-presence]")).to_have_attribute("data-presence", "online")
    page.evaluate("window.isTheSamePage = true")
    tab = page.context.new_cdp_session(page)
    watching.wait_for(lambda: last_state(watching, "Anna") == "online")
    tab.send("Debugger.enable")
    tab.send("Debugger.pause")  # a headless browser freezes no tab that is in front; paused it answers nothing either
    watching.wait_for(lambda: last_state(watching, "Anna") == "offline", PATIENCE_SECONDS)
    tab.send("Debugger.resume")
    tab.send("Debugger.disable")
    watching.wait_for(lambda: last_state(watching, "Anna") == "online", PATIENCE_SECONDS)
    assert page.evaluate("window.isTheSamePage")
    watching.close()


def test_a_closed_tab_and_a_cut_line_are_noticed_in_time(house: House, wire: FreezingWire) -> None:
    watching = Panel(house.url).connects()
    near, far = house.desk_of("ben").connects(), Desk(wire.url, "carla@example.org", PASSWORD).connects()
    watching.wait_for(lambda: team(watching) is True)
    wire.cut()
    near.wait_for(lambda: is_gone(near, "Carla"), PATIENCE_SECONDS)
    near.close()
    watching.wait_for(lambda: team(watching) is False, PATIENCE_SECONDS)
    far.close()


def test_pings_and_chores_are_frequent_enough_to_notice_a_cut_line_in_the_promised_time() -> None:
    import_module("app.factory")  # features register their chores when they are first imported
    pauses = {name: seconds for name, seconds, _chore in jobs._chores}
    silence = sockets.PING_INTERVAL_SECONDS + sockets.PING_TIMEOUT_SECONDS
    assert silence + pauses["presence.expire"] + pauses["realtime.teams"] < SECONDS_AFTER_A_CUT
