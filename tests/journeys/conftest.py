"""Fixtures of the journeys: a shop on another origin with its embed code, a desk, and people with browsers."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.services.browsers import NewContext
from tests.services.servers import BeckonServer, HostSite, StartBeckon

PASSWORD = "correct horse battery"
PRESENCE_SECONDS = 60
"""A closed desk is noticed within seconds, a cut line within 20 s; a loaded machine needs longer for both."""


@dataclass
class Operator:
    """Somebody at the desk."""

    page: Page
    name: str

    def opens_chat_of(self, words: str) -> None:
        """Choose a chat in the list by its last line."""
        self.page.locator(".chat-row", has_text=words).first.click()

    def unfolds(self, section: str) -> None:
        """Show the chats of a section that is folded at first: held, active, closed. It is there once it has one."""
        heading = self.page.locator(f"[data-fold='{section}']")
        heading.click()
        expect(heading).to_have_attribute("aria-expanded", "true")

    def accepts(self) -> None:
        """Take the open chat."""
        self.page.get_by_role("button", name=re.compile("^Accept")).first.click()

    def writes(self, words: str) -> None:
        """Answer in the open chat."""
        self.page.get_by_role("textbox", name="Message").fill(words)
        self.page.get_by_role("button", name="Send", exact=True).click()

    def reads(self, words: str) -> None:
        """Wait until these words stand in the conversation."""
        expect(self.page.get_by_role("log", name="Conversation")).to_contain_text(words)


@dataclass
class Visitor:
    """Somebody on the shop's pages."""

    page: Page
    errors: list[str]

    @property
    def panel(self) -> FrameLocator:
        """The chat panel."""
        return self.page.frame_locator("iframe[title='Live help']")

    @property
    def invitation(self) -> Locator:
        """The invitation's bubble."""
        return self.page.get_by_role("region", name="Invitation")

    def replies(self, words: str) -> None:
        """Answer the invitation."""
        self.invitation.get_by_role("button", name="Reply").click()
        self.writes(words)

    def writes(self, words: str) -> None:
        """Send a message."""
        self.panel.get_by_role("textbox", name="Message").fill(words)
        self.panel.get_by_role("button", name="Send", exact=True).click()

    def reads(self, words: str) -> None:
        """Wait until these words stand in the conversation."""
        expect(self.panel.get_by_role("log", name="Conversation")).to_contain_text(words)


@dataclass
class Street:
    """A shop's site and the Beckon behind its embed code."""

    server: BeckonServer
    site: HostSite
    new_context: NewContext

    def page(self, name: str, title: str) -> str:
        """Write a page that carries the generated embed code; its address."""
        code = self.server.command("embed-code", "--identifier", "shop")
        return self.site.page(name, f"<h1>{title}</h1>{code}", title=title)

    def operator(self, name: str = "Anna Berg") -> Operator:
        """Create an account and open its desk."""
        email = f"{name.split()[0].lower()}@shop.test"
        self.server.command(
            "operator", "create", "--email", email, "--name", name, "--role", "admin", "--password-stdin",
            stdin=PASSWORD + "\n",
        )  # fmt: skip
        page = self.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(self.server.url)
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        self.waits_until_team_is(online=True)
        return Operator(page, name)

    def waits_until_team_is(self, *, online: bool) -> None:
        """Ask as a page does whose visitor wants no tracking, until the answer is the wanted one."""
        body = {
            "page_id": "a" * 22, "tab_id": "b" * 22, "url": self.site.url, "title": "", "referrer": "",
            "language": "en", "storage": "none", "embed": {"identifier": "shop", "department": [], "language": None},
        }  # fmt: skip
        request = Request(f"{self.server.url}/embed/v1/page", json.dumps(body).encode(), {"Sec-GPC": "1"})
        deadline = time.monotonic() + PRESENCE_SECONDS
        while json.load(urlopen(request))["team"]["online"] is not online:
            assert time.monotonic() < deadline, "the team's presence did not change"
            time.sleep(0.1)

    def visitor(self, **options: object) -> Visitor:
        """Somebody with a browser of their own."""
        page = self.new_context(**options).new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        return Visitor(page, errors)

    def invites(self, operator: Operator, *, name: str, words: str, message: str) -> None:
        """Write an invitation in the editor and launch it."""
        page = operator.page.context.new_page()
        page.goto(f"{self.server.url}/invitations/new")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Value").first.fill(words)
        page.get_by_role("textbox", name="Message to user", exact=True).fill(message)
        page.get_by_role("button", name=re.compile("Launch")).first.click()
        expect(page.get_by_text("is live")).to_be_visible()
        page.close()


@pytest.fixture
def street(
    database_url: str,
    start_beckon: StartBeckon,
    start_host_site: Callable[..., HostSite],
    new_context: NewContext,
    tmp_path: Path,
) -> Street:
    """A shop on another origin; once with SQLite behind it, once with PostgreSQL."""
    return Street(start_beckon(database_url), start_host_site(), new_context)
