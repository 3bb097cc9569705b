"""The week grid, the classic conditions and the settings in a real browser: usable by keyboard, accessible, in step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.administration.test_pages_in_a_browser import PASSWORD, sign_in
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext
from tests.services.servers import BeckonServer, StartBeckon

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(start_shared_beckon: StartBeckon) -> BeckonServer:
    """A running Beckon with an administrator."""
    made = start_shared_beckon()
    account = ("--email", "ada@example.org", "--name", "Ada", "--role", "admin", "--password-stdin")
    made.command("operator", "create", *account, stdin=PASSWORD + "\n")
    return made


@pytest.fixture
def ada(server: BeckonServer, new_context: NewContext) -> Page:
    return sign_in(new_context(base_url=server.url, viewport={"width": 1440, "height": 900})).new_page()


def test_the_hours_of_a_week_are_written_and_copied_and_said_at_once(ada: Page) -> None:
    ada.goto("/invitations/new")
    section = ada.locator("#section-schedule")
    section.locator("summary").first.click()
    expect(ada.get_by_role("group", name="Monday")).to_be_hidden()
    ada.get_by_label("Hours", exact=True).select_option("weekly")
    monday = ada.get_by_role("group", name="Monday")
    expect(monday.get_by_label("Monday, from").first).to_be_hidden()
    monday.get_by_label("Monday", exact=True).focus()
    ada.keyboard.press("Space")
    monday.get_by_label("Monday, from").first.fill("22:00")
    monday.get_by_label("Monday, to").first.fill("02:00")
    ada.get_by_role("button", name="Copy Monday to weekdays").press("Enter")
    expect(ada.get_by_label("Friday, from").first).to_have_value("22:00")
    expect(ada.get_by_role("checkbox", name="Saturday")).not_to_be_checked()
    expect(ada.locator("#sentence")).to_contain_text("on weekdays from 22:00 to 02:00")
    expect(section.locator("#section-opening")).to_contain_text(re.compile("Now it is (open|closed)"))
    assert axe_findings(ada, "#section-schedule") == []


def test_classic_conditions_are_found_by_their_names_and_added_ready(ada: Page) -> None:
    ada.goto("/invitations/new")
    ada.get_by_text("Add a classic condition").click()
    ada.get_by_role("button", name="Pageviews").click()
    row = ada.locator("#zone-who [data-part]").last
    expect(row.get_by_label("Comparison")).to_have_value("at_least")
    row.get_by_role("textbox", name="Value").or_(row.get_by_role("spinbutton")).first.fill("3")
    expect(ada.locator("#sentence")).to_contain_text("at least 3")
    ada.locator("#zone-who").get_by_role("button", name="Add condition").click()
    ada.locator("#zone-who").get_by_label("What to look at").last.fill("pageviews")
    expect(ada.get_by_role("listbox").get_by_role("option").first).to_contain_text("Pages in this visit")


def test_a_preset_of_the_contact_budget_fills_the_fields(ada: Page) -> None:
    ada.goto("/settings")
    ada.get_by_label("Site name").fill("Chairs")
    ada.get_by_role("button", name="Gentle").click()
    expect(ada.get_by_label("At most, in one visit")).to_have_value("2")
    expect(ada.get_by_label("Site name")).to_have_value("Chairs")
    ada.get_by_role("button", name="Save settings").click()
    expect(ada.get_by_text("It holds everywhere within a second.")).to_be_visible()
    expect(ada).to_have_title("Settings · Chairs")
    expect(ada.get_by_role("button", name="Gentle")).to_have_attribute("aria-pressed", "true")
