"""What a page may say to the widget: the Beckon function, calls made early, and the classic names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.embed.conftest import PRICING, Shop, Visitor

pytestmark = pytest.mark.browser

STUB = "<script>window.Beckon = window.Beckon || function () { (Beckon.q = Beckon.q || []).push(arguments) }</script>"


def answers_to(visitor: Visitor, kind: str, script: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Run a script; every signal of this kind that it made, with the server's answer to it."""

    def speaks(response: Response) -> bool:
        return response.url.endswith("/v1/signal") and f'"{kind}"' in (response.request.post_data or "")

    with visitor.page.expect_response(speaks) as caught:
        visitor.page.evaluate(script)
    sent = json.loads(caught.value.request.post_data or "")["signals"]
    told = zip(sent, caught.value.json()["results"], strict=True)
    return [(signal, result) for signal, result in told if signal["kind"] == kind]


@pytest.mark.parametrize(
    ("script", "signal", "is_taken"),
    [
        ("Beckon('tag', 'vip')", {"kind": "tag", "name": "vip"}, True),
        ("Beckon('identify', {name: 'Kim', email: 'kim@example.org'})", {"kind": "identify", "name": "Kim"}, True),
        ("Beckon('attributes', {plan: 'team'})", {"kind": "attributes", "plan": "team"}, True),
        ("Beckon('event', 'login_failed', 3)", {"kind": "event", "id": "login_failed", "value": 3}, True),
        ("Beckon('event', 'lgoin_failed', 3)", {"kind": "event", "id": "lgoin_failed", "value": 3}, False),
        (
            "Beckon('conversion', 'order', {value: 12.5, currency: 'EUR'})",
            {"kind": "conversion", "id": "order", "value": 12.5, "currency": "EUR"},
            False,
        ),
    ],
)
def test_every_command_about_the_visitor_is_answered(
    shop: Shop, script: str, signal: dict[str, Any], is_taken: bool
) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    [(sent, result)] = answers_to(visitor, signal["kind"], script)
    assert signal.items() <= sent.items()
    assert result["ok"] is is_taken
    if not is_taken:
        assert result["code"] in ("unknown_event", "unknown_goal")
        assert len(visitor.warned()) == 1
    assert visitor.errors == []


def test_calls_made_before_the_loader_has_come_are_kept_in_order(shop: Shop) -> None:
    early = STUB + (
        "<script>window.heard = []; Beckon('on', 'ready', () => heard.push('ready'));"
        " Beckon('on', 'open', () => heard.push('open')); Beckon('tag', 'early'); Beckon('open');</script>"
    )
    visitor = shop.visitor()
    with visitor.page.expect_request(lambda one: '"early"' in (one.post_data or "")):
        visitor.page.goto(shop.page(before=early))
    expect(visitor.box).to_be_visible()
    visitor.page.wait_for_function("heard.includes('ready') && heard.includes('open')")


def test_a_page_hears_what_becomes_of_an_invitation_and_a_chat(shop: Shop) -> None:
    names = ["invitation.shown", "invitation.opened", "open", "message.sent", "chat.started", "close"]
    listening = STUB + (
        f"<script>window.heard = []; for (const name of {names}) Beckon('on', name, () => heard.push(name));</script>"
    )
    visitor = shop.visitor()
    visitor.arrives(shop.page(PRICING, before=listening))
    visitor.invitation.get_by_role("button", name="Reply").click()
    visitor.writes("Hello")
    visitor.page.evaluate("Beckon('close')")
    visitor.page.wait_for_function("number => heard.length >= number", arg=len(names))
    assert sorted(visitor.page.evaluate("heard")) == sorted(names)


def test_a_listener_that_throws_disturbs_nobody(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.page.evaluate("Beckon('on', 'open', () => { throw new Error('the page is broken'); })")
    visitor.page.evaluate("Beckon('open')")
    expect(visitor.box).to_be_visible()
    assert visitor.errors == []


def test_wrong_use_is_one_line_in_the_console(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.page.evaluate("Beckon('dance'); Beckon('dance'); Beckon('event'); Beckon(); Beckon('on', 'nothing', 1)")
    assert len(visitor.warned(4)) == 4
    assert visitor.errors == []


def test_shutdown_takes_everything_off_the_page(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.launcher.click()
    expect(visitor.box).to_be_visible()
    visitor.page.evaluate("Beckon('shutdown')")
    expect(visitor.page.locator("beckon-widget")).to_have_count(0)
    assert visitor.errors == []


def test_the_classic_snippet_works_after_changing_the_host(shop: Shop) -> None:
    server = shop.server.url
    snippet = (
        "<script>var LHC_API = LHC_API || {}; LHC_API.args = {mode: 'widget', identifier: 'demo',"
        f" lhc_base_url: '{server}/', proactive: true, status_delay: 5}};"
        "(function () { var script = document.createElement('script'); script.async = true;"
        f" script.src = '{server}/design/defaulttheme/js/widgetv2/index.js'; document.head.appendChild(script); }})();"
        "</script>"
    )
    visitor = shop.visitor()
    visitor.arrives(shop.site.page(PRICING, snippet))
    expect(visitor.invitation).to_be_visible()
    [warning] = visitor.warned()
    assert "status_delay" in warning

    [(sent, result)] = answers_to(
        visitor, "event", "$_LHC.eventListener.emitEvent('addEvent', [[{id: 'login_failed', val: 2}]])"
    )
    assert (sent["id"], sent["value"], result["outcome"]) == ("login_failed", 2, "recorded")
    visitor.page.evaluate(
        """window.heard = [];
        $_LHC.eventListener.addListener("showWidget", () => heard.push("shown"));
        $_LHC.attributes.widgetStatus.subscribe((open) => heard.push(open));
        $_LHC.attributes.onlineStatus.subscribe((online) => heard.push("online " + online));"""
    )
    visitor.page.evaluate("$_LHC.eventListener.emitEvent('showWidget')")
    expect(visitor.box).to_be_visible()
    visitor.page.wait_for_function("heard.length >= 4")
    assert visitor.page.evaluate("heard") == [False, "online true", "shown", True] or visitor.page.evaluate(
        "heard"
    ) == [False, "online true", True, "shown"]
    assert visitor.errors == []
