"""A day at the desk without a pointer: keys, palette, open chats, panes; and lists that follow what colleagues do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.realtime.at_the_desk import conversation, sign_in, write
from tests.realtime.conftest import House
from tests.realtime.lines import Panel
from tests.realtime.test_desk_in_a_browser import Arrive, arrive
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext

pytestmark = pytest.mark.browser
__all__ = ["arrive"]


@pytest.fixture
def desk(house: House, new_context: NewContext) -> Iterator[Page]:
    """Anna's desk; nothing goes wrong inside the page."""
    page = sign_in(house, new_context, "anna")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    assert wrong == []


def box(desk: Page) -> Any:
    return desk.get_by_role("textbox", name="Message")


def count_of(desk: Page, name: str) -> Any:
    return desk.locator(f"[data-count={name}]")


def test_a_chat_is_found_accepted_answered_and_closed_without_a_pointer(desk: Page, panel: Panel) -> None:
    panel.starts("Is anybody there?")
    expect(count_of(desk, "waiting")).to_have_text("1")
    desk.keyboard.press("n")
    expect(box(desk)).to_be_focused()
    desk.keyboard.type("Yes, n and j are letters here")
    desk.keyboard.press("Enter")
    expect(conversation(desk)).to_contain_text("Yes, n and j are letters here")
    desk.keyboard.press("Escape")
    expect(conversation(desk)).to_be_focused()
    desk.keyboard.press("l")
    expect(desk.locator("[data-list=mine] .chat-row")).to_be_focused()
    desk.keyboard.press("r")
    expect(box(desk)).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog", name="Close this chat?")
    expect(dialog).to_be_visible()
    desk.keyboard.press("j")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close chat").press("Enter")
    expect(desk.get_by_text("This chat is closed.")).to_be_visible()


def test_several_chats_lie_open_with_their_drafts_and_the_address_follows(desk: Page, arrive: Arrive) -> None:
    for number, words in enumerate(("The first chat", "The second chat")):
        arrive(f"Page {number}").starts(words)
        expect(desk.locator("[data-list=waiting] .chat-row", has_text=words)).to_be_visible()
        expect(count_of(desk, "waiting")).to_have_text("1")
        desk.keyboard.press("n")
        expect(conversation(desk)).to_contain_text(words)
        box(desk).fill(f"Draft for {words}")
        desk.keyboard.press("Escape")
    strip = desk.get_by_role("navigation", name="Open chats")
    expect(strip.locator(".open-chat")).to_have_count(2)
    expect(strip.locator(".open-chat", has_text="Draft")).to_have_count(1)
    second = desk.url
    desk.keyboard.press("k")
    expect(conversation(desk)).to_contain_text("The first chat")
    expect(desk).not_to_have_url(second)
    desk.reload()
    expect(box(desk)).to_have_value("Draft for The first chat")
    expect(strip.locator(".open-chat")).to_have_count(2)
    desk.go_back()
    expect(box(desk)).to_have_value("Draft for The second chat")
    expect(desk).to_have_url(second)
    desk.go_forward()
    expect(box(desk)).to_have_value("Draft for The first chat")
    desk.get_by_role("heading", name="Chats", exact=True).click()
    desk.keyboard.press("w")
    expect(box(desk)).to_have_value("Draft for The second chat")
    expect(strip).to_be_hidden()


def test_lists_follow_what_a_colleague_does(house: House, desk: Page, arrive: Arrive, new_context: NewContext) -> None:
    panel = arrive("Shared chairs")
    chat = panel.starts("Which one of you?")
    ben = sign_in(house, new_context, "ben")
    expect(ben.locator("[data-list=waiting] .chat-row", has_text="Which one of you?")).to_be_visible()
    desk.locator("[data-list=waiting] .chat-row", has_text="Which one of you?").focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Accept chat").press("Enter")
    expect(desk.locator("[data-list=mine] .chat-row", has_text="Which one of you?")).to_be_visible()
    others = ben.get_by_role("button", name="All other active chats")
    expect(others).to_have_attribute("aria-expanded", "false")
    others.press("Enter")
    expect(ben.locator("[data-list=active] .chat-row", has_text="Which one of you?")).to_contain_text("Anna")
    write(panel, chat, "I am still here")
    expect(ben.locator("[data-list=active] .chat-row")).to_contain_text("I am still here")
    panel.post(f"/widget/v1/chats/{chat}/close", {})
    expect(ben.locator("[data-list=active] .chat-row", has_text="I am still here")).to_have_count(0)
    ben.get_by_role("button", name="Closed today").press("Enter")
    expect(ben.locator("[data-list=closed] .chat-row", has_text="I am still here")).to_be_visible()
    ben.get_by_role("searchbox", name="Search chats").fill("no such words")
    expect(ben.get_by_text("No chat fits.")).to_be_visible()
    ben.get_by_role("searchbox", name="Search chats").fill("STILL here")
    expect(ben.locator(".desk-list .chat-row:visible")).to_have_count(1)
    ben.keyboard.press("Escape")
    expect(ben.get_by_role("searchbox", name="Search chats")).to_have_value("")


