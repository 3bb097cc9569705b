"""Dynamic invitations in a real browser: the visitor is about to leave, idle, or has scrolled far enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.embed.conftest import Shop, Visitor
from tests.embed.test_try_it import link_for, panel_of

pytestmark = pytest.mark.browser

TALL = '<div style="block-size: 5000px">A long story</div>'
OLDER_THAN_A_SECOND = "started => performance.now() - started > 1100"


def comes_with(visitor: Visitor, module: str, action: Callable[[], object]) -> None:
    """Do what needs a plugin's module, and wait until its code has run: from then on the page watches."""
    with visitor.page.expect_response(f"**/embed/plugins/{module}.js*") as answer:
        action()
    visitor.page.evaluate("address => import(address).then(() => null)", answer.value.url)


def claims_of(visitor: Visitor) -> list[dict[str, Any]]:
    """What the visitor's browser claims from now on."""
    claims: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/embed/v1/claim"):
            claims.append(request.post_data_json or {})

    visitor.page.on("request", note)
    return claims


def stays_a_second(visitor: Visitor) -> None:
    """A page's first second has no exit intent."""
    visitor.page.wait_for_function(OLDER_THAN_A_SECOND, arg=visitor.page.evaluate("performance.now()"))


def leaves(visitor: Visitor, x: int, y: int) -> None:
    """Move the pointer from the middle of the page out of the window."""
    visitor.page.mouse.move(300, 300)
    visitor.page.mouse.move((300 + x) / 2, (300 + y) / 2)
    visitor.page.mouse.move(x, y)


def test_mouse_leaves_a_browser_window_through_the_top_and_through_no_other_side(shop: Shop) -> None:
    visitor = shop.visitor()
    claims = claims_of(visitor)
    address = shop.page("demo/product/index.html")
    comes_with(visitor, "dynamic_invitations/exit_intent", lambda: visitor.arrives(address))
    stays_a_second(visitor)

    for x, y in ((-5, 100), (1285, 100), (300, 725)):
        leaves(visitor, x, y)
    leaves(visitor, 300, -5)

    expect(visitor.invitation).to_contain_text("Off to compare?")
    (claim,) = claims
    assert claim["moment"] == "exit_intent"
    assert claim["facts"]["page.exit_seconds"] > 1


def test_visitor_idle_n_seconds_on_site(shop: Shop) -> None:
    shop.invites("resting", "idle", "Still there?", seconds="1.5")
    visitor = shop.visitor()
    claims = claims_of(visitor)

    visitor.arrives(shop.page("resting/index.html"))

    expect(visitor.invitation).to_contain_text("Still there?")
    assert claims[0]["moment"] == "idle"
    assert claims[0]["facts"]["device.idle_seconds"] >= 1.5


def test_scroll_depth_counts_anew_on_every_route(shop: Shop) -> None:
    shop.invites("story", "scroll", "A good read?", path="/chapter-two", percent="60")
    visitor = shop.visitor()
    claims = claims_of(visitor)
    visitor.arrives(shop.page("story.html", body=TALL))
    visitor.page.evaluate("scrollTo(0, document.body.scrollHeight)")

    goes_on = "scrollTo(0, 0); history.pushState({}, '', '/chapter-two')"
    comes_with(visitor, "dynamic_invitations/scroll", lambda: visitor.announces(lambda: visitor.page.evaluate(goes_on)))
    visitor.page.evaluate("scrollTo(0, innerHeight)")
    visitor.page.wait_for_function("scrollY > 0")
    visitor.page.evaluate("scrollTo(0, document.body.scrollHeight * 0.8)")

    expect(visitor.invitation).to_contain_text("A good read?")
    (claim,) = claims
    assert 60 <= claim["facts"]["device.scroll_percent"] <= 100


def test_after_a_return_from_the_back_forward_cache_the_moment_is_watched_again(
    shop: Shop, everyday_chromium: Browser
) -> None:
    with everyday_chromium.new_context() as context:
        visitor = shop.visitor(context)
        visitor.arrives(shop.page("demo/product/index.html", body="<script>window.born = Math.random()</script>"))
        born = visitor.page.evaluate("born")
        visitor.arrives(shop.page("index.html"))

        answer = visitor.announces(lambda: visitor.page.go_back(wait_until="commit"))
        assert visitor.page.evaluate("born") == born, "the page was loaded anew instead of restored"
        assert answer["armed"][0]["moment"] == {"on": "exit_intent"}
        stays_a_second(visitor)
        leaves(visitor, 300, -5)

        expect(visitor.invitation).to_contain_text("Off to compare?")


def test_a_strangers_module_is_loaded_when_it_is_needed_and_one_that_throws_harms_nobody(shop: Shop) -> None:
    for moment in ("copied", "torn", "clumsy", "nameless"):
        shop.invites(f"by-a-stranger-{moment}", moment, f"You did {moment}", path="/stranger/")
    server = shop.server.url
    policy = f"default-src 'none'; script-src {server}; connect-src {server}; frame-src {server}"
    shop = replace(shop, site=shop.sites({"Content-Security-Policy": policy}))
    visitor = shop.visitor()
    asked: list[str] = []
    told: list[str] = []

    def note(request: Request) -> None:
        if "/embed/plugins/" in request.url:
            asked.append(request.url.partition("/embed/plugins/")[2].partition(".js")[0])
        if request.url.endswith("/embed/v1/signal"):
            told.extend(one["moment"] for one in request.post_data_json["signals"] if one["kind"] == "moment_failed")

    visitor.page.on("request", note)
    visitor.arrives(shop.page("index.html"))
    assert asked == [], "nothing on this page needs a module"
    strange = shop.page("stranger/index.html")
    with visitor.page.expect_request(lambda request: "nameless" in (request.post_data or "")):
        comes_with(visitor, "stranger/copied", lambda: visitor.arrives(strange))
    visitor.until(lambda: len(asked) >= 4)
    assert sorted(asked) == [f"stranger/{name}" for name in ("clumsy", "copied", "nameless", "torn")]

    for _ in range(2):
        visitor.page.evaluate("document.dispatchEvent(new Event('copy'))")

    expect(visitor.invitation).to_contain_text("You did copied")
    visitor.invitation.get_by_role("button", name="Reply").click()
    expect(visitor.box).to_be_visible()
    visitor.until(lambda: len(told) >= 3)
    assert sorted(told) == ["clumsy", "nameless", "torn"]
    assert (visitor.errors, visitor.complaints) == ([], [])


@pytest.mark.parametrize(
    ("moment", "settings", "action"),
    [("exit_intent", {}, "Leave the window"), ("idle", {"seconds": "50"}, "+1 min")],
)
def test_a_moment_can_be_tried_by_a_press_of_a_button(
    shop: Shop, moment: str, settings: dict[str, str], action: str
) -> None:
    shop.invites(f"tried-{moment[:4]}", moment, "Only a rehearsal", **settings)
    link = link_for(shop, f"tried-{moment[:4]}", shop.page(f"tried-{moment[:4]}/index.html"))
    visitor = shop.visitor()
    comes_with(visitor, f"dynamic_invitations/{moment}", lambda: visitor.page.goto(link))
    panel = panel_of(visitor)
    stays_a_second(visitor)

    panel.get_by_role("button", name=action).click()

    expect(visitor.invitation).to_contain_text("Only a rehearsal")
