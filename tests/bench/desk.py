"""How the desk bears a busy site: its page, its document, and how soon an operator can work with it in Chromium."""

from __future__ import annotations

import gzip
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench.load import EMAIL, PASSWORD
from tests.bench.measurements import running
from tests.bench.report import Figure, milliseconds
from tests.services.browsers import FLAGS, find_browser
from tests.services.processes import ROOT
from tests.services.servers import BeckonServer

PATIENCE_MILLISECONDS = 30_000
IS_READY = """() => {
  const row = document.querySelector("[data-list=waiting] .chat-row");
  const isConnected = document.querySelector("[data-presence]")?.dataset.presence === "online";
  return row && isConnected && performance.now();
}"""
"""The list is there and the line is open: from here on the operator works."""
LONGEST_TASK = """() => new Promise(resolve => {
  let longest = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { longest = Math.max(longest, one.duration); }))
    .observe({type: "longtask", buffered: true});
  setTimeout(() => resolve(longest), 300);
})"""


def desk(chats: int, visitors: int, times: int) -> Iterator[Figure]:
    """Figures of a desk with so many open chats and visitors online, and of an empty one beside it."""
    for setting, size in (("empty", (0, 1)), (f"{chats:,} chats, {visitors:,} visitors", (chats, visitors))):
        with running() as server:
            server.command(
                "operator", "create", "--email", EMAIL, "--name", "Bench", "--password-stdin", stdin=PASSWORD
            )
            yield from _figures(server, f"SQLite, {setting}", size, times)


def _figures(server: BeckonServer, setting: str, size: tuple[int, int], times: int) -> Iterator[Figure]:
    with _signed_in(server) as context:
        command = [sys.executable, "-m", "tests.bench.busy_desk", *map(str, size)]
        subprocess.run(command, cwd=ROOT, env=dict(server.environment), check=True)
        pages = [_seconds(context, server.url) for _ in range(times + 1)][1:]
        yield Figure("desk, its page", setting, milliseconds(pages))
        document = context.request.get(server.url + "/desk/state").body()
        sizes = {"kib": round(len(document) / 1024, 1), "gzip_kib": round(len(gzip.compress(document)) / 1024, 1)}
        yield Figure("desk, its document", setting, sizes | {"rows": _rows(json.loads(document))})
        if size[0]:
            yield Figure("desk, until it can be used", setting, _until_ready(context, server.url, times))


def _rows(state: dict[str, Any]) -> int:
    return len(state["visitors"]) + sum(len(each) for each in state["chats"].values())


def _seconds(context: BrowserContext, url: str) -> float:
    begun = time.perf_counter()
    answer = context.request.get(url)
    assert answer.status == 200
    return time.perf_counter() - begun


def _until_ready(context: BrowserContext, url: str, times: int) -> dict[str, float]:
    ready, tasks, searches = [], [], []
    for _ in range(times):
        page = context.new_page()
        page.goto(url, wait_until="commit")
        ready.append(page.wait_for_function(IS_READY, polling="raf", timeout=PATIENCE_MILLISECONDS).json_value() / 1000)
        tasks.append(page.evaluate(LONGEST_TASK))
        searches.append(_search(page))
        page.close()
    found = {"longest_task_ms": round(statistics.median(tasks), 1)}
    return milliseconds(ready) | found | {"search_ms": round(statistics.median(searches) * 1000, 1)}


def _search(page: Page) -> float:
    """From typing the number of a chat that was not sent along to its row."""
    begun = time.perf_counter()
    page.locator("[data-part=list-search]").fill("Chair number 103,")
    page.locator(".chat-row", has_text="Chair number 103,").first.wait_for()
    return time.perf_counter() - begun


@contextmanager
def _signed_in(server: BeckonServer) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        program = find_browser(playwright)
        assert program is not None, "measuring the desk needs a browser"
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        try:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(server.url)
            page.get_by_label("E-mail").fill(EMAIL)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_selector(".desk")
            page.close()
            yield context
        finally:
            browser.close()
