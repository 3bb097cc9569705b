"""What counts as a page: loads, routes of single-page applications, returns from the cache; and what must not count."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser, Request, expect

from tests.embed.conftest import PAGE_CALL, PRICING, Shop

pytestmark = pytest.mark.browser


def pages_in(requests: Sequence[Request]) -> list[str]:
    """The addresses that were told to the server as pages."""
    return [request.post_data_json["url"] for request in requests if request.url.endswith(PAGE_CALL)]


def test_routes_of_a_single_page_application_are_followed(shop: Shop) -> None:
    visitor = shop.visitor()
    first = visitor.arrives(shop.page("index.html"))
    assert first["visit"]["page_views"] == 1
    expect(visitor.invitation).to_have_count(0)

    second = visitor.announces(lambda: visitor.page.evaluate("history.pushState({}, '', '/demo/pricing/plans')"))
    assert second["visit"]["page_views"] == 2
    expect(visitor.invitation).to_contain_text("Not sure which plan fits?")

    third = visitor.announces(lambda: visitor.page.evaluate("history.pushState({}, '', '/contact')"))
    assert third["visit"]["page_views"] == 3
    expect(visitor.invitation).to_have_count(0)

    visitor.announces(visitor.page.go_back)
    expect(visitor.invitation).to_be_visible()
    assert visitor.errors == []


def test_an_invitation_stays_on_the_screen_while_the_next_route_is_meant_too(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(PRICING))
    expect(visitor.invitation).to_be_visible()
    visitor.page.evaluate(
        """window.gone = 0;
        const region = document.querySelector("beckon-widget").shadowRoot.querySelector(".bubble");
        new MutationObserver(() => { if (region.hidden) gone += 1; }).observe(region, {attributes: true});"""
    )
    visitor.announces(lambda: visitor.page.evaluate("history.pushState({}, '', '/demo/pricing/yearly')"))
    expect(visitor.invitation).to_be_visible()
    assert visitor.page.evaluate("gone") == 0


def test_the_fragment_is_a_route_only_for_a_hash_router(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page("plain.html"))
    visitor.page.evaluate("location.hash = '#/pricing'")
    visitor.arrives(shop.page("hash.html", options={"router": "hash"}))
    assert len(visitor.announced) == 2
    answer = visitor.announces(lambda: visitor.page.evaluate("location.hash = '#/pricing'"))
    assert answer["visit"]["page_views"] == 3


def test_a_return_from_the_back_forward_cache_is_a_page_view(shop: Shop, everyday_chromium: Browser) -> None:
    with everyday_chromium.new_context() as context:
        visitor = shop.visitor(context)
        first = shop.page("first.html", body="<script>window.born = Math.random()</script>")
        visitor.arrives(first)
        born = visitor.page.evaluate("born")
        visitor.arrives(shop.page("second.html"))

        answer = visitor.announces(lambda: visitor.page.go_back(wait_until="commit"))

        assert visitor.page.evaluate("born") == born, "the page was loaded anew instead of restored"
        assert answer["visit"]["page_views"] == 3
        visitor.launcher.click()
        visitor.writes("I am back")


def test_a_prerendered_page_counts_when_the_visitor_comes(shop: Shop, everyday_chromium: Browser) -> None:
    ahead = shop.page("ahead.html", title="Ahead")
    rules = json.dumps({"prerender": [{"urls": [ahead], "eagerness": "immediate"}]})
    seen: list[Request] = []

    def note(request: Request) -> None:
        seen.append(request)

    with everyday_chromium.new_context() as context:
        context.on("request", note)
        visitor = shop.visitor(context)
        head = f'<script type="speculationrules">{rules}</script>'
        with context.expect_event("request", lambda request: request.url == ahead):
            visitor.arrives(shop.page("index.html", head=head, body=f'<a href="{ahead}">Go</a>'))
        visitor.page.wait_for_load_state("networkidle")
        assert pages_in(seen).count(ahead) == 0
        with context.expect_event("request", lambda request: pages_in([request]) == [ahead]):
            visitor.page.get_by_role("link", name="Go").click()
        expect(visitor.launcher).to_be_visible()
        visitor.page.wait_for_load_state("networkidle")
        assert pages_in(seen).count(ahead) == 1


def test_the_privacy_signal_keeps_everything_off_the_device_until_the_chat_is_opened(shop: Shop) -> None:
    context = shop.new_context(extra_http_headers={"Sec-GPC": "1"})
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })")
    visitor = shop.visitor(context)

    answer = visitor.arrives(shop.page(PRICING))

    assert (answer["tracking"], answer["token"], answer["armed"]) == (False, None, [])
    expect(visitor.launcher).to_be_visible()
    stored = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    assert visitor.page.evaluate(stored) == '[{},{},""]'
    assert context.storage_state() == {"cookies": [], "origins": []}

    visitor.launcher.click()
    visitor.writes("Opening the chat is my own wish")
    assert visitor.errors == []


def test_no_storage_means_no_tracking_and_no_trace(shop: Shop) -> None:
    visitor = shop.visitor()
    answer = visitor.arrives(shop.page(options={"storage": "none"}))
    assert answer["tracking"] is False
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_consent_begins_to_track_and_its_withdrawal_forgets_at_once(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(options={"storage": "none"}))
    granted = visitor.announces(lambda: visitor.page.evaluate("Beckon('consent', 'full')"))
    assert granted["tracking"] is True
    visitor.page.wait_for_function("localStorage.length > 0")
    withdrawn = visitor.announces(lambda: visitor.page.evaluate("Beckon('consent', 'none')"))
    assert withdrawn["tracking"] is False
    assert visitor.page.evaluate("localStorage.length + sessionStorage.length") == 0
