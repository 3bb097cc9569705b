"""While nobody is there the panel shows a form, and what is written in it arrives in the team's inbox."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext
from tests.services.servers import StartBeckon, set_in_database

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery staple"


def test_a_message_is_left_and_counted_in_the_inbox(start_beckon: StartBeckon, new_context: NewContext) -> None:
    server = start_beckon()
    set_in_database(server, "offline.is_on", value="true")
    account = ("--email", "ada@example.org", "--name", "Ada", "--role", "admin", "--password-stdin")
    server.command("operator", "create", *account, stdin=PASSWORD + "\n")
    page = new_context(viewport={"width": 390, "height": 700}, bypass_csp=True).new_page()
    page.goto(f"{server.url}/embed/panel")
    send = page.get_by_role("button", name="Send message")
    send.click()
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Vera")
    page.keyboard.press("Tab")
    page.keyboard.type("nobody")
    page.keyboard.press("Tab")
    page.keyboard.type("Where is my order?")
    send.click()
    expect(page.get_by_text("This is no e-mail address")).to_be_visible()
    assert axe_findings(page) == []
    page.get_by_label("E-mail address").fill("vera@example.com")
    send.click()
    expect(page.get_by_text("We will answer to vera@example.com.")).to_be_visible()

    desk = new_context(base_url=server.url).new_page()
    desk.goto("/login")
    desk.get_by_label("E-mail").fill("ada@example.org")
    desk.get_by_label("Password").first.fill(PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("link", name="Inbox 1 new")).to_be_visible()
