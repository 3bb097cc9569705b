"""Fixtures of the widget's tests: one running Beckon, a shop on another origin, people with browsers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    expect,
)

from app.foundation.secrets import new_key
from tests.embed.stranger import install_stranger
from tests.realtime.lines import Desk, Line
from tests.services.browsers import FLAGS, NewContext, find_browser
from tests.services.servers import BeckonServer, HostSite, install

PASSWORD = "correct horse battery staple"
PAGE_CALL = "/embed/v1/page"
SOON_SECONDS = 30.0
PRICING = "demo/pricing/index.html"
"""A page on which the demo's first invitation shows while somebody is online."""


@dataclass
class Visitor:
    """Somebody on the shop's pages; what goes wrong there is kept."""

    page: Page
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What the browser itself writes in red: violations of a policy, failed loads."""
    announced: list[str] = field(default_factory=list)
    """Addresses that were told to the server as pages."""
    asked: list[Request] = field(default_factory=list)
    """The requests that told them."""

    def __post_init__(self) -> None:
        """Listen from the beginning."""
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", self._note)

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "warning":
            self.warnings.append(line.text)
        if line.type == "error" and "favicon" not in line.location["url"]:
            self.complaints.append(line.text)

    def _note(self, request: Request) -> None:
        if request.url.endswith(PAGE_CALL):
            self.asked.append(request)
            self.announced.append(request.post_data_json["url"])

    @property
    def launcher(self) -> Locator:
        """The round button, while the chat is closed."""
        return self.page.get_by_role("button", name="Open chat")

    @property
    def invitation(self) -> Locator:
        """The bubble."""
        return self.page.get_by_role("region", name="Invitation")

    @property
    def panel(self) -> FrameLocator:
        """The chat."""
        return self.page.frame_locator("iframe[title='Live help']")

    @property
    def box(self) -> Locator:
        """Where one writes."""
        return self.panel.get_by_role("textbox", name="Message")

    @property
    def log(self) -> Locator:
        """What was said."""
        return self.panel.get_by_role("log", name="Conversation")

    def writes(self, words: str) -> None:
        """Send a message and wait until the server has it."""
        self.box.fill(words)
        self.box.press("Enter")
        expect(self.log).to_contain_text(words)
        expect(self.panel.get_by_text("Sent ·")).to_be_visible()

    def arrives(self, address: str) -> dict[str, Any]:
        """Open a page; what the server answered to it."""
        return self.announces(lambda: self.page.goto(address))

    def announces(self, action: Callable[[], object]) -> dict[str, Any]:
        """Do something that makes a new page; what the server answered to it, not to what it was asked before."""
        before = list(self.asked)
        with self.page.expect_response(lambda each: _is_page_view(each) and each.request not in before) as answer:
            action()
        document: dict[str, Any] = answer.value.json()
        return document

    def settles(self) -> None:
        """Wait until nothing of the widget is moving any more."""
        running = "document.querySelector('beckon-widget').shadowRoot.getAnimations().length"
        self.page.wait_for_function(f"{running} === 0")

    def until(self, found: Callable[[], object]) -> None:
        """Wait until the page has told something in passing: a line in the console, a request."""
        deadline = time.monotonic() + SOON_SECONDS
        while not found():
            assert time.monotonic() < deadline, f"it did not come; warnings: {self.warnings}, errors: {self.errors}"
            self.page.wait_for_timeout(20)

    def warned(self, times: int = 1) -> list[str]:
        """The warnings in the console, once there are so many; a browser tells of them a little later."""
        self.until(lambda: len(self.warnings) >= times)
        return self.warnings

    def another_tab(self) -> Visitor:
        """The same person, a further tab."""
        return Visitor(self.page.context.new_page(), self.errors, self.warnings)


def _is_page_view(response: Response) -> bool:
    return response.url.endswith(PAGE_CALL)


@dataclass
class Shop:
    """A customer's site and the Beckon behind it."""

    server: BeckonServer
    desk: Desk
    line: Line
    sites: Callable[..., HostSite]
    new_context: NewContext
    site: HostSite

    def code(self, options: Mapping[str, object] | None = None) -> str:
        """The embed code with options."""
        block = json.dumps(options or {"identifier": "demo"}).replace("<", "\\u003c")
        return (
            f'<script type="application/json" id="beckon-options">{block}</script>'
            f'<script async src="{self.server.url}/embed/beckon.js"></script>'
        )

    def page(self, name: str = "index.html", *, options: Mapping[str, object] | None = None, **parts: str) -> str:
        """Write a page with the embed code; ``before`` stands in front of it, ``body`` behind. Its address."""
        body = f"<h1>Shop</h1>{parts.get('before', '')}{self.code(options)}{parts.get('body', '')}"
        return self.site.page(name, body, head=parts.get("head", ""), title=parts.get("title", "Shop"))

    def invites(self, key: str, moment: str, words: str, *, path: str = "", **settings: str) -> None:
        """Write and launch, in the editor, an invitation that waits for a moment on pages whose address has a path."""
        self.desk.submits(
            "/invitations/new",
            version="", name=key, type="dynamic", position="50", when_team="either", message_html=words, max_shows="0",
            joint="all", fact="page.url", comparison="contains", value=path or f"/{key}/", action="launch",
            **{"moment-dynamic": moment},
            **{f"moment-dynamic-{moment}-{name}": value for name, value in settings.items()},
        )  # fmt: skip

    def visitor(self, context: BrowserContext | None = None, **options: object) -> Visitor:
        """Somebody with a browser of their own."""
        return Visitor((context or self.new_context(**options)).new_page())

    def accepts(self, words: str) -> str:
        """Anna takes the chat whose last line this is; its key."""
        chat = self.line.heard("chat", lambda one: one["last_line"] and words in str(one["last_line"]))
        self.line.ask("accept", {"chat": chat["key"]})
        key: str = chat["key"]
        return key

    def says(self, chat: str, words: str) -> None:
        """Anna writes."""
        assert self.line.ask("message", {"chat": chat, "client_id": new_key(), "text": words})["ok"]


