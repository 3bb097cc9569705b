"""What is measured, each on a server of its own that is started, loaded from another process, and ended."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.invitations import KEY_OF_LAST
from tests.bench.load import EMAIL, PASSWORD, new_key, page_body
from tests.bench.pages import customer_site, get, post
from tests.bench.report import Figure, milliseconds
from tests.services.browsers import FLAGS, find_browser
from tests.services.processes import ROOT, children_of
from tests.services.servers import BeckonServer, install

CONNECTIONS = 16
WARM_UP_SECONDS = 1.0
DIST = ROOT / "embed" / "dist"
SWAP_SECONDS = 30.0
LAUNCHER_MILLISECONDS = 10_000
EMBED_FILES = {"loader": ("beckon.js",), "classic loader": ("classic.js",), "panel": ("panel.js", "panel.css")}
IS_VISIBLE = """() => {
  const root = document.querySelector("beckon-widget, [data-beckon]")?.shadowRoot
    ?? [...document.querySelectorAll("*")].find((element) => element.shadowRoot)?.shadowRoot;
  const launcher = root?.querySelector(".launcher");
  return launcher && launcher.checkVisibility() && launcher.getBoundingClientRect().width > 0 && performance.now();
}"""


@contextmanager
def running(database_url: str | None = None) -> Iterator[BeckonServer]:
    """A server with an empty installation of its own."""
    with tempfile.TemporaryDirectory(prefix="beckon-bench-") as folder:
        server = install(Path(folder), database_url, {})
        server.start()
        try:
            yield server
        finally:
            server.stop()


def page_views(database: str, url: str | None, numbers: list[int], seconds: float) -> Iterator[Figure]:
    """Page views per second and their delay, by number of live invitations; one server, filled up step by step."""
    with running(url) as server:
        for number in numbers:
            swapped_in = fill(server, number)
            load(server, kind="page_views", connections=CONNECTIONS, seconds=WARM_UP_SECONDS)
            yield browse(server, f"{database}, {number:,} invitations", seconds, {"in_force_after_s": swapped_in})
        with saving_again(server, seconds / 2):
            yield browse(server, f"{database}, {numbers[-1]:,} invitations, one saved meanwhile", seconds, {})


def browse(server: BeckonServer, setting: str, seconds: float, more: Mapping[str, float]) -> Figure:
    """Let visitors open pages; ``cpu_ms`` is the server's processor time for each, the steadiest of the figures."""
    before = processor_seconds(server)
    measured = load(server, kind="page_views", connections=CONNECTIONS, seconds=seconds)
    spent = processor_seconds(server) - before
    delays = measured["delays"]
    rate = {"per_second": round(len(delays) / measured["seconds"]), "cpu_ms": round(spent / len(delays) * 1000, 3)}
    worst = {"max_ms": round(max(delays) * 1000, 1), "refused": measured["refused"]}
    return Figure("page views", setting, rate | milliseconds(delays) | worst | dict(more))


def claims(count: int) -> Iterator[Figure]:
    """How long a visitor's page waits until it may show an invitation."""
    with running() as server:
        fill(server, 100)
        load(server, kind="claims", connections=1, count=5)
        for connections in (1, CONNECTIONS):
            measured = load(server, kind="claims", connections=connections, count=count)
            values = {**milliseconds(measured["delays"]), "refused": measured["refused"]}
            yield Figure("claim", f"SQLite, 100 invitations, {connections} at once", values)


def messages(idle: int, rounds: int) -> Iterator[Figure]:
    """Messages among idle sockets, and what an idle socket costs."""
    with running() as server:
        server.command("operator", "create", "--email", EMAIL, "--name", "Bench", "--password-stdin", stdin=PASSWORD)
        before = memory_of(server)
        held: list[int] = []
        look = {"idle": lambda: held.append(memory_of(server))}
        measured = load(server, kind="messages", idle=idle, chats=20, rounds=rounds, on=look)
        setting = f"{idle:,} idle sockets, 20 chats, 20 rounds/s"
        yield Figure("message, sent to acknowledged", setting, milliseconds(measured["acknowledged"]))
        yield Figure("message, visitor to operator to visitor", setting, milliseconds(measured["there_and_back"]))
        each = (held[0] - before) / idle
        opened = {"opened_in_s": round(measured["opened_in"], 2)}
        yield Figure(
            "idle socket", f"{idle:,} sockets", {"kib": round(each, 1), "per_gib": round(1024**2 / each)} | opened
        )


def embed_files() -> Iterator[Figure]:
    """What a visitor's browser loads, as it travels."""
    for name, files in EMBED_FILES.items():
        packed = sum(len(gzip.compress((DIST / file).read_bytes(), mtime=0)) for file in files)
        plain = sum((DIST / file).stat().st_size for file in files)
        yield Figure("bytes", f"{name} ({', '.join(files)})", {"gzip": packed, "plain": plain})


