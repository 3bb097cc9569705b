"""A power cut while somebody waits: what was promised to them is said after it, once, and without a burst."""

from __future__ import annotations

import json
import time
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.foundation.secrets import new_key
from tests.faults.driver import wait_until
from tests.realtime.lines import Panel
from tests.widget.conftest import CHROME

if TYPE_CHECKING:
    from tests.services.servers import BeckonServer, StartBeckon

PAGE = "https://shop.test/pricing"
TIMES = 3
ALMOST_A_SECOND = 0.9


def invite(server: BeckonServer) -> str:
    """Launch an invitation that speaks to those who wait, every second; its key."""
    written = {
        "key": "pricing",
        "name": "Pricing",
        "state": "live",
        "when_team": "either",
        "conditions": {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]},
        "message": {"html": "<p>Need a hand?</p>"},
        "wait": {
            "message": "Someone will be with you",
            "timeout": 1,
            "timeout_message": "Still looking",
            "repeat": TIMES,
        },
    }
    file = server.instance.parent / "invitations.json"
    file.write_text(json.dumps({"version": 1, "invitations": [written]}), encoding="utf-8")
    server.command("invitations", "apply", str(file))
    return "pricing"


class Browser(Panel):
    """A panel in a browser that is no crawler."""

    def _headers(self) -> dict[str, str]:
        return {**super()._headers(), "User-Agent": CHROME}


class Waiting:
    """A visitor who answers the invitation and waits."""

    def __init__(self, url: str, key: str) -> None:
        self.panel = Browser(url)
        here = {"token": self.panel.token, "page_id": "page-00001", "tab_id": "first-tab", "url": PAGE}
        self.panel.post("/embed/v1/page", here)
        granted = self.panel.post("/embed/v1/claim", {**here, "key": key, "facts": {"widget.open": False}})
        body = {"client_id": new_key(), "text": "Hello", "impression": granted["impression"], "page": {"url": PAGE}}
        self.chat: str = self.panel.post("/widget/v1/chats", {**body, "embed": {}})["chat"]["key"]

    def heard(self) -> list[dict[str, Any]]:
        """What was said after the timeout; asked for as seldom as the pace of a panel wants it."""
        time.sleep(0.25)
        return [message for message in self.panel.messages(self.chat) if message["text"] == "Still looking"]


def test_a_power_cut_forgets_no_timeout_message_says_none_twice_and_makes_no_burst(start_beckon: StartBeckon) -> None:
    server = start_beckon()
    key = invite(server)
    first = Waiting(server.url, key)
    wait_until(first.heard)
    server.kill()
    server.start()
    wait_until(lambda: len(first.heard()) >= TIMES)
    later = Waiting(server.url, key)
    wait_until(lambda: len(later.heard()) >= TIMES)

    said = [datetime.fromisoformat(message["at"]) for message in first.heard()]
    assert len(said) == TIMES
    assert all((after - before).total_seconds() >= ALMOST_A_SECOND for before, after in pairwise(said))
    assert [message["id"] for message in first.panel.messages(first.chat)] == list(range(1, 4 + TIMES))
