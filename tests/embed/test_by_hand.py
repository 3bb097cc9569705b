"""An operator invites by hand, in real browsers: at once, in place of an automatic one, in one tab, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.embed.conftest import PRICING, Shop, Visitor
from tests.services.accessibility import faults

pytestmark = pytest.mark.browser

AT_ONCE_MILLISECONDS = 10_000
"""Long before a page gives a sign of life by itself, which would bring it too: every 30 seconds."""


def arrives(shop: Shop, visitor: Visitor, address: str | None = None) -> str:
    """The visitor opens a page that listens; their key."""
    with visitor.page.expect_request("**/embed/v1/listen"):
        answer = visitor.arrives(address or shop.page())
    token: str = answer["token"]
    return token.split(".")[0]


def invites(shop: Shop, *visitors: str, text: str = "May I help you?", **fields: Any) -> dict[str, Any]:
    """Anna invites visitors by hand; what became of the first."""
    status, answer = shop.desk.asks("/desk/invitations", {"visitors": list(visitors), "text": text, **fields})
    assert status == 200, answer
    return answer["sent"][0] if answer["sent"] else answer["refused"][0]


def becomes(shop: Shop, sent: dict[str, Any], state: str) -> None:
    """Wait until Anna's desk was told."""
    shop.line.heard("invitation", lambda row: row["key"] == sent["key"] and row["state"] == state)


def test_it_is_on_the_visitors_screen_at_once_and_its_sender_follows_it(shop: Shop) -> None:
    visitor = shop.visitor()
    key = arrives(shop, visitor)

    sent = invites(shop, key)

    expect(visitor.invitation).to_contain_text("May I help you?", timeout=AT_ONCE_MILLISECONDS)
    expect(visitor.invitation).to_contain_text("Anna Berg")
    for state in ("sent", "delivered", "shown", "seen"):
        becomes(shop, sent, state)
    visitor.invitation.get_by_role("button", name="Dismiss invitation").click()
    becomes(shop, sent, "dismissed")
    assert visitor.errors == []


def test_it_takes_the_place_of_an_automatic_one_that_is_on_the_screen(shop: Shop) -> None:
    visitor = shop.visitor()
    key = arrives(shop, visitor, shop.page(PRICING))
    expect(visitor.invitation).not_to_contain_text("May I help you?")
    expect(visitor.invitation).to_be_visible()

    sent = invites(shop, key)

    expect(visitor.invitation).to_contain_text("May I help you?", timeout=AT_ONCE_MILLISECONDS)
    expect(visitor.invitation).to_have_count(1)
    becomes(shop, sent, "seen")
    visitor.arrives(shop.page("demo/pricing/again.html"))
    expect(visitor.invitation).to_contain_text("May I help you?")
    visitor.page.reload()
    expect(visitor.invitation).to_contain_text("May I help you?")
    visitor.invitation.get_by_role("button", name="Reply").click()
    visitor.writes("Yes please")
    expect(visitor.log).to_contain_text("May I help you?")
    becomes(shop, sent, "answered")
    assert visitor.errors == []


def test_it_arrives_also_after_an_automatic_one_was_closed_and_the_chat_is_the_senders(shop: Shop) -> None:
    visitor = shop.visitor()
    key = arrives(shop, visitor, shop.page(PRICING))
    visitor.invitation.get_by_role("button", name="Dismiss invitation").click()

    invites(shop, key, assign=True)

    expect(visitor.invitation).to_contain_text("May I help you?", timeout=AT_ONCE_MILLISECONDS)
    visitor.invitation.get_by_role("button", name="Reply").click()
    visitor.box.fill("Is this oak?")
    visitor.box.press("Enter")
    chat = shop.line.heard("chat", lambda one: one["last_line"] == "Is this oak?" and one["operator"])
    assert chat["operator"]["name"] == "Anna Berg"


def test_it_disappears_when_it_is_taken_back_and_when_its_time_is_up(shop: Shop) -> None:
    visitor = shop.visitor()
    key = arrives(shop, visitor)
    sent = invites(shop, key)
    expect(visitor.invitation).to_be_visible()

    assert shop.desk.asks(f"/desk/invitations/{sent['key']}/recall", {})[0] == 200

    expect(visitor.invitation).to_be_hidden(timeout=AT_ONCE_MILLISECONDS)
    becomes(shop, sent, "recalled")
    assert shop.desk.asks(f"/desk/invitations/{sent['key']}/recall", {})[0] == 200


def test_a_second_tab_does_not_show_it_again_but_gets_it_when_the_visitor_looks_there(shop: Shop) -> None:
    first = shop.visitor()
    key = arrives(shop, first)
    second = first.another_tab()
    arrives(shop, second, shop.page("other.html"))
    sent = invites(shop, key)
    becomes(shop, sent, "shown")
    first.until(lambda: first.invitation.is_visible() or second.invitation.is_visible())
    has_it, has_not = (first, second) if first.invitation.is_visible() else (second, first)
    expect(has_not.invitation).to_be_hidden()

    has_it.page.close()

    has_not.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(has_not.invitation).to_contain_text("May I help you?")
    log = shop.desk.opens(f"/visitors/{key}")
    assert log.count('log-words log-plain">shown<') == 1


