"""Lines that break before, after and in the midst of a message: everybody ends up with the same conversation."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.faults.driver import NOTHING, Reader, Sender, judge, wait_until
from tests.faults.weather import Weather
from tests.realtime.conftest import furnish
from tests.realtime.lines import Panel

if TYPE_CHECKING:
    from tests.services.servers import BeckonServer, StartBeckon

logger = logging.getLogger(__name__)
FAULTS = int(os.environ.get("BECKON_TEST_FAULTS", "150"))
"""How many chunks meet a fault; ``make faults`` says 10,000."""

LIKELIHOOD = 0.2
CHATS = 3


@pytest.fixture
def server(start_beckon: StartBeckon, database_url: str) -> BeckonServer:
    """A running Beckon."""
    return start_beckon(database_url)


@pytest.fixture
def weather(server: BeckonServer) -> Iterator[Weather]:
    """The wire between everybody and the server."""
    made = Weather(server.port, LIKELIHOOD, seed=3)
    yield made
    made.close()


@pytest.mark.slow
def test_lines_that_break_all_the_time_lose_double_and_swap_nothing(server: BeckonServer, weather: Weather) -> None:
    house = furnish(server)
    anna = house.desk_of("anna")
    panels = [Panel(house.url) for _ in range(CHATS)]
    chats = [panel.starts("Hello") for panel in panels]
    desk = anna.connects()
    for chat in chats:
        assert desk.ask("accept", {"chat": chat})["ok"]
    desk.close()
    anna.url = weather.url
    for panel in panels:
        panel.url = weather.url
    senders = [Sender(f"visitor-{n}", panels[n], chats[n]) for n in range(CHATS)]
    senders += [Sender(f"operator-{n}", anna, chats[n]) for n in range(CHATS)]
    readers = {n: [Reader(panels[n], chats[n]), Reader(anna, chats[n])] for n in range(CHATS)}
    for sender in senders:
        sender.start()
    for pair in readers.values():
        for reader in pair:
            reader.start()
    wait_until(lambda: weather.faults.total() >= FAULTS, 60 + FAULTS)
    weather.clear_up()
    for sender in senders:
        sender.stop()
    for number, panel in enumerate(panels):
        panel.url = house.url
        said = panel.messages(chats[number])
        own = [sender.history for sender in senders if sender.history.sender.endswith(f"-{number}")]
        assert judge(said, own) == NOTHING
        for reader in readers[number]:
            wait_until(lambda one=reader, last=said[-1]["id"]: one.has_all_up_to(last))
            assert [reader.messages[each["id"]]["text"] for each in said] == [each["text"] for each in said]
    for pair in readers.values():
        for reader in pair:
            reader.stop()
    acknowledged = sum(len(sender.history.acknowledged) for sender in senders)
    logger.warning("%s, %d messages", dict(weather.faults), acknowledged)
    assert len(weather.faults) == 4
    assert all(len(sender.history.acknowledged) == len(sender.history.written) for sender in senders)
