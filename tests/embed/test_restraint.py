"""Closing, going on and coming back: what a visitor with a real browser sees of invitations that know restraint."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from tests.embed.conftest import PAGE_CALL, Shop, Visitor
from tests.embed.test_clocks_and_visits import (
    arrives_until_armed,
    half_an_hour_passes_on_the_server,
    writing,
)

pytestmark = pytest.mark.browser

RECIPE, GOING_ON, NIGHT = ({"identifier": name} for name in ("recipe", "going-on", "night"))
THE_THREE = {"not_again_after_close_in_visit": "y", "next_on_url_change": "y", "only_while_url_matches": "y"}


def invites(shop: Shop, key: str, address: str, position: int, code: dict[str, str], **marks: str) -> None:
    """Write and launch an invitation for addresses in the editor, for one embed code."""
    shop.desk.submits(
        "/invitations/new", version="", name=key, type="url", position=str(position), when_team="either",
        message_html=f"This is {key}", max_shows="0", identifier=code["identifier"], joint="all", fact="page.url",
        comparison="glob", value=address, action="launch", **marks,
    )  # fmt: skip


def goes_on(visitor: Visitor, path: str) -> list[str]:
    """The page changes its address as a single-page application does; what is armed there."""

    def is_of_that_page(answer: Response) -> bool:
        return answer.url.endswith(PAGE_CALL) and answer.request.post_data_json["url"].endswith(path)

    with visitor.page.expect_response(is_of_that_page) as told:
        visitor.page.evaluate("path => history.pushState({}, '', path)", path)
    return keys(told.value.json())


def keys(answer: dict[str, Any]) -> list[str]:
    return [one["key"] for one in answer["armed"]]


def closes(visitor: Visitor) -> None:
    """Say no, and wait until the server has answered that it arms nothing on this page; older answers may come later."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        if answer.url.endswith(PAGE_CALL):
            answers.append(answer)

    visitor.page.on("response", note)
    visitor.page.get_by_role("button", name="Dismiss invitation").click()
    visitor.until(lambda: any(keys(each.json()) == [] for each in answers))
    visitor.page.remove_listener("response", note)


def test_the_recipe_for_addresses_and_a_general_one_in_two_tabs_and_in_the_next_visit(shop: Shop) -> None:
    invites(shop, "by-address", "/recipe/*", 1, RECIPE, **THE_THREE)
    invites(shop, "general", "*", 10, RECIPE, **THE_THREE)
    address = shop.page("recipe/first.html", options=RECIPE)
    visitor = shop.visitor()
    arrives_until_armed(visitor, address, "by-address", "general")
    expect(visitor.invitation).to_contain_text("This is by-address")

    other = visitor.another_tab()
    closes(visitor)
    expect(visitor.invitation).to_have_count(0)
    assert keys(other.arrives(address)) == []

    assert goes_on(visitor, "/elsewhere") == ["general"]
    expect(visitor.invitation).to_contain_text("This is general")
    assert goes_on(visitor, "/further") == ["general"]
    expect(visitor.invitation).to_contain_text("This is general")
    closes(visitor)
    for path in ("/recipe/second", "/elsewhere"):
        assert goes_on(visitor, path) == []

    half_an_hour_passes_on_the_server(shop)
    assert keys(visitor.arrives(address)) == ["by-address", "general"]
    expect(visitor.invitation).to_contain_text("This is by-address")
    assert visitor.errors == []


def test_one_that_is_visible_only_if_the_address_matches_goes_and_another_follows_its_visitor(shop: Shop) -> None:
    invites(shop, "bound", "/bound/*", 1, GOING_ON, only_while_url_matches="y")
    invites(shop, "following", "/following/*", 2, GOING_ON, limits_shown="y")
    visitor = shop.visitor()
    arrives_until_armed(visitor, shop.page("bound/page.html", options=GOING_ON), "bound")
    expect(visitor.invitation).to_contain_text("This is bound")
    assert "bound" not in goes_on(visitor, "/away")
    expect(visitor.invitation).to_have_count(0)

    visitor = shop.visitor()
    arrives_until_armed(visitor, shop.page("following/page.html", options=GOING_ON), "following")
    expect(visitor.invitation).to_contain_text("This is following")
    assert "following" not in goes_on(visitor, "/away")
    expect(visitor.invitation).to_contain_text("This is following")


def the_site_is_in(shop: Shop, zone: str) -> None:
    """Another time zone, as another worker would have saved it; it holds within about a second."""
    with writing(shop) as rows:
        rows.execute("INSERT OR REPLACE INTO settings VALUES ('site.time_zone', ?)", (json.dumps(zone),))


def zone_in_which_it_is(hour: int) -> tuple[str, str]:
    """A zone whose clock shows this hour now, and the weekday before the one there."""
    now = datetime.now(UTC)
    ahead = (hour - now.hour + 12) % 24 - 12
    yesterday = (now + timedelta(hours=ahead) - timedelta(days=1)).weekday()
    return f"Etc/GMT{-ahead:+d}", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[yesterday]


def test_hours_that_began_before_midnight_hold_until_they_end_on_the_sites_clock(shop: Shop) -> None:
    zone, yesterday = zone_in_which_it_is(0)
    the_site_is_in(shop, zone)
    try:
        hours = {f"schedule_week-{yesterday}-0-from": "22:00", f"schedule_week-{yesterday}-0-to": "02:00"}
        invites(
            shop, "night", "/night/*", 1, NIGHT,
            schedule_hours="weekly", **{f"schedule_week-{yesterday}-open": "y"}, **hours,
        )  # fmt: skip
        address = shop.page("night/page.html", options=NIGHT)
        visitor = shop.visitor()
        arrives_until_armed(visitor, address, "night")
        expect(visitor.invitation).to_contain_text("This is night")
        the_site_is_in(shop, zone_in_which_it_is(3)[0])
        late = shop.visitor()
        late.until(lambda: keys(late.arrives(address)) == [])
        assert late.errors == []
    finally:
        the_site_is_in(shop, "UTC")
