"""With two workers, PostgreSQL and Redis, it makes no difference which process somebody is connected to."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.foundation.secrets import new_key
from tests.realtime.conftest import House, furnish
from tests.realtime.lines import Desk, Line, Panel
from tests.services.postgresql import PostgreSQL
from tests.services.redis_server import RedisServer
from tests.services.servers import StartBeckon

MOST_LINES = 60
PAGES = 8
LATEST_SECONDS = 12
"""Well before the pages come back by themselves."""
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PROC = Path("/proc")

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.redis,
    pytest.mark.slow,
    pytest.mark.skipif(not (PROC / "net" / "tcp").exists(), reason="which process has a socket is read from /proc"),
]


@pytest.fixture(scope="module")
def house(start_shared_beckon: StartBeckon, postgresql: PostgreSQL, shared_redis: RedisServer) -> House:
    """A Beckon of two processes."""
    return furnish(
        start_shared_beckon(
            postgresql.url(postgresql.create_database()), redis_url=shared_redis.url, workers=2, is_demo=True
        )
    )


def workers_of(house: House) -> set[int]:
    """The process numbers of the workers."""
    task = PROC / str(house.server.process_id) / "task"
    return {int(child) for each in task.iterdir() for child in (each / "children").read_text().split()}


def worker_of(house: House, line: Line) -> int:
    """The worker that holds the other end of a line."""
    port = line.socket.sock.getsockname()[1]
    rows = [row.split() for row in (PROC / "net" / "tcp").read_text().splitlines()[1:]]
    theirs = f":{house.server.port:04X}"
    inode = next(row[9] for row in rows if row[1].endswith(theirs) and row[2].endswith(f":{port:04X}"))
    for worker in workers_of(house):
        for descriptor in (PROC / str(worker) / "fd").iterdir():
            try:
                if str(descriptor.readlink()) == f"socket:[{inode}]":
                    return worker
            except FileNotFoundError:
                continue
    raise AssertionError("no worker has the socket")


def on_worker(house: House, connects: Callable[[], Line], is_wanted: Callable[[int], bool]) -> Line:
    """A line to a worker of the wanted kind; connects until the system hands out one."""
    for _ in range(MOST_LINES):
        line = connects()
        if is_wanted(worker_of(house, line)):
            return line
        line.close()
        time.sleep(0.1)  # an idle worker takes line after line, and a desk that was closed must be gone before the next
    raise AssertionError(f"{MOST_LINES} connections went to one worker")


def says(house: House, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the server answers to a visitor's page."""
    request = urllib.request.Request(house.url + path, json.dumps(body).encode(), {"User-Agent": FIREFOX})
    with urllib.request.urlopen(request, timeout=30) as answer:
        document: dict[str, Any] = json.load(answer)
    return document


def page_of_a_visitor(house: House) -> dict[str, Any]:
    """A new visitor opens a page; what it says about itself."""
    page = {"page_id": new_key(), "tab_id": new_key()}
    return {**page, "token": says(house, "/embed/v1/page", {**page, "url": house.url})["token"]}


def say(line: Line, chat: str, text: str) -> dict[str, Any]:
    return line.ask("message", {"chat": chat, "client_id": new_key(), "text": text})


@pytest.fixture
def apart(house: House, panel: Panel, anna: Desk) -> tuple[Line, Line]:
    """A visitor's line and a desk's line to different workers."""
    line = panel.connects()
    here = worker_of(house, line)
    return line, on_worker(house, anna.connects, lambda worker: worker != here)


def test_two_processes_serve(house):
    assert len(workers_of(house)) == 2


def test_messages_cross_from_worker_to_worker_both_ways(panel, apart):
    line, desk = apart
    chat = panel.starts("Hello?")
    assert desk.heard("chat", lambda body: body["key"] == chat)["state"] == "waiting"

    assert desk.ask("accept", {"chat": chat})["ok"]
    assert line.heard("chat", lambda body: body["operator"] is not None)["operator"] == {"name": "Anna"}
    assert say(desk, chat, "Hi, how can I help?")["ok"]
    assert line.heard("message", lambda body: body["from"] == "operator")["text"] == "Hi, how can I help?"
    asked = say(line, chat, "Which plan fits?")
    heard = desk.heard("message", lambda body: body["chat"] == chat and body["id"] == asked["id"])
    assert heard["text"] == "Which plan fits?"
    desk.send("typing", {"chat": chat})
    assert line.heard("typing")["name"] == "Anna"
    assert [message["id"] for message in panel.messages(chat)] == list(range(1, asked["id"] + 1))


def test_each_message_arrives_once_whichever_worker_took_it_and_its_number_says_where_it_belongs(house, panel, apart):
    line, desk = apart
    second = on_worker(house, panel.connects, lambda worker: worker != worker_of(house, line))
    chat = panel.starts("0")
    for number in range(1, 11):
        assert say(line if number % 2 else second, chat, str(number))["ok"]

    def told(end: Line) -> list[int]:
        return sorted(body["id"] for event, body in list(end.pushed) if event == "message" and body["chat"] == chat)

    def has_all(end: Line) -> bool:
        return len(told(end)) >= 11

    for end in (line, second, desk):  # what another worker took may come a little after what one's own did
        end.wait_for(partial(has_all, end))
        assert told(end) == list(range(1, 12))


def test_two_desks_on_different_workers_see_each_other_and_one_gets_the_chat(house, panel, anna, ben):
    first = anna.connects()
    second = on_worker(house, ben.connects, lambda worker: worker != worker_of(house, first))
    chat = panel.starts()
    assert second.heard("chat", lambda body: body["key"] == chat)["state"] == "waiting"

    assert first.ask("accept", {"chat": chat})["ok"]

    refused = second.ask("accept", {"chat": chat})
    assert (refused["ok"], refused["code"], refused["by"]) == (False, "already_accepted", "Anna")
    assert second.heard("chat", lambda body: body["key"] == chat and body["state"] == "active")["operator"]


def test_signing_out_ends_the_desks_of_that_browser_on_every_worker(house):
    leaving = house.desk_of("ben")
    first = leaving.connects()
    second = on_worker(house, leaving.connects, lambda worker: worker != worker_of(house, first))

    leaving.sign_out()

    assert first.is_closed_within(30)
    assert second.is_closed_within(30)


def test_pages_that_wait_at_any_worker_are_told_of_an_invitation_at_once(house, anna):
    pages = [page_of_a_visitor(house) for _ in range(PAGES)]
    keys = [page["token"].partition(".")[0] for page in pages]
    with ThreadPoolExecutor(PAGES) as threads:
        waiting = [threads.submit(says, house, "/embed/v1/listen", {**page, "seconds": 20}) for page in pages]
        time.sleep(1)  # long enough for all to wait, and nothing breaks where it is not
        status, answer = anna.asks("/desk/invitations", {"visitors": keys, "text": "May I help?"})
        sent_at = time.monotonic()
        told = [each.result() for each in waiting]
        spent = time.monotonic() - sent_at

    assert (status, answer["refused"]) == (200, [])
    sent = {row["visitor"]["key"]: row["key"] for row in answer["sent"]}
    assert [each["manual"] for each in told] == [sent[key] for key in keys]
    assert spent < LATEST_SECONDS
    page = pages[0]
    claim = {**page, "key": sent[keys[0]], "url": house.url}
    tabs = [says(house, "/embed/v1/manual", claim | {"tab_id": f"another-tab-{number}"}) for number in range(4)]
    assert [tab["granted"] for tab in tabs] == [True, False, False, False]


def test_the_server_ends_cleanly_and_logs_no_error(house):
    assert "Traceback" not in house.server.output()