def launcher(times: int) -> Iterator[Figure]:
    """From the start of a customer's page to a launcher that can be seen, in a browser that was never here before."""
    with sync_playwright() as playwright:
        program = find_browser(playwright)
        if program is None:
            return
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            with running() as server, customer_site(server.command("embed-code")) as address:
                delays = [_seconds_until_launcher(browser, address) for _ in range(times + 1)][1:]
        finally:
            browser.close()
    yield Figure("launcher visible", f"Chromium, {times} first visits, loopback", milliseconds(delays))


def farewell(idle: int) -> Iterator[Figure]:
    """From SIGTERM to the end of the process while sockets are open."""
    with running() as server:
        took: list[float] = []

        def end() -> None:
            process = server.running
            assert process is not None
            begun = time.perf_counter()
            process.process.terminate()
            process.process.wait(40)
            took.append(time.perf_counter() - begun)

        told = load(server, kind="idle_sockets", idle=idle, on={"idle": end}, reply_first=True)
        yield Figure("SIGTERM to exit", f"{idle:,} sockets", {"seconds": round(took[0], 2), "told": told["told"]})


def fill(server: BeckonServer, number: int) -> float:
    """Replace the live invitations; returns after how many seconds the running server arms the new last one."""
    _invitations(server, str(number))
    begun = time.perf_counter()
    while time.perf_counter() - begun < SWAP_SECONDS:
        answer = post(server.url + "/embed/v1/page", page_body(None, new_key()))
        if [each["key"] for each in answer["armed"]] == [f"{KEY_OF_LAST}{number}"]:
            return round(time.perf_counter() - begun, 2)
        time.sleep(0.02)
    raise AssertionError(f"{number} invitations were not in force after {SWAP_SECONDS} s")


@contextmanager
def saving_again(server: BeckonServer, after_seconds: float) -> Iterator[None]:
    """Save an invitation, from another process, while the block runs."""
    command = [sys.executable, "-m", "tests.bench.invitations"]
    pipe, environment = subprocess.PIPE, dict(server.environment)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        saving = threading.Timer(after_seconds, lambda: _say(process.stdin, "save"))
        saving.start()
        yield
        saving.join()


def load(
    server: BeckonServer,
    *,
    on: Mapping[str, Callable[[], None]] | None = None,
    reply_first: bool = False,
    **order: Any,
) -> dict[str, Any]:
    """Run the load generator; ``on`` names what to do when it has reached a point, before (or after) it goes on."""
    command = [sys.executable, "-m", "tests.bench.load"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        _say(process.stdin, json.dumps({"port": server.port, **order}))
        for line in process.stdout:
            said: dict[str, Any] = json.loads(line)
            if "reached" not in said:
                return said
            steps = [(on or {})[said["reached"]], lambda: _say(process.stdin, "go on")]
            for step in reversed(steps) if reply_first else steps:
                step()
    raise AssertionError("the load generator ended without a result")


def processor_seconds(server: BeckonServer) -> float:
    """Processor time that the server's workers have used."""
    ticks = 0
    for worker in children_of(server.process_id):
        fields = Path(f"/proc/{worker}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_of(server: BeckonServer) -> int:
    """KiB that the server's workers hold for themselves alone."""
    total = 0
    for worker in children_of(server.process_id):
        lines = Path(f"/proc/{worker}/smaps_rollup").read_text(encoding="ascii").splitlines()
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return total


def _invitations(server: BeckonServer, *arguments: str) -> None:
    command = [sys.executable, "-m", "tests.bench.invitations", *arguments]
    subprocess.run(command, cwd=ROOT, env=dict(server.environment), check=True)


def _seconds_until_launcher(browser: Browser, address: str) -> float:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address, wait_until="commit")
        milliseconds_taken: float = page.wait_for_function(
            IS_VISIBLE, polling="raf", timeout=LAUNCHER_MILLISECONDS
        ).json_value()
        return milliseconds_taken / 1000
    finally:
        context.close()


def _say(stream: IO[str] | None, line: str) -> None:
    assert stream is not None
    stream.write(line + "\n")
    stream.flush()


def statistics(database: str, url: str | None, showings: int, times: int) -> Iterator[Figure]:
    """How long a supervisor waits for figures about a long history, and what a visitor's page waits meanwhile."""
    with running(url) as server:
        command = [sys.executable, "-m", "tests.bench.history", str(showings)]
        subprocess.run(command, cwd=ROOT, env=dict(server.environment), check=True)
        token = server.command("token", "create", "bench").strip()
        setting = f"{database}, {showings:,} showings, 90 days"
        for name, path in (("statistics", "statistics"), ("report", "invitations/invitation-1/report")):
            address = f"{server.url}/api/v1/{path}?days=90"
            delays = [get(address, token) for _ in range(times + 1)][1:]
            yield Figure(f"{name} of 90 days", setting, milliseconds(delays))
        waits: list[float] = []
        asking = threading.Thread(target=lambda: [get(f"{server.url}/api/v1/statistics?days=90", token)])
        asking.start()
        while asking.is_alive():
            waits.append(get(f"{server.url}/healthz", token))
        yield Figure("another request meanwhile", setting, {"max_ms": round(max(waits) * 1000, 1)})
