"""The rule editor in a real browser: built by keyboard alone, with groups, on a phone, and readable for everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.administration.test_pages_in_a_browser import ada, server, sign_in, signed_in
from tests.services.accessibility import faults

if TYPE_CHECKING:
    from tests.services.browsers import NewContext
    from tests.services.servers import BeckonServer

__all__ = ["ada", "server", "signed_in"]

SENTENCE = (
    "Shows when number of the visit is more than 1 and page address contains “/pricing.html” and time on the page is "
    "more than 10 seconds, unless earlier chat exists, while somebody of your team is online, "
    "until the visitor closes it."
)


def add(page: Page, zone: str, fact: str, *keys: str) -> None:
    """Add a row with the keyboard, find its fact by typing, and walk on from there."""
    page.locator(f"#zone-{zone} > .part-add > button").first.press("Enter")
    row = page.locator(f"#zone-{zone} > .parts > .part").last
    row.get_by_label("What to look at").focus()
    page.keyboard.type(fact)
    expect(row.locator(".picker-option").first).to_contain_text(fact)
    page.keyboard.press("Enter")
    for key in keys:
        page.keyboard.press(key) if len(key) > 2 else page.keyboard.type(key)


def test_the_seeds_example_is_built_by_keyboard_alone_and_read_back(ada: Page) -> None:
    ada.goto("/invitations/new")
    ada.get_by_label("Name", exact=True).focus()
    ada.keyboard.type("By keyboard")
    ada.get_by_label("Value").focus()
    ada.keyboard.type("/pricing.html")
    add(ada, "when", "Time on the page", "Tab", "Tab", "10")
    add(ada, "who", "Number of the visit", "Tab", "Tab", "1")
    ada.locator("#section-unless > summary").press("Enter")
    add(ada, "unless", "Earlier chat")
    expect(ada.locator("#sentence")).to_have_text(SENTENCE)
    ada.get_by_role("textbox", name="Message to user", exact=True).fill("Need a hand?")
    ada.get_by_role("button", name="Save as draft").press("Enter")

    expect(ada).to_have_url(re.compile("/invitations/by-keyboard$"))
    expect(ada.locator("#sentence")).to_have_text(SENTENCE)
    expect(ada.locator("[data-zone] [data-part]")).to_have_count(4)

    ada.locator("#section-forecast > summary").press("Enter")
    ada.get_by_role("button", name="Look back").press("Enter")
    expect(ada.locator("#forecast-answer")).to_contain_text(re.compile("visitors? match|No visitors were recorded"))
    expect(ada).to_have_url(re.compile("/invitations/by-keyboard$"))
    assert faults(ada) == []


def test_groups_are_made_and_rows_moved_into_them_and_values_are_picked(ada: Page) -> None:
    ada.goto("/invitations/new")
    zone = ada.locator("#zone-who")
    zone.get_by_role("button", name="Add group").press("Enter")
    ada.keyboard.type("Country")
    expect(zone.locator(".picker-option").first).to_contain_text("Country")
    ada.keyboard.press("Enter")
    for typed, name in (("ger", "Germany"), ("austri", "Austria")):
        zone.get_by_label("Value").fill(typed)
        expect(zone.locator(".tokens .picker-option").first).to_contain_text(name)
        ada.keyboard.press("ArrowDown")
        ada.keyboard.press("Enter")
        expect(zone.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    zone.get_by_role("button", name="Add condition").last.press("Enter")
    expect(zone.locator(":scope > .parts > .part")).to_have_count(2)
    zone.get_by_label("Value").last.fill("3")
    zone.get_by_role("button", name="Move up").last.press("Enter")

    expect(zone.locator(":scope > .parts > .part")).to_have_count(1)
    expect(ada.locator("#sentence")).to_contain_text(
        "country is Germany or Austria or number of the visit is more than 3"
    )


def test_on_a_phone_an_address_is_tried_and_nothing_is_wider_than_the_screen(
    server: BeckonServer, new_context: NewContext
) -> None:
    page = sign_in(new_context(base_url=server.url, viewport={"width": 390, "height": 844})).new_page()
    page.goto("/invitations/new")
    page.get_by_label("Value").fill("/pric*")
    page.get_by_label("Comparison").select_option("glob")
    page.get_by_text("Try addresses").click()
    page.get_by_label("Address of a page").fill("https://shop.example/pricing#top")
    expect(page.get_by_text("This address fits.")).to_be_visible()
    page.locator("#zone-when").get_by_role("button", name="Add group").click()
    page.get_by_label("What to look at").last.fill("event")
    page.locator(".picker-option").first.click()

    assert faults(page) == []
