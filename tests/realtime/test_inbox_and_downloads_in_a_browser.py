"""What pages do beside their own matter: the number of new messages in the rail, and files to take along."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from app.foundation.secrets import new_key
from tests.realtime.at_the_desk import sign_in
from tests.realtime.conftest import House
from tests.realtime.lines import Panel
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext
from tests.services.servers import set_in_database

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(house: House, new_context: NewContext) -> Page:
    """Anna's desk; she may take the archive along."""
    return sign_in(house, new_context, "anna")


def leaves(panel: Panel, text: str) -> None:
    body = {"client_id": new_key(), "text": text, "name": "Vera", "email": "vera@example.com"}
    panel.post("/widget/v1/offline", body)


def test_an_offline_message_is_counted_at_an_open_desk_at_once_and_on_other_pages_soon(
    house: House, desk: Page
) -> None:
    set_in_database(house.server, "offline.is_on", value="true")
    expect(desk.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    other = desk.context.new_page()
    other.clock.install()
    other.goto(f"{house.url}/requests")
    leaves(Panel(house.url), "Where is my order?")
    expect(desk.get_by_role("link", name="Inbox 1 new")).to_be_visible()
    other.clock.fast_forward(31_000)
    expect(other.get_by_role("link", name="Inbox 1 new")).to_be_visible()
    other.reload()
    other.get_by_role("link", name="Vera").first.click()
    other.get_by_role("button", name=re.compile("^Take")).first.click()
    expect(desk.get_by_role("link", name="Inbox", exact=True)).to_be_visible()


def test_a_file_is_fetched_once_however_often_it_is_asked_for_and_one_that_breaks_off_is_none(
    house: House, desk: Page
) -> None:
    panel = Panel(house.url)
    panel.post(f"/widget/v1/chats/{panel.starts('Is the blue chair there?')}/close", {})
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    desk.goto(f"{house.url}/archive")
    desk.route("**/archive/export.csv*", hold)
    link = desk.get_by_role("link", name="CSV")
    with desk.expect_download() as download:
        link.dblclick()
        expect(link).to_have_attribute("aria-busy", "true")
        expect(desk.get_by_text("The file is being prepared")).to_be_visible()
        asked[0].continue_()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert download.value.suggested_filename == "chats.csv"
    assert any("blue chair" in row[-1] for row in rows)
    assert len(asked) == 1
    expect(desk.get_by_text("The file is complete.")).to_be_visible()
    expect(link).not_to_have_attribute("aria-busy", "true")
    assert axe_findings(desk) == []

    desk.route("**/archive/export.jsonl*", lambda route: route.abort())
    desk.get_by_role("link", name="JSON lines").press("Enter")
    expect(desk.get_by_text("The file did not arrive whole.")).to_be_visible()
