"""Which invitation comes next to a visitor, and in how many seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.foundation.clock import now
from app.invitations.coming import Coming, Prospect, coming_to
from app.invitations.vocabulary import Granted, WhenTeam
from app.visitors.queries import visitor_by_id

ON_PRICING = {"fact": "page.url", "is": "contains", "value": "/pricing"}


def after(seconds: int) -> dict:
    return {"all": [ON_PRICING, {"fact": "page.seconds", "is": "at_least", "value": seconds}]}


@pytest.fixture
def shown(app, shop, browser):
    """What comes next to the visitor on the page that they have open."""

    def look() -> Coming:
        with app.test_request_context():
            visitor = visitor_by_id(browser.visitor_id)
            assert visitor is not None
            (found,) = coming_to([visitor], now())
        return found

    return look


def test_without_invitations_nothing_comes(browser, shown):
    browser.opens()

    assert shown().prospect is Prospect.NONE


def test_what_waits_for_time_alone_is_counted_down_until_it_shows(shop, browser, shown, clock):
    shop.opens_desk()
    shop.invites(conditions=after(30))
    browser.opens()
    clock.advance(12)

    coming = shown()

    assert (coming.prospect, coming.invitation_key, coming.name) == (Prospect.SOON, "pricing-help", "pricing-help")
    assert coming.at == now() + timedelta(seconds=18)
    clock.advance(18)
    shop.opens_desk()
    assert shown().prospect is Prospect.NOW
    granted = browser.claims(facts={"page.seconds": 30})
    assert isinstance(granted, Granted)
    assert shown().prospect is Prospect.SHOWING


def test_the_one_that_time_brings_first_is_named(shop, browser, shown):
    shop.opens_desk()
    shop.invites("slow", conditions=after(60))
    shop.invites("quick", conditions=after(20))
    browser.opens()

    assert shown().invitation_key == "quick"


def test_what_waits_for_the_visitor_says_so_in_words(shop, browser, shown):
    shop.opens_desk()
    shop.invites(conditions={"all": [ON_PRICING, {"fact": "device.scroll_percent", "is": "at_least", "value": 50}]})
    browser.opens()

    coming = shown()

    assert (coming.prospect, coming.at) == (Prospect.WHEN, None)
    assert "scroll" in coming.words.lower()


def test_what_another_page_would_bring_or_nobody_is_there_for_does_not_come(shop, browser, shown):
    shop.opens_desk()
    shop.invites()
    browser.opens("https://shop.test/about")
    assert shown().prospect is Prospect.NONE

    shop.closes_desk()
    shop.invites("needs-team", when_team=WhenTeam.ONLINE)
    browser.opens()
    assert shown().invitation_key != "needs-team"
