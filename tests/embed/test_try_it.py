"""Trying a draft on the customer's own page, in a real browser: all of it works, and nothing of it is counted."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.embed.conftest import Shop, Staffed, Visitor, staffed_beckon
from tests.services.accessibility import axe_findings

pytestmark = pytest.mark.browser

WORDS = "A hand with the sizes?"
BY_THEMSELVES = ("operator_", "presence_", "archive_")


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    """One of its own: what becomes of the visitors of other tests would be counted as well."""
    with staffed_beckon(tmp_path_factory.mktemp("try-it")) as found:
        yield found


def drafts(shop: Shop, key: str, seconds: int) -> None:
    """Write a draft that shows after some time on any page."""
    shop.desk.submits("/invitations/new", **form(key, seconds))


def form(key: str, seconds: int, version: str = "") -> dict[str, str]:
    """The editor's form."""
    return {
        "version": version, "name": key, "type": "url", "position": "50", "when_team": "either", "message_html": WORDS,
        "max_shows": "0", "joint": "all", "fact": "page.seconds", "comparison": "greater", "value": str(seconds),
        "action": "save",
    }  # fmt: skip


def signed_in(shop: Shop, **options: object) -> BrowserContext:
    """The browser in which the invitation is written."""
    context = shop.new_context(**options)
    context.add_cookies(
        [{"name": each.name, "value": each.value or "", "url": shop.server.url} for each in shop.desk.cookies]
    )
    return context


def link_for(shop: Shop, key: str, url: str) -> str:
    """Ask for a link on the page that makes it."""
    page = signed_in(shop).new_page()
    page.goto(f"{shop.server.url}/invitations/{key}/try?url={url}")
    return page.get_by_label("Try-it link").input_value()


def link_from_the_editor(editor: Page, url: str) -> str:
    """Ask for a link in the editor's dialog."""
    editor.get_by_role("link", name="Try it").click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_label("Page").fill(url)
    dialog.get_by_role("button", name="Make the link").click()
    expect(dialog.get_by_label("Try-it link")).to_have_value(re.compile(f"^{re.escape(url)}#"))
    return dialog.get_by_label("Try-it link").input_value()


def panel_of(visitor: Visitor) -> Locator:
    """The try-it's panel on the page."""
    return visitor.page.get_by_role("complementary", name="Try-it")


def rows(shop: Shop) -> dict[str, int]:
    """How many rows every table has, but for those that desks and chores fill."""
    with sqlite3.connect(f"file:{shop.server.instance / 'beckon.sqlite'}?mode=ro", uri=True) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in tables
            if not name.startswith(BY_THEMSELVES)
        }


def test_a_draft_is_tried_on_the_shops_own_page_and_leaves_no_trace(shop: Shop) -> None:
    server = shop.server.url
    policy = f"default-src 'none'; script-src {server}; connect-src {server}; frame-src {server}"
    strict = f"{policy}; require-trusted-types-for 'script'; trusted-types beckon"
    shop = replace(shop, site=shop.sites({"Content-Security-Policy": strict}))
    drafts(shop, "sizes", 30)
    link = link_for(shop, "sizes", shop.page("sizes/index.html", body="<p>Oak</p>" * 200))
    visitor = shop.visitor()
    visitor.arrives(shop.page("index.html"))
    visitor.page.goto("about:blank")
    before = rows(shop)

    visitor.announced.clear()
    visitor.page.goto(link)
    panel = panel_of(visitor)

    expect(panel.get_by_role("status")).to_contain_text("more on the page")
    assert visitor.page.url == link.partition("#")[0]
    expect(visitor.invitation).to_be_hidden()
    panel.get_by_label("Country").fill("AT")
    panel.get_by_label("Country").press("Enter")
    panel.get_by_role("button", name="Next change").click()
    expect(visitor.invitation).to_contain_text(WORDS)
    expect(panel.get_by_role("status")).to_have_text("It is on the screen, as a visitor sees it.")
    visitor.invitation.get_by_role("button", name="Reply").click()
    expect(visitor.panel.get_by_role("status")).to_contain_text("starts no chat")
    expect(visitor.panel.get_by_text(WORDS)).to_be_visible()
    expect(visitor.panel.get_by_role("textbox")).to_have_count(0)

    panel.get_by_role("button", name="End the try-it").click()
    expect(panel).to_have_count(0)
    visitor.page.goto("about:blank")
    assert (visitor.announced, visitor.errors, visitor.complaints) == ([], [], [])
    assert rows(shop) == before


def test_an_operator_tries_it_on_a_phone_on_beckons_own_pages_from_page_to_page(shop: Shop) -> None:
    drafts(shop, "phone", 20)
    context = signed_in(shop, viewport={"width": 390, "height": 844}, has_touch=True)
    editor = context.new_page()
    editor.goto(f"{shop.server.url}/invitations/phone")
    link = link_from_the_editor(editor, "https://shop.test/pricing")
    expect(editor.get_by_role("img", name="QR code of the try-it link")).to_be_visible()
    assert axe_findings(editor, "dialog") == []
    link = link.replace("https://shop.test/pricing", f"{shop.server.url}/demo/pricing")
    visitor = shop.visitor(context)
    before = rows(shop)

    visitor.page.goto(link)
    panel = panel_of(visitor)
    panel.get_by_role("button", name="Unfold the try-it panel").click()
    assert axe_findings(visitor.page, "beckon-try-it") == []
    panel.get_by_role("button", name="+1 min").click()
    expect(visitor.invitation).to_contain_text(WORDS)
    expect(panel.get_by_role("button", name="Unfold the try-it panel")).to_be_visible()
    visitor.invitation.get_by_role("button", name="Dismiss invitation").click()
    expect(panel.get_by_role("status")).to_have_text("It was dismissed. Start over to see it again.")

    visitor.page.goto(f"{shop.server.url}/demo/cart")
    panel.get_by_role("button", name="Unfold the try-it panel").click()
    panel.get_by_role("button", name="+1 min").click()
    expect(panel.get_by_role("status")).to_contain_text("closed an invitation")
    panel.get_by_role("button", name="Start over").click()
    expect(panel.get_by_role("status")).to_contain_text("more on the page")
    shop.desk.submits("/invitations/phone", **form("phone", 20, version="1"))
    visitor.page.reload()
    expect(panel.get_by_role("status")).to_contain_text("saved again after this link was made")
    assert rows(shop) == before
