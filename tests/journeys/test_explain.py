"""Why no invitation: an operator asks from the desk, reads the first blocker, and tries what would change it."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Street
from tests.services.accessibility import faults
from tests.services.browsers import NewContext
from tests.services.servers import HostSite, StartBeckon

REFRESHED_MILLISECONDS = 60_000
"""The page looks again every five seconds."""
PICTURES = os.environ.get("BECKON_PICTURES")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the page says is tested on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def street(database_url: str, start_beckon: StartBeckon, host_site: HostSite, new_context: NewContext) -> Street:
    """A Beckon with its demo shop, in which an invitation waits on the pricing page."""
    return Street(start_beckon(database_url, is_demo=True), host_site, new_context)


def test_an_operator_learns_from_the_desk_why_nothing_shows_and_what_would_change_it(street: Street) -> None:
    shop = f"{street.server.url}/demo/"
    anna = street.operator()
    visitor = street.visitor()
    visitor.page.goto(shop)
    expect(visitor.page.get_by_role("button", name="Open chat")).to_be_visible()

    anna.page.get_by_role("button").filter(has_text="/demo/").first.click()
    link = anna.page.get_by_role("link", name="Why no invitation?")
    expect(link).to_be_visible()
    if PICTURES:
        anna.page.screenshot(path=f"{PICTURES}/desk-explain.png")
    with anna.page.expect_popup() as opened:
        link.click()
    page = opened.value
    answer = page.get_by_role("region", name="The answer")
    expect(answer).to_contain_text("No invitation can show on this page.")
    on_the_pricing_page = page.locator("#invitation-demo-pricing")
    expect(on_the_pricing_page).to_contain_text("the rule says it contains “/demo/pricing”")
    assert faults(page) == []

    page.get_by_label("Page address").fill(f"{shop}pricing")
    page.get_by_role("button", name="See what changes").press("Enter")
    expect(answer).to_contain_text("Nothing stands in the way of “Help on the pricing page”.")
    expect(on_the_pricing_page).to_contain_text("as it is: Does not show")
    expect(page).to_have_url(re.compile(r"set\.page\.url="))
    assert faults(page) == []

    page.get_by_role("link", name="As it is", exact=True).click()
    expect(answer).to_contain_text("No invitation can show on this page.")
    expect(visitor.invitation).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="What if").click()
    expect(page.get_by_label("Page address")).to_be_in_viewport()
    assert faults(page) == []

    visitor.page.bring_to_front()
    visitor.page.goto(f"{shop}pricing")
    expect(visitor.invitation).to_be_visible()
    page.bring_to_front()
    expect(answer).to_contain_text("is on the visitor's screen.", timeout=REFRESHED_MILLISECONDS)
    expect(answer).to_contain_text("On /demo/pricing")
    assert visitor.errors == []