@dataclass(frozen=True)
class Staffed:
    """A server with somebody at the desk."""

    server: BeckonServer
    desk: Desk
    line: Line


@contextmanager
def staffed_beckon(folder: Path) -> Iterator[Staffed]:
    """A running Beckon with the demo's invitations; Anna is online."""
    server = install(folder, None, {}, is_demo=True)
    account = ("--email", "anna@example.org", "--name", "Anna Berg", "--role", "supervisor")
    install_stranger(server.instance)
    server.command("plugins", "enable", "stranger")
    server.command("operator", "create", *account, "--password-stdin", stdin=PASSWORD + "\n")
    server.start()
    try:
        desk = Desk(server.url, "anna@example.org", PASSWORD)
        line = desk.connects()
        yield Staffed(server, desk, line)
        line.close()
    finally:
        server.stop()


@pytest.fixture(scope="package")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    """One for all tests of the widget."""
    with staffed_beckon(tmp_path_factory.mktemp("widget")) as found:
        yield found


@pytest.fixture
def shop(staffed: Staffed, start_host_site: Callable[..., HostSite], new_context: NewContext) -> Shop:
    """A shop of this test's own, on an origin of its own."""
    return Shop(staffed.server, staffed.desk, staffed.line, start_host_site, new_context, start_host_site())


@pytest.fixture(scope="package")
def everyday_chromium(_playwright: Playwright) -> Iterator[Browser]:
    """Chromium with the back/forward cache, which tests usually switch off."""
    program = find_browser(_playwright)
    if program is None:
        pytest.skip("Chromium is not installed")
    browser = _playwright.chromium.launch(
        executable_path=program, args=list(FLAGS), ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser
    browser.close()
