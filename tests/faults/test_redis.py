"""Redis is a wake-up call: while it is dead or frozen, chats between two processes go on, a little later."""

from __future__ import annotations

import os
import signal
import time

import pytest

from app.foundation.secrets import new_key
from tests.realtime.conftest import House, furnish
from tests.realtime.lines import Desk, Line, Panel
from tests.realtime.test_two_workers import on_worker, worker_of
from tests.services.redis_server import RedisServer
from tests.services.servers import StartBeckon

LATE_SECONDS = 20.0
"""Who hears nothing asks for it sooner than that; without, it would never come."""
PROMPT_SECONDS = 8.0
"""An acknowledgement waits for Redis half a second, not for its return."""
pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.slow]


@pytest.fixture
def house(start_beckon: StartBeckon, postgresql_url: str, new_redis: RedisServer) -> House:
    """Two processes and a Redis that may break."""
    return furnish(start_beckon(postgresql_url, redis_url=new_redis.url, workers=2))


def said(line: Line, chat: str, text: str) -> tuple[int, float]:
    """Write; returns the message's number and how long the acknowledgement took."""
    began = time.monotonic()
    answer = line.ask("message", {"chat": chat, "client_id": new_key(), "text": text})
    assert answer["ok"], answer
    return answer["id"], time.monotonic() - began


def heard(line: Line, chat: str, identity: int) -> None:
    """Wait until a message is pushed to this line."""
    line.heard("message", lambda body: body["chat"] == chat and body["id"] == identity)


def changes_are_heard(anna: Desk, chat: str, identity: int, readers: tuple[Line, ...], desks: tuple[Line, ...]) -> None:
    """Anna changes a message, takes it back and leaves a note; whoever is at whichever process hears of it."""
    message = f"/desk/chats/{chat}/messages/{identity}"
    assert anna.asks(f"{message}/edit", {"text": "in other words", "change": 0})[0] == 200
    for reader in readers:
        told = reader.heard("message_changed", lambda body: body["id"] == identity and body["change"] == 1)
        assert told["text"] == "in other words"
    assert anna.asks(f"{message}/delete", {"change": 1})[0] == 200
    for reader in readers:
        assert reader.heard("message_changed", lambda body: body["change"] == 2)["deleted_at"]
    assert anna.asks(f"/desk/chats/{chat}/notes", {"client_id": new_key(), "text": "only for us"})[0] == 200
    for reader in desks:
        assert reader.heard("note")["text"] == "only for us"


@pytest.mark.parametrize("fault", ["killed", "frozen"])
def test_chats_between_two_processes_go_on_without_redis(house: House, new_redis: RedisServer, fault: str):
    panel = Panel(house.url)
    line = panel.connects()
    anna = house.desk_of("anna")
    desk = on_worker(house, anna.connects, lambda worker: worker != worker_of(house, line))
    beside = on_worker(house, house.desk_of("ben").connects, lambda worker: worker == worker_of(house, line))
    chat = panel.starts()
    assert desk.ask("accept", {"chat": chat})["ok"]
    if fault == "killed":
        new_redis.kill()
    else:
        os.kill(new_redis.process_id, signal.SIGSTOP)
    try:
        for number in range(4):
            for writer, reader in ((line, desk), (desk, line)):
                identity, acknowledged_after = said(writer, chat, f"without Redis {number}")
                began = time.monotonic()
                heard(reader, chat, identity)
                assert acknowledged_after < PROMPT_SECONDS
                assert time.monotonic() - began < LATE_SECONDS
        changes_are_heard(anna, chat, identity, readers=(line, desk, beside), desks=(desk, beside))
    finally:
        if fault == "killed":
            new_redis.start()
        else:
            os.kill(new_redis.process_id, signal.SIGCONT)
    identity, _took = said(line, chat, "Redis is back")
    heard(desk, chat, identity)
    assert [message["id"] for message in panel.messages(chat)] == list(range(1, identity + 1))
    assert "a socket" not in house.server.output()
