"""The editor's section Experiment in a real browser: variants come and go without a reload, each with its share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.administration.test_pages_in_a_browser import ada, server, signed_in
from tests.services.accessibility import axe_findings

if TYPE_CHECKING:
    from playwright.sync_api import Locator

__all__ = ["ada", "server", "signed_in"]


def shares(section: Locator) -> Locator:
    """What stands beside the weights: how many of all visitors get the original and each variant."""
    return section.locator("[data-variant] .variant-row .control-affix")


def test_a_variant_is_added_by_keyboard_and_says_how_many_visitors_get_it(ada: Page) -> None:
    ada.goto("/invitations/new")
    ada.get_by_label("Name", exact=True).fill("Two greetings")
    ada.get_by_label("Value").fill("/pricing")
    ada.locator("#section-message").get_by_role("textbox", name="Message to user").fill("Need a hand?")
    section = ada.locator("#section-experiment")
    if section.get_attribute("open") is None:
        section.locator("summary").first.press("Enter")
    section.get_by_label("Not invited, to measure the effect").fill("10")
    add = section.get_by_role("button", name="Add a variant")
    for name, words in (("short", "Hi!"), ("warm", "Hello there!")):
        add.press("Enter")
        ada.keyboard.type(name)
        section.get_by_role("textbox", name="Message", exact=True).last.fill(words)
    expect(shares(section)).to_have_text(["30 %", "30 %", "30 %"])

    section.get_by_role("group", name="short").get_by_role("button", name="Remove this variant").press("Enter")
    expect(add).to_be_focused()
    section.get_by_role("group", name="warm").get_by_label("Weight").fill("2")

    expect(section.locator("[data-section-summary]")).to_have_text(
        "10 % are not invited, 1 variant besides the original"
    )
    expect(shares(section)).to_have_text(["30 %", "60 %"])
    assert axe_findings(ada) == []
    ada.get_by_role("button", name="Save as draft").press("Enter")
    expect(ada).to_have_url(re.compile("/invitations/two-greetings$"))
    expect(section.locator("[data-section-summary]")).to_have_text(
        "10 % are not invited, 1 variant besides the original"
    )
    expect(shares(section)).to_have_text(["30 %", "60 %"])
