"""Fixtures: a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.services import processes

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ANSWER_MILLISECONDS = 30_000
"""How long a click, a look or a navigation may take where the cores are shared with other tests and their servers."""

expect.set_options(timeout=ANSWER_MILLISECONDS)


def find_browser(playwright: Playwright | None = None) -> Path | None:
    """Chromium's program: the one that BECKON_TEST_CHROMIUM names, the system's, or Playwright's own; or None."""
    given = os.environ.get("BECKON_TEST_CHROMIUM")
    if given:
        return Path(given)
    for name in NAMES:
        found = processes.find_program(name)
        if found:
            return found
    own = Path(playwright.chromium.executable_path) if playwright else None
    return own if own and own.exists() else None


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(_playwright: Playwright) -> Iterator[Browser]:
    """A started Chromium; ask for ``page`` or ``new_context`` instead unless the test is about the browser itself."""
    program = find_browser(_playwright)
    if program is None:
        pytest.skip("Chromium is not installed")
    browser = _playwright.chromium.launch(executable_path=program, args=list(FLAGS))
    yield browser
    browser.close()


class NewContext:
    """Makes persons: each call is a browser profile of its own, with nothing stored."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._opened: list[BrowserContext] = []

    def __call__(self, **options: object) -> BrowserContext:
        context = self._browser.new_context(**{"locale": "en-GB", **options})  # type: ignore[arg-type]
        context.set_default_timeout(ANSWER_MILLISECONDS)
        self._opened.append(context)
        return context

    def close(self) -> None:
        """Close every profile that was opened."""
        for context in self._opened:
            context.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[NewContext]:
    """Another person with a browser: ``new_context()``; options are Playwright's (``viewport``, ``locale`` …)."""
    contexts = NewContext(chromium)
    yield contexts
    contexts.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """An empty page in a profile of its own."""
    return new_context().new_page()
