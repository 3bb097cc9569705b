"""Why no invitation: an operator asks from the desk, reads the first blocker, and tries what would change it."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Street

AXE = Path(__file__).parents[2] / "embed" / "node_modules" / "axe-core" / "axe.min.js"
REFRESHED_MILLISECONDS = 20_000
"""The page looks again every five seconds."""
PICTURES = os.environ.get("BECKON_PICTURES")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the page says is tested on both databases elsewhere."""
    return sqlite_url


def test_an_operator_learns_from_the_desk_why_nothing_shows_and_what_would_change_it(street: Street) -> None:
    home, pricing = street.page("home.html", "Home"), street.page("pricing.html", "Pricing")
    anna = street.operator()
    street.invites(anna, name="Pricing help", words="/pricing", message="Which plan fits you?")
    visitor = street.visitor()
    visitor.page.goto(home)
    expect(visitor.page.get_by_role("button", name="Open chat")).to_be_visible()

    anna.page.get_by_role("button", name=re.compile("Home")).first.click()
    link = anna.page.get_by_role("link", name="Why no invitation?")
    expect(link).to_be_visible()
    if PICTURES:
        anna.page.screenshot(path=f"{PICTURES}/desk-explain.png")
    with anna.page.expect_popup() as opened:
        link.click()
    page = opened.value
    answer = page.get_by_role("region", name="The answer")
    expect(answer).to_contain_text(re.compile("Page address is “.*/home.html”; the rule says it contains “/pricing”"))
    assert faults(page) == []

    page.get_by_label("Page address").fill("https://shop.test/pricing")
    page.get_by_role("button", name="See what changes").press("Enter")
    expect(answer).to_contain_text("Nothing stands in the way of “Pricing help”.")
    expect(page.get_by_text("as it is: Does not show")).to_be_visible()
    expect(page).to_have_url(re.compile(r"set\.page\.url="))
    assert faults(page) == []

    page.get_by_role("link", name="As it is").click()
    expect(answer).to_contain_text("the rule says it contains “/pricing”")
    expect(visitor.invitation).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="What if").click()
    expect(page.get_by_label("Page address")).to_be_in_viewport()
    assert faults(page) == []

    visitor.page.bring_to_front()
    visitor.page.goto(pricing)
    expect(visitor.invitation).to_be_visible()
    page.bring_to_front()
    expect(answer).to_contain_text("“Pricing help” is on the visitor's screen.", timeout=REFRESHED_MILLISECONDS)
    expect(answer).to_contain_text("On /pricing.html")
    assert visitor.errors == []


def faults(page: Page) -> list[str]:
    """What is wrong with a page for people who cannot see it well, and whether it is wider than the screen."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        "axe.run().then(result => result.violations.map(each => each.id + ' ' + each.nodes[0].html))"
    )
    is_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *(["wider than the screen"] if is_wide else [])]
