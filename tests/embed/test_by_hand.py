"""An operator invites by hand, in real browsers: at once, in place of an automatic one, in one tab, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.embed.conftest import PRICING, Shop, Visitor

pytestmark = pytest.mark.browser

AT_ONCE_MILLISECONDS = 1_000


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


def test_it_is_on_the_visitors_screen_within_a_second_and_its_sender_follows_it(shop: Shop) -> None:
    visitor = shop.visitor()
    key = arrives(shop, visitor)

    sent = invites(shop, key)

    expect(visitor.invitation).to_contain_text("May I help you?", timeout=AT_ONCE_MILLISECONDS)
    expect(visitor.invitation).to_contain_text("Anna Berg")
    for state in ("sent", "delivered", "shown", "seen"):
        becomes(shop, sent, state)
    visitor.invitation.get_by_role("button", name="Close invitation").click()
    becomes(shop, sent, "dismissed")
    assert visitor.errors == []