def test_without_the_line_it_comes_with_the_next_sign_of_life(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.route("**/embed/v1/listen", lambda route: route.abort())
    key = arrives(shop, visitor)
    invites(shop, key)
    visitor.page.evaluate("Beckon('tag', 'looks-around')")
    expect(visitor.invitation).to_contain_text("May I help you?")
    assert visitor.errors == []


def test_a_strict_policy_needs_nothing_more_and_proactive_false_keeps_it_away(shop: Shop) -> None:
    policy = f"default-src 'none'; script-src {shop.server.url}; connect-src {shop.server.url}"
    strict = shop.sites({"Content-Security-Policy": policy})
    visitor = shop.visitor()
    key = arrives(shop, visitor, strict.page("index.html", f"<h1>Shop</h1>{shop.code()}"))
    invites(shop, key)
    expect(visitor.invitation).to_contain_text("May I help you?", timeout=AT_ONCE_MILLISECONDS)
    assert visitor.complaints == []

    quiet = shop.visitor()
    answer = quiet.arrives(shop.page("quiet.html", options={"identifier": "demo", "proactive": False}))
    sent = invites(shop, answer["token"].split(".")[0])
    quiet.page.evaluate("Beckon('tag', 'quiet')")
    expect(quiet.launcher).to_be_visible()
    expect(quiet.invitation).to_be_hidden()
    shop.desk.asks(f"/desk/invitations/{sent['key']}/recall", {})


def test_the_desk_is_told_when_the_visitor_has_gone(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.route("**/embed/v1/listen", lambda route: route.abort())
    key = arrives(shop, visitor)
    visitor.page.goto("about:blank")
    sent = invites(shop, key)
    becomes(shop, sent, "gone")
    assert invites(shop, key)["reason"] == "gone"

    other = shop.visitor()
    sent = invites(shop, arrives(shop, other))
    becomes(shop, sent, "seen")
    other.page.goto("about:blank")
    told = shop.line.heard("invitation", lambda row: row["key"] == sent["key"] and row["has_left"])
    assert (told["state"], told["is_open"]) == ("seen", True)


def console(shop: Shop, **options: object) -> Page:
    """Anna's own browser, signed in."""
    context = shop.new_context(**options)
    context.add_cookies(
        [{"name": one.name, "value": one.value or "", "url": shop.server.url} for one in shop.desk.cookies]
    )
    return context.new_page()


def test_an_operator_invites_from_the_visitors_page_with_the_keyboard_and_reads_what_becomes_of_it(shop: Shop) -> None:
    visitor = shop.visitor()
    key = arrives(shop, visitor, shop.page("cellar.html", title="Wine cellars"))
    page = console(shop)
    page.goto(f"{shop.server.url}/visitors?q=cellar")
    row = page.locator(f'tr[data-key="{key}"]')
    expect(page.locator("#visitors-online tbody tr")).to_have_count(1)

    row.get_by_role("link", name="Invite").press("Enter")
    expect(page.get_by_role("textbox", name="Your words")).to_be_focused()
    page.get_by_role("button", name="Send invitation").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("An invitation needs a message.")
    assert faults(page) == []
    page.get_by_role("textbox", name="Your words").fill("Red or white?")
    page.get_by_label("Keep these words").check()
    page.get_by_role("button", name="Send invitation").press("Enter")

    expect(visitor.invitation).to_contain_text("Red or white?")
    expect(row).to_contain_text("seen")
    name = row.locator("a").first.inner_text().splitlines()[0]
    visitor.invitation.get_by_role("button", name="Dismiss invitation").click()
    expect(page.locator("#toasts")).to_contain_text(f"{name} dismissed your invitation.")
    expect(row).to_contain_text("dismissed")

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{shop.server.url}/visitors/{key}")
    page.get_by_role("link", name="Invite", exact=True).click()
    page.get_by_label("Canned reply", exact=True).select_option("Red or white?")
    expect(page.get_by_role("textbox", name="Your words")).to_have_value("Red or white?")
    assert faults(page) == []
    page.get_by_role("button", name="Send invitation").click()
    expect(visitor.invitation).to_contain_text("Red or white?")
    expect(page.locator("#by-hand")).to_contain_text("seen")
    page.get_by_role("button", name="Take back").click()
    expect(visitor.invitation).to_be_hidden()
    expect(page.locator("#by-hand")).to_contain_text("taken back")


def test_many_are_invited_at_once_and_who_is_not_is_named(shop: Shop) -> None:
    first, second = shop.visitor(), shop.visitor()
    keys = [
        arrives(shop, each, shop.page(f"attic{number}.html", title="Attic"))
        for number, each in enumerate((first, second))
    ]
    page = console(shop)
    page.goto(f"{shop.server.url}/visitors?q=attic")
    page.get_by_role("checkbox", name="Choose everybody who is listed").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    second.launcher.click()
    second.writes("I have a question")
    page.get_by_role("button", name="Invite the chosen").click()
    page.get_by_role("textbox", name="Your words").fill("Hello both")
    page.get_by_role("button", name="Send invitation").click()

    expect(first.invitation).to_contain_text("Hello both")
    expect(page.get_by_role("alert")).to_contain_text("Is in a chat already.")
    expect(second.invitation).to_be_hidden()
    page.keyboard.press("Escape")

    page.goto(f"{shop.server.url}/?visitor={keys[0]}")
    expect(page.locator("[data-fact='invitation']")).to_contain_text("Invited by Anna Berg")
    page.get_by_role("button", name="Take back").click()
    expect(first.invitation).to_be_hidden()
    expect(page.locator("[data-fact='invitation']")).to_contain_text("taken back")
    page.get_by_role("link", name="Invite", exact=True).click()
    page.get_by_role("textbox", name="Your words").fill("And now?")
    page.get_by_role("button", name="Send invitation").click()
    expect(first.invitation).to_contain_text("And now?")
    first.invitation.get_by_role("button", name="Dismiss invitation").click()
    expect(page.locator("#toasts")).to_contain_text("dismissed your invitation.")
    assert faults(page) == []