def test_the_palette_finds_visitors_pages_and_commands(desk: Page, arrive: Arrive) -> None:
    arrive("Very rare chairs")
    expect(desk.locator(".chat-row", has_text="Very rare chairs").first).to_be_visible()
    desk.keyboard.press("Control+k")
    field = desk.get_by_role("combobox", name="Do or find anything")
    expect(field).to_be_focused()
    desk.keyboard.type("rare chairs")
    options = desk.get_by_role("dialog", name="Do or find anything").get_by_role("option")
    expect(options.first).to_contain_text("Very rare chairs")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "?")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"\?visitor="))
    desk.keyboard.press("Control+k")
    expect(field).to_be_focused()
    desk.keyboard.type("be away")
    expect(options.first).to_contain_text(re.compile("^be away", re.I))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Your presence: Away")).to_be_visible()
    desk.keyboard.press("Control+k")
    desk.keyboard.type("be online")
    expect(options.first).to_contain_text(re.compile("^be online", re.I))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Your presence: Online")).to_be_visible()
    desk.keyboard.press("Control+k")
    desk.keyboard.type("zzzz")
    expect(desk.get_by_text("Nothing fits. Try fewer letters.")).to_be_visible()
    field.fill("visitors")
    options.filter(has_text="/visitors").first.click()
    expect(desk).to_have_url(re.compile(r"/visitors$"))


def test_single_keys_can_be_switched_off_and_the_sheet_tells_all_keys(desk: Page) -> None:
    desk.get_by_role("button", name="Your presence: Online").focus()
    expect(desk.locator(".tooltip")).to_be_visible()
    desk.keyboard.press("?")
    sheet = desk.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("Accept the open chat")
    sheet.get_by_role("checkbox", name="Single keys").press("Space")
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox", name="Search chats")).not_to_be_focused()
    desk.keyboard.press("Control+k")
    desk.keyboard.type("show all keys")
    desk.keyboard.press("Enter")
    sheet.get_by_role("checkbox", name="Single keys").press("Space")
    desk.keyboard.press("Escape")
    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox", name="Search chats")).to_be_focused()


def test_panes_keep_their_width_and_the_context_stays_away(desk: Page, arrive: Arrive) -> None:
    arrive("Wide chairs")
    desk.locator(".chat-row", has_text="Wide chairs").first.click()
    line = desk.get_by_role("separator", name="Width of the lists")
    for _ in range(3):
        line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "348")
    pane = desk.locator(".desk-list")
    expect(pane).to_have_js_property("offsetWidth", 348)
    place = desk.get_by_role("separator", name="Width of the visitor").bounding_box()
    assert place is not None
    desk.mouse.move(place["x"] + place["width"] / 2, 400)
    desk.mouse.down()
    desk.mouse.move(place["x"] + place["width"] / 2 - 40, 400)
    desk.mouse.up()
    expect(desk.locator(".desk-context")).to_have_js_property("offsetWidth", 360)
    desk.get_by_role("button", name="Hide the visitor").press("Enter")
    expect(desk.locator(".desk-context")).to_be_hidden()
    desk.reload()
    expect(desk.locator(".desk-context")).to_be_hidden()
    expect(pane).to_have_js_property("offsetWidth", 348)
    desk.get_by_role("heading", name="Chats", exact=True).click()
    desk.keyboard.press("i")
    expect(desk.locator(".desk-context")).to_contain_text("Wide chairs")


@pytest.mark.node
def test_axe_finds_nothing_in_the_lists_the_palette_and_the_sheet(desk: Page, arrive: Arrive) -> None:
    for number in range(2):
        arrive(f"Page {number}").starts(f"Chat {number}")
        desk.locator("[data-list=waiting] .chat-row", has_text=f"Chat {number}").click()
    expect(desk.get_by_role("navigation", name="Open chats")).to_be_visible()
    desk.locator("summary[aria-label='Order and department']").press("Enter")
    assert axe_findings(desk) == []
    desk.emulate_media(color_scheme="dark")
    assert axe_findings(desk) == []
    desk.keyboard.press("Escape")
    desk.keyboard.press("Control+k")
    assert axe_findings(desk) == []
    desk.emulate_media(color_scheme="light")
    assert axe_findings(desk) == []
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Keys")).to_be_visible()
    assert axe_findings(desk) == []
