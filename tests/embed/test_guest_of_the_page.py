"""The widget is a guest on another's page: it works under strict rules, survives rough hosts, and breaks nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Route, expect

from tests.embed.conftest import PRICING, Shop

pytestmark = pytest.mark.browser

HOSTILE = """<script>
JSON.parse = JSON.stringify = function () { throw new Error("host JSON"); };
Array.prototype.toJSON = Object.prototype.toJSON = function () { return "spoiled"; };
window.Promise = function () { throw new Error("host Promise"); };
window.fetch = function () { throw new Error("host fetch"); };
EventTarget.prototype.addEventListener = function () { throw new Error("host addEventListener"); };
</script>"""
NO_STORAGE = """for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
}
Object.defineProperty(Document.prototype, "cookie", {
  get() { throw new DOMException("denied", "SecurityError"); },
  set() { throw new DOMException("denied", "SecurityError"); },
});"""


@pytest.mark.parametrize("more", ["", "; require-trusted-types-for 'script'; trusted-types beckon"])
def test_a_strict_content_policy_needs_only_the_three_lines_of_the_handbook(shop: Shop, more: str) -> None:
    server = shop.server.url
    policy = f"default-src 'none'; script-src {server}; connect-src {server}; frame-src {server}{more}"
    shop = replace(shop, site=shop.sites({"Content-Security-Policy": policy}))
    visitor = shop.visitor()

    visitor.arrives(shop.page(PRICING))

    expect(visitor.invitation).to_contain_text("Not sure which plan fits?")
    visitor.invitation.get_by_role("button", name="Reply").click()
    expect(visitor.box).to_be_visible()
    expect(visitor.log).to_contain_text("Not sure which plan fits?")
    assert visitor.complaints == []
    assert visitor.errors == []


def test_a_policy_of_nonces_lets_the_second_file_through(shop: Shop) -> None:
    server = shop.server.url
    policy = f"script-src 'nonce-abc' 'strict-dynamic'; connect-src {server}; frame-src {server}"
    shop = replace(shop, site=shop.sites({"Content-Security-Policy": policy}))
    visitor = shop.visitor()
    address = shop.site.page("index.html", shop.code().replace("<script async", '<script nonce="abc" async'))

    visitor.arrives(address)
    visitor.launcher.click()

    expect(visitor.box).to_be_focused()


def test_the_embed_code_on_a_page_twice_starts_once(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(body=shop.code().split("</script>", 1)[1]))
    expect(visitor.launcher).to_have_count(1)
    [warning] = visitor.warned()
    assert "twice" in warning
    expect(visitor.page.locator("beckon-widget")).to_have_count(1)


def test_a_host_that_has_replaced_the_platforms_functions_changes_nothing(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.goto(shop.page(PRICING, head=HOSTILE))
    visitor.invitation.get_by_role("button", name="Reply").click()
    visitor.writes("It works all the same")
    assert visitor.errors == []


def test_where_storage_is_refused_the_chat_works_for_this_page(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.add_init_script(NO_STORAGE)
    visitor.arrives(shop.page())
    visitor.launcher.click()
    expect(visitor.panel.get_by_role("status")).to_contain_text("does not let us keep this chat")
    visitor.writes("Nothing is kept here")
    assert visitor.errors == []


def test_messages_of_strangers_are_dropped(shop: Shop) -> None:
    stranger = shop.sites().page(
        "stranger.html",
        "<script>for (const type of ['hello', 'open', 'close', 'token', 'start'])"
        " parent.postMessage({beckon: 1, type, token: 'stolen', open: true}, '*');"
        " const round = {beckon: 1, type: 'token'}; round.self = round; parent.postMessage(round, '*');"
        " parent.postMessage('x'.repeat(10000000), '*'); parent.postMessage({beckon: 1, type: 'unread', n: 7}, '*');"
        " parent.postMessage('done', '*');</script>",
    )
    heard = "<script>addEventListener('message', (event) => { window.heard = event.data === 'done'; });</script>"
    visitor = shop.visitor()
    visitor.arrives(shop.page(before=heard))
    visitor.page.evaluate("(url) => document.body.appendChild(document.createElement('iframe')).src = url", stranger)
    visitor.page.wait_for_function("window.heard")
    visitor.page.evaluate("for (const type of ['open', 'close']) postMessage({beckon: 1, type, n: 3}, '*')")

    expect(visitor.launcher).to_have_attribute("aria-expanded", "false")
    assert "unread" not in visitor.page.locator("beckon-widget").evaluate("one => one.shadowRoot.textContent")
    assert "stolen" not in visitor.page.evaluate("JSON.stringify(localStorage)")
    visitor.launcher.click()
    visitor.writes("Still mine")
    assert visitor.errors == []


def test_the_panel_answers_only_the_page_around_it(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.launcher.click()
    visitor.writes("For the shop only")
    told = visitor.page.evaluate(
        """() => new Promise((done) => {
            const told = [];
            addEventListener("message", (event) => told.push(JSON.stringify(event.data)));
            const frame = document.querySelector("beckon-widget").shadowRoot.querySelector("iframe").contentWindow;
            frame.postMessage({beckon: 1, type: "messages"}, "*");
            frame.postMessage({beckon: 1, type: "start", token: null, page_id: "", tab_id: ""}, "*");
            setTimeout(() => done(told.join()), 300);
        })"""
    )
    assert "For the shop only" not in told


def test_an_unknown_option_is_one_warning_and_nothing_else(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(options={"identifier": "demo", "colour": "red"}))
    expect(visitor.launcher).to_be_visible()
    assert visitor.warned() == ['Beckon: unknown option "colour" is ignored.']


def test_where_the_second_file_is_blocked_the_launcher_opens_the_chat_as_a_page(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.context.route("**/embed/static/stage.js*", lambda route: route.abort())
    visitor.arrives(shop.page())
    with visitor.page.context.expect_page() as opened:
        visitor.launcher.click()
    expect(opened.value.get_by_role("textbox", name="Message")).to_be_visible()
    assert visitor.errors == []


def test_clicks_before_the_second_file_has_come_are_not_lost(shop: Shop) -> None:
    visitor = shop.visitor()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    visitor.page.context.route("**/embed/static/stage.js*", hold)
    visitor.arrives(shop.page())
    for _ in range(3):
        visitor.launcher.click()
    visitor.until(lambda: held)
    expect(visitor.launcher).to_be_visible()
    held[0].continue_()
    expect(visitor.box).to_be_focused()
    assert len(held) == 1


def test_where_the_interface_is_blocked_the_chat_can_still_be_opened(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.context.route("**/embed/v1/**", lambda route: route.abort())
    visitor.page.goto(shop.page())
    visitor.launcher.click()
    visitor.writes("Only the tracking is blocked")
    assert visitor.errors == []


def test_the_widget_moves_nothing_on_the_page(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.add_init_script(
        "window.shifts = 0; const sum = (list) => { for (const one of list.getEntries()) shifts += one.value; };"
        " new PerformanceObserver(sum)"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    visitor.arrives(shop.page(PRICING, body="<p>Words</p>" * 50))
    visitor.invitation.get_by_role("button", name="Reply").click()
    expect(visitor.box).to_be_visible()
    assert visitor.page.evaluate("shifts") == 0
    assert visitor.page.evaluate("Object.keys(window).filter((name) => /beckon|lhc/i.test(name))") == ["Beckon"]
