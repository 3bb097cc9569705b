"""The shell in a real browser: accessible, inside the screen, under the strict content policy, by keyboard."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.services.accessibility import faults
from tests.services.browsers import NewContext

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("BECKON_PICTURES")
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
VIEWS = [
    "components?flash=1",
    "components?lang=ar",
    "form?errors=1",
    "table?long=1",
    "table?empty=1",
    "desk?view=list",
    "desk?view=chat",
    "desk?view=context",
    "desk?view=accept",
    "desk?view=chat&long=1",
    "desk?view=chat&lang=ar",
    "desk?empty=1",
    "visitors?long=1",
    "visitors?empty=1",
    "editor",
    "embed_code",
    "first_run",
    "sign_in?errors=1",
    "error",
]


@pytest.fixture(params=[(size, theme) for size in SIZES for theme in ("light", "dark")], ids="-".join)
def screen(request: pytest.FixtureRequest, new_context: NewContext, gallery_url: str) -> Page:
    """A page of each size and theme."""
    size, theme = request.param
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    context = new_context(base_url=gallery_url, viewport=viewport, color_scheme=theme, has_touch=size == "phone")
    return context.new_page()


@pytest.fixture
def desktop(new_context: NewContext, gallery_url: str) -> Page:
    """A light page on a desk."""
    context = new_context(base_url=gallery_url, viewport={"width": 1440, "height": 900}, color_scheme="light")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context.new_page()


def _picture(page: Page, view: str, test_id: str) -> None:
    if PICTURES:
        name = re.sub(r"[^a-z0-9]+", "-", f"{view}-{test_id}".lower())
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=not view.startswith("desk"))


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_is_accessible_fits_the_screen_and_obeys_the_content_policy(
    screen: Page, view: str, request: pytest.FixtureRequest
) -> None:
    complaints: list[str] = []
    screen.on(
        "console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None
    )
    screen.on("pageerror", lambda error: complaints.append(str(error)))
    screen.goto(view, wait_until="load")
    _picture(screen, view, request.node.callspec.id)
    assert faults(screen) == []
    assert complaints == []


def test_the_bundled_font_is_used(desktop: Page) -> None:
    desktop.goto("components")
    desktop.evaluate("document.fonts.ready")
    assert desktop.evaluate('document.fonts.check("14px Inter Variable")')
    assert desktop.evaluate('[...document.fonts].some(font => font.status === "loaded")')


def test_the_chosen_theme_is_there_before_the_page_is_painted_and_on_the_next_page(desktop: Page) -> None:
    desktop.goto("components")
    desktop.get_by_role("button", name="Anna Berger").click()
    desktop.get_by_role("radio", name="Dark").check()
    assert desktop.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    desktop.goto("table")
    assert desktop.evaluate("document.documentElement.dataset.theme") == "dark"
    desktop.evaluate("localStorage.setItem('beckon.theme', 'plaid')")
    desktop.reload()
    assert desktop.evaluate("document.documentElement.dataset.theme === undefined")


def test_the_copy_button_copies_the_code_exactly_and_says_so(desktop: Page) -> None:
    desktop.goto("embed_code")
    desktop.get_by_role("button", name="Copy").click()
    expect(desktop.get_by_role("status").get_by_text("Copied")).to_be_visible()
    assert desktop.evaluate("navigator.clipboard.readText()") == desktop.locator("#snippet").text_content()


def test_a_dialog_takes_the_focus_and_gives_it_back_on_escape(desktop: Page) -> None:
    desktop.goto("components")
    opener = desktop.get_by_role("button", name="Ask")
    opener.click()
    dialog = desktop.get_by_role("dialog", name="Delete “Pricing help”?")
    expect(dialog).to_be_visible()
    assert desktop.evaluate("document.activeElement.closest('dialog') !== null")
    desktop.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_an_icon_button_tells_its_name_to_the_keyboard_too(desktop: Page) -> None:
    desktop.goto("components")
    desktop.get_by_role("link", name="Skip to content").focus()
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".tooltip")).to_have_text("Desk")
    desktop.keyboard.press("Escape")
    expect(desktop.locator(".tooltip")).to_have_count(0)


def test_a_menu_closes_on_escape_and_gives_the_focus_back(desktop: Page) -> None:
    desktop.goto("components")
    more = desktop.locator("summary", has=desktop.locator("use[href$='#ellipsis']"))
    more.click()
    expect(desktop.get_by_role("link", name="History").first).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(more).to_be_focused()
    assert desktop.locator("details[data-menu][open]").count() == 0


def test_controls_are_thirty_two_high_on_a_desk_and_touchable_on_a_phone(screen: Page) -> None:
    screen.goto("form")
    heights = screen.evaluate(
        """[...document.querySelectorAll(".page .button, .page input.control, .page select")]
        .map(control => control.getBoundingClientRect().height)"""
    )
    is_phone = screen.viewport_size is not None and screen.viewport_size["width"] < 640
    assert heights
    assert all(height >= 44 if is_phone else height == 32 for height in heights)


def test_times_are_rewritten_in_the_zone_of_the_reader(new_context: NewContext, gallery_url: str) -> None:
    context = new_context(base_url=gallery_url, timezone_id="Asia/Tokyo", locale="en-US")
    page = context.new_page()
    page.goto("components")
    expect(page.locator("time[data-time=ago]").first).to_have_attribute("title", re.compile(r"GMT\+9|JST"))
    expect(page.locator("time[data-time=ago]").first).to_have_text("2 min ago")
