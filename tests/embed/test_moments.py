"""Dynamic invitations in a real browser: the visitor is about to leave, idle, or has scrolled far enough."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.embed.conftest import Shop, Visitor

pytestmark = pytest.mark.browser


def leaves_through_the_top(visitor: Visitor) -> None:
    visitor.page.mouse.move(300, 200)
    visitor.page.mouse.move(300, 40)
    visitor.page.mouse.move(300, -5)


def test_mouse_leaves_a_browser_window(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.page.on("console", lambda line: print("CONSOLE", line.type, line.text))
    visitor.page.on("request", lambda r: print("REQ", r.url, r.post_data))
    visitor.page.on("response", lambda r: print("RES", r.status, r.url, r.text() if "v1" in r.url else ""))
    answer = visitor.arrives(shop.page("demo/product/index.html"))
    assert answer["armed"][0]["moment"] == {"on": "exit_intent"}
    visitor.page.evaluate("""for (const t of ['mousemove','mouseout','mouseleave']) document.addEventListener(t, (e) => console.warn(t, e.clientX, e.clientY, e.target.nodeName, String(e.relatedTarget), e.buttons), true)""")
    visitor.page.wait_for_timeout(1200)
    leaves_through_the_top(visitor)
    visitor.page.wait_for_timeout(500)
    print(visitor.warnings, visitor.errors, visitor.complaints)
    expect(visitor.invitation).to_contain_text("Off to compare?")
