"""Pages that wait for an operator's invitation: how they are told, let go, and kept few."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from app.widget import listening
from app.widget.listening import Waited, WaitingPages
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

LONG_SECONDS = 60.0


class Waiter(threading.Thread):
    """A page that waits."""

    def __init__(self, pages: WaitingPages, visitor_id: int, tab: str, known: str | None = None) -> None:
        super().__init__(daemon=True)
        self.outcome: Waited | None = None
        self.work: Callable[[], Waited] = lambda: pages.wait(visitor_id, tab, known, LONG_SECONDS)
        before = len(pages)
        self.start()
        deadline = time.monotonic() + LONG_SECONDS
        while len(pages) <= before and self.is_alive() and time.monotonic() < deadline:
            time.sleep(0.005)

    def run(self) -> None:
        """Wait."""
        self.outcome = self.work()

    def ended(self) -> Waited | None:
        """How waiting ended, once it has."""
        self.join(LONG_SECONDS / 2)
        return self.outcome


def test_only_the_pages_of_the_visitor_are_woken() -> None:
    pages = WaitingPages()
    mine, other = Waiter(pages, 1, "tab-1"), Waiter(pages, 2, "tab-1")
    pages.wake(1)
    assert mine.ended() is Waited.WOKEN
    assert other.is_alive()
    pages.wake_all()
    assert other.ended() is Waited.WOKEN
    assert len(pages) == 0


def test_what_another_process_wrote_wakes_those_who_know_something_else() -> None:
    pages = WaitingPages()
    told, outdated, relieved = Waiter(pages, 1, "a", "one"), Waiter(pages, 2, "a"), Waiter(pages, 3, "a", "three")
    pages.wake_outdated({1: "one", 2: "two"})
    assert (outdated.ended(), relieved.ended()) == (Waited.WOKEN, Waited.WOKEN)
    assert told.is_alive()
    pages.wake_all()


def test_a_tab_waits_once_and_of_too_many_tabs_the_oldest_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = WaitingPages()
    tabs = [Waiter(pages, 1, f"tab-{number}") for number in range(listening.PAGES_PER_VISITOR)]
    threading.Thread(target=pages.wait, args=(1, "tab-0", None, LONG_SECONDS), daemon=True).start()
    assert tabs[0].ended() is Waited.WOKEN
    threading.Thread(target=pages.wait, args=(1, "tab-new", None, LONG_SECONDS), daemon=True).start()
    assert tabs[1].ended() is Waited.WOKEN
    assert tabs[2].is_alive()
    monkeypatch.setattr(listening, "MOST_PAGES", len(pages))
    assert pages.wait(2, "tab-1", None, LONG_SECONDS) is Waited.NO_ROOM
    pages.wake_all()


def test_nobody_waits_in_vain_longer_than_asked_for() -> None:
    pages = WaitingPages()
    assert pages.wait(1, "tab-1", None, 0.01) is Waited.IN_VAIN
    assert len(pages) == 0


@pytest.mark.parametrize(
    ("fields", "again_in"),
    [({"token": None}, None), ({"token": "made-up"}, None), ({}, 0), ({"leaving": True}, None)],
)
def test_who_is_not_tracked_is_not_asked_to_come_back(
    app: Flask, browser: Browser, fields: dict[str, Any], again_in: int | None
) -> None:
    browser.opens()
    body = {"page_id": "page-00001", "tab_id": "first-tab", "token": browser.token, "seconds": 0} | fields
    assert browser.post("/embed/v1/listen", body).json == {"manual": None, "again_in": again_in}
    signal = {"Sec-GPC": "1"}
    assert browser.post("/embed/v1/listen", body, signal).json == {"manual": None, "again_in": None}
    assert browser.post("/embed/v1/listen", body | {"seconds": 26}).status_code == 422
    claim = {"page_id": "page-00001", "tab_id": "first-tab", "token": browser.token, "url": "", "key": "x" * 300}
    assert browser.post("/embed/v1/manual", claim).json == {"granted": False, "reason": "unknown"}
    assert browser.post("/embed/v1/manual", claim, signal).json == {"granted": False, "reason": "not_tracked"}
