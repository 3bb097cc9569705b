"""A crash at any moment: what was acknowledged is there, once and in order; the rest is sent again and stored once."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.foundation.secrets import new_key
from tests.faults.driver import NOTHING, Sender, judge, wait_until
from tests.realtime.conftest import furnish
from tests.realtime.lines import Line, Panel

if TYPE_CHECKING:
    from tests.services.servers import BeckonServer, StartBeckon

logger = logging.getLogger(__name__)
KILLS = int(os.environ.get("BECKON_TEST_KILLS", "6"))
"""How many times the worker is killed; ``make faults`` says 60."""

MESSAGES_BETWEEN_KILLS = 30
LEAVES_SECONDS = 20.0
"""Five are promised, of which the server itself takes four at most; a busy machine takes its time around them."""


def workers_of(server: BeckonServer) -> list[int]:
    """The processes that serve, without their master."""
    children = Path(f"/proc/{server.process_id}/task/{server.process_id}/children").read_text().split()
    return [int(each) for each in children]


def acknowledged_by(senders) -> int:
    """How many messages have been acknowledged so far."""
    return sum(len(sender.history.acknowledged) for sender in senders)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system has no /proc")
def test_a_worker_killed_while_people_write_loses_doubles_and_swaps_nothing(start_beckon: StartBeckon, database_url):
    house = furnish(start_beckon(database_url))
    anna = house.desk_of("anna")
    panels = [Panel(house.url) for _ in range(3)]
    chats = [panel.starts("Hello") for panel in panels]
    desk = anna.connects()
    for chat in chats:
        assert desk.ask("accept", {"chat": chat})["ok"]
    desk.close()
    visitors = [Sender(f"visitor-{n}", panel, chat) for n, (panel, chat) in enumerate(zip(panels, chats, strict=True))]
    operators = [Sender(f"operator-{n}", anna, chat) for n, chat in enumerate(chats)]
    for sender in (*visitors, *operators):
        sender.start()
    senders = (*visitors, *operators)
    for _ in range(KILLS):
        goal = acknowledged_by(senders) + MESSAGES_BETWEEN_KILLS
        wait_until(lambda wanted=goal: acknowledged_by(senders) >= wanted, 180)
        worker = workers_of(house.server)[0]
        time.sleep(secrets.randbelow(50) / 1000)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda gone=worker: gone not in workers_of(house.server))
    for sender in (*visitors, *operators):
        sender.stop()
    wait_until(house.server.is_ready)
    histories = [sender.history for sender in (*visitors, *operators)]
    results = []
    for number, (panel, chat) in enumerate(zip(panels, chats, strict=True)):
        own = [history for history in histories if history.sender.endswith(f"-{number}")]
        results.append(judge(panel.messages(chat), own))
    acknowledged = sum(len(history.acknowledged) for history in histories)
    retries = sum(history.retries for history in histories)
    gap = max(history.longest_gap_seconds for history in histories)
    logger.warning("%d kills, %d acknowledged, %d retries, longest %.1f s", KILLS, acknowledged, retries, gap)
    assert results == [NOTHING] * len(chats)
    assert acknowledged >= KILLS * MESSAGES_BETWEEN_KILLS
    assert retries > 0
    assert all(len(history.acknowledged) == len(history.written) for history in histories)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system has no /proc")
def test_a_server_with_open_sockets_ends_in_time_and_tells_them(start_beckon: StartBeckon):
    house = furnish(start_beckon())
    panels = [Panel(house.url) for _ in range(10)]
    lines = [panel.connects() for panel in panels for _ in range(5)]
    chat = panels[0].starts()
    assert lines[0].ask("message", {"chat": chat, "client_id": new_key(), "text": "before"})["ok"]
    began = time.monotonic()
    code = house.server.stop()
    took = time.monotonic() - began
    waits = [line.heard("restart")["in_ms"] for line in lines]
    assert (took <= LEAVES_SECONDS, code) == (True, 0), f"{took:.1f} s, exit {code}"
    assert all(line.is_closed_within(30) for line in lines)
    assert len(set(waits)) > len(waits) // 2
    assert min(waits) >= 0
    house.server.start()
    again = panels[0].connects()
    assert [m["text"] for m in again.ask("resume", {"chat": chat, "after": 0})["messages"]] == ["Hello", "before"]


def test_a_desk_that_is_gone_is_noticed(start_beckon: StartBeckon):
    house = furnish(start_beckon())
    desk = house.desk_of("ben")
    panel = Panel(house.url).connects()
    line: Line = desk.connects()
    assert panel.heard("team", lambda body: body["online"])
    panel.pushed.clear()
    line.close()
    assert panel.heard("team", lambda body: not body["online"])
