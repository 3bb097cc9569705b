"""The pages of reports in a real browser: readable for everybody, on a desk and on a phone, by day and by night."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.administration.test_pages_in_a_browser import PASSWORD, SIZES, look_at, sign_in
from tests.services.browsers import NewContext
from tests.services.processes import ROOT
from tests.services.servers import BeckonServer, StartBeckon

PAGES = ("/invitations/invitation-1/report?days=90", "/statistics?days=1&figure=replied")


@pytest.fixture(scope="module")
def server(start_shared_beckon: StartBeckon) -> BeckonServer:
    """A running Beckon with a long history and an administrator."""
    made = start_shared_beckon()
    words = ("--email", "ada@example.org", "--name", "Ada", "--role", "admin", "--password-stdin")
    made.command("operator", "create", *words, stdin=PASSWORD)
    command = [sys.executable, "-m", "tests.bench.history", "2000"]
    subprocess.run(command, cwd=ROOT, env=dict(made.environment), check=True)
    return made


def signed_in(server: BeckonServer, new_context: NewContext, size: str, theme: str) -> BrowserContext:
    """A browser of that size in which Ada is signed in."""
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    return sign_in(new_context(base_url=server.url, viewport=viewport, color_scheme=theme))


def test_reports_are_accessible_and_fit_the_screen(server: BeckonServer, new_context: NewContext) -> None:
    found = []
    for size, theme in zip(SIZES, ("light", "dark"), strict=False):
        page = signed_in(server, new_context, size, theme).new_page()
        for path in PAGES:
            found += look_at(page, path, f"{size}-{theme}")

    assert found == []


def test_the_period_the_figure_and_the_numbers_are_reached_with_the_keyboard(
    server: BeckonServer, new_context: NewContext
) -> None:
    ada: Page = signed_in(server, new_context, next(iter(SIZES)), "light").new_page()
    ada.goto("/invitations/invitation-1/report")

    ada.get_by_role("link", name="90 days").press("Enter")
    expect(ada.get_by_role("link", name="90 days")).to_have_attribute("aria-current", "true")
    ada.get_by_role("link", name="Replied").press("Enter")
    expect(ada.get_by_role("link", name="Replied")).to_have_attribute("aria-current", "true")
    ada.get_by_text("The same as a table").press("Enter")

    expect(ada.get_by_role("table", name="Over time").get_by_role("row")).to_have_count(91)
    with ada.expect_download() as download:
        ada.get_by_role("link", name="Over time as a CSV file").press("Enter")
    assert download.value.suggested_filename.startswith("invitation-1-over-time-")
