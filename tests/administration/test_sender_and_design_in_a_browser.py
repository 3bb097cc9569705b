"""The sections Sender and Design in a real browser: what is chosen and written shows in the preview at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.administration.test_pages_in_a_browser import ada, server, signed_in
from tests.services.accessibility import axe_findings

if TYPE_CHECKING:
    from playwright.sync_api import Locator

__all__ = ["ada", "server", "signed_in"]


def opened(page: Page, name: str) -> Locator:
    section = page.locator(f"#section-{name}")
    if section.get_attribute("open") is None:
        section.locator("summary").first.press("Enter")
    return section


def test_the_preview_shows_the_chosen_sender_and_custom_css_and_a_wrong_line_is_named(ada: Page) -> None:
    ada.goto("/invitations/new")
    bubble = ada.locator("#preview .bubble")
    launcher = ada.locator("#preview .launcher")
    plain = launcher.evaluate("one => getComputedStyle(one).backgroundColor")
    sender, design = opened(ada, "sender"), opened(ada, "design")

    sender.get_by_label("Send from").select_option(index=1)
    chosen = sender.get_by_label("Send from").locator("option:checked").text_content() or "?"
    expect(bubble).to_contain_text(chosen)
    sender.get_by_label("Operator name").fill("The Shop")
    expect(bubble).to_contain_text("The Shop")
    design.locator("summary", has_text="Custom CSS").press("Enter")
    css = design.get_by_label("Custom CSS")
    css.fill("background-color: rgb(255, 240, 200)")
    expect(bubble).to_have_css("background-color", "rgb(255, 240, 200)")
    css.fill("color: red;\n.bubble ~ .launcher { background-color: red }")

    expect(design.get_by_role("status")).to_contain_text("Line 2: the selector “.bubble ~ .launcher”")
    expect(bubble).not_to_have_css("background-color", "rgb(255, 240, 200)")
    assert launcher.evaluate("one => getComputedStyle(one).backgroundColor") == plain
    assert axe_findings(ada) == []
