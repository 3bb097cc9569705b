"""The list of canned replies above the composer, in a real browser, by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.realtime.at_the_desk import accept, sign_in
from tests.realtime.conftest import House
from tests.realtime.lines import Panel
from tests.realtime.test_desk_in_a_browser import arrive, panel
from tests.services.browsers import NewContext

__all__ = ["arrive", "panel"]
pytestmark = pytest.mark.browser


def test_a_slash_finds_a_reply_that_is_taken_by_keyboard_and_sent(
    house: House, panel: Panel, new_context: NewContext
) -> None:
    panel.starts("How long does it take?")
    desk: Page = sign_in(house, new_context, "anna")
    desk.goto(f"{house.url}/canned-replies/new")
    desk.get_by_label("Title").fill("Delivery time")
    desk.get_by_label("Text").fill("Hello {nick|there}, two days.")
    desk.get_by_role("button", name="Save").click()
    expect(desk).not_to_have_url(re.compile("/new$"))
    desk.goto(house.url)
    accept(desk, "How long does it take")
    box = desk.get_by_role("textbox", name="Message", exact=True)

    box.press_sequentially("One moment. /deliv")
    offered = desk.get_by_role("listbox", name="Canned replies").get_by_role("option")
    expect(offered).to_have_count(1)
    expect(offered).to_contain_text("Hello there, two days.")
    box.press("Escape")
    expect(offered).to_have_count(0)
    box.press("Control+a")
    box.press("Delete")
    box.press("/")
    expect(offered.first).to_contain_text("Hello there, two days.")
    box.press("Enter")
    expect(box).to_have_value("Hello there, two days.")
    box.press("Enter")
    expect(desk.get_by_role("log", name="Conversation")).to_contain_text("Hello there, two days.")
