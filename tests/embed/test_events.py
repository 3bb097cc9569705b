"""Events in a real browser: what a page reports makes an invitation appear on the open page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.embed.conftest import Shop, Visitor
from tests.embed.test_commands import answers_to

pytestmark = pytest.mark.browser

LOGIN = "demo/login/index.html"
"""A page on which the demo's invitation shows after five failed logins."""


def fails_to_log_in(visitor: Visitor) -> None:
    """Report failed logins, at least a second apart, until one more is recorded."""
    for _attempt in range(40):
        [(_sent, result)] = answers_to(visitor, "event", "Beckon('event', 'login_failed')")
        assert result["ok"] is True
        if result["outcome"] == "recorded":
            return
        visitor.page.wait_for_timeout(300)
    raise AssertionError("no attempt was recorded")


def test_the_fifth_failed_login_makes_the_invitation_appear_without_a_reload(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(LOGIN))
    visitor.page.evaluate("window.isSamePage = true")
    for _attempt in range(4):
        fails_to_log_in(visitor)
    expect(visitor.launcher).to_be_visible()
    expect(visitor.invitation).to_have_count(0)

    fails_to_log_in(visitor)

    expect(visitor.invitation).to_contain_text("The login does not let you in?")
    assert visitor.page.evaluate("window.isSamePage") is True
    assert len(visitor.announced) == 1
    assert (visitor.errors, visitor.warnings) == ([], [])


def test_an_event_that_nobody_defined_is_one_clear_line_in_the_console(shop: Shop) -> None:
    visitor = shop.visitor()
    page = shop.page(options={"identifier": "demo", "events": [{"id": "lgoin_failed", "value": "x"}]})
    [(sent, result)] = answers_to(visitor, "event", f"location.href = {page!r}")

    assert sent["value"] == "x"
    assert result["code"] == "unknown_event"
    [warning] = visitor.warned()
    assert "lgoin_failed" in warning
    assert "is defined; define it on Beckon's page Events" in warning


def test_the_oldest_snippets_report_events_too(shop: Shop) -> None:
    server = shop.server.url
    snippet = (
        "<script>var LHCChatOptions = {events: new Array()}; LHCChatOptions.events.push({id: 'birthday', val: '40'});"
        f"</script><script async src='{server}/design/defaulttheme/js/widgetv2/index.js'></script>"
    )
    visitor = shop.visitor()
    [(early, recorded)] = answers_to(visitor, "event", f"location.href = {shop.site.page('old.html', snippet)!r}")
    assert (early["id"], early["value"], recorded["outcome"]) == ("birthday", "40", "recorded")

    [(_sent, result)] = answers_to(visitor, "event", "lh_inst.logEvent([{id: 'birthday'}])")
    assert result["outcome"] == "repeated"
    assert visitor.errors == []
