"""What both documents of the customer say about creating an invitation and whom it is for, sentence by sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.departments.service import create_department
from tests.invitations.writing import details, form
from tests.seeds.conftest import PAGE, Writes, granted, is_shown
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from flask import Flask

    from app.domain.snapshots import OperatorSnapshot
    from app.foundation.clock import FrozenClock
    from tests.operators.people import Desk


def visitor(app: Flask) -> Browser:
    return Browser(app.test_client(use_cookies=False))


def test_select_one_of_three_message_types(app: Flask, writer: Desk) -> None:
    """Then select one of three message types: proactive chat, targeted chat, email."""
    page = writer.opens("/invitations/new").text
    assert all(words in page for words in ("Proactive chat", "Targeted chat", "E-mail"))
    assert page.count("Arrives with a later version.") == 2

    refused = writer.submits("/invitations/new", form(channel="email"))

    assert refused.status_code == 422
    assert "arrives with a later version" in refused.text


def test_title_is_an_internal_name_not_shown_to_users(app: Flask, writes: Writes, browser: Browser) -> None:
    """Title – Internal name to identify the campaign (not shown to users). Name for personal purposes."""
    key = writes(name="Secret plan of spring")
    answer = browser.opens(PAGE).text + str(granted(browser, key))

    assert "Secret plan" not in answer


def test_click_save_to_keep_it_as_a_draft_or_launch_to_start_immediately(
    app: Flask, writes: Writes, browser: Browser
) -> None:
    """Click Save to keep it as a draft or Launch to start sending immediately."""
    draft, launched = writes(name="Draft", action="save"), writes(name="Launched")

    assert not is_shown(browser, draft)
    assert is_shown(browser, launched)


@pytest.mark.parametrize(
    ("send_when", "is_online", "shows"),
    [
        ("online", True, True), ("online", False, False), ("offline", True, False),
        ("offline", False, True), ("either", True, True), ("either", False, True),
    ],
)  # fmt: skip
def test_send_when_your_team_is_online_offline_or_in_both_cases(
    app: Flask, writes: Writes, browser: Browser, request: Any, send_when: str, is_online: bool, shows: bool
) -> None:
    """Send when – Define if the message should appear when your team is online, offline, or in both cases."""
    if is_online:
        request.getfixturevalue("team")

    assert is_shown(browser, writes(when_team=send_when)) is shows


def test_the_invitation_with_the_lower_position_has_priority(app: Flask, writes: Writes, browser: Browser) -> None:
    """Invitations with lower value has higher priority. If two are matched, the lower position will be shown."""
    later = writes(name="Later", position="20")
    first = writes(name="First", position="5")

    assert [one["key"] for one in browser.opens(PAGE).json["armed"]] == [first, later]


def test_language_of_the_embed_code_empty_for_all(app: Flask, writes: Writes) -> None:
    """Language, leave empty for all. E.g lit, rus, ger etc: for different language visitors different messages."""
    german, everybody = writes(name="Hallo", language="ger"), writes(name="Hello")

    assert is_shown(visitor(app), german, embed={"language": "de"})
    assert not is_shown(visitor(app), german, embed={"language": "fre"})
    assert is_shown(visitor(app), everybody, embed={"language": "fre"})


def test_time_on_site_in_seconds(app: Flask, writes: Writes, browser: Browser, clock: FrozenClock) -> None:
    """Time on site in seconds – how much time user has to spend on site for invitation to be triggered."""
    key = writes(("visit.seconds", "at_least", "30"))
    browser.opens(PAGE)
    clock.advance(29)
    assert granted(browser, key) == "conditions"
    clock.advance(1)

    assert granted(browser, key)["key"] == key


def test_pageviews_the_user_has_to_make(app: Flask, writes: Writes, browser: Browser) -> None:
    """Pageviews – Number of pageviews user has to make for invitation to be triggered."""
    key = writes(("visit.page_views", "at_least", "3"))

    assert [is_shown(browser, key) for _page in range(3)] == [False, False, True]


@pytest.mark.parametrize(
    ("referrer", "shows"),
    [
        ("https://www.google.com/search?q=desk", True), ("https://www.google.lt/", True),
        ("https://bing.com/?q=google", False), ("", False),
    ],
)  # fmt: skip
def test_google_keyword_will_match_any_of_google_domain(
    app: Flask, writes: Writes, browser: Browser, referrer: str, shows: bool
) -> None:
    """Referrer domain without www, E.g google keyword will match any of google domain."""
    key = writes(("visit.referrer", "domain", "google"))

    assert is_shown(browser, key, referrer=referrer) is shows


def test_identifier_for_what_embed_code_this_message_should_be_shown(app: Flask, writes: Writes) -> None:
    """Identifier, by this you can filter for what embed codes this invitation is active, leave empty for all."""
    shop, everywhere = writes(name="Shop", identifier="shop"), writes(name="Everywhere")

    assert is_shown(visitor(app), shop, embed={"identifier": "shop"})
    assert not is_shown(visitor(app), shop, embed={"identifier": "blog"})
    assert not is_shown(visitor(app), shop)
    assert is_shown(visitor(app), everywhere, embed={"identifier": "blog"})


def test_different_domains_will_show_different_messages(app: Flask, writes: Writes) -> None:
    """Let say we have two domains: different domains will show different messages."""
    for domain in ("example1_com", "example2_com"):
        writes(name=domain, identifier=domain, message_html=f"Hello from {domain}")

    for domain in ("example1_com", "example2_com"):
        somebody = visitor(app)
        armed = somebody.opens(PAGE, embed={"identifier": domain}).json["armed"]
        words = [granted(somebody, one["key"])["text"] for one in armed]
        assert words == [f"Hello from {domain}"]


def test_tag_shows_only_for_specifically_tagged_online_visitors(app: Flask, writes: Writes) -> None:
    """Tag – show invitation only for specifically tagged online visitors."""
    key = writes(("visitor.tag", "contains", "vip"))

    assert is_shown(visitor(app), key, tags=["vip", "spring"])
    assert not is_shown(visitor(app), key, tags=["spring"])


def test_department_has_to_be_provided_in_the_embed_code(app: Flask, writes: Writes) -> None:
    """Department – show invitation only for visitors where department is provided in embed code. Otherwise it won't
    be triggered; without a department in the embed code the invitation must have none."""
    with app.app_context():
        create_department("sales", "Sales")
    sales, general = writes(name="Sales", departments=["sales"]), writes(name="General")

    assert is_shown(visitor(app), sales, embed={"department": ["sales"]})
    assert not is_shown(visitor(app), sales)
    assert is_shown(visitor(app), general)
    assert not is_shown(visitor(app), sales, embed={"department": ["support"]})


def test_the_worked_example_of_display_rules(app: Flask, writes: Writes, clock: FrozenClock) -> None:
    """No chat history, time on page greater than 10, page contains /pricing.html, number of visits greater than 1."""
    key = writes(
        ("chat.history", "none", ""),
        ("page.seconds", "greater", "10"),
        ("page.url", "contains", "/pricing.html"),
        ("visitor.visits", "greater", "1"),
    )
    somebody, url = visitor(app), "https://webpage.com/pricing.html"
    assert somebody.opens(url).json["armed"] == [], "this is the first visit"
    clock.advance(2 * 3600)
    assert [one["key"] for one in somebody.opens(url).json["armed"]] == [key]
    clock.advance(10)
    assert granted(somebody, key, url) == "conditions"
    clock.advance(0.001)

    assert granted(somebody, key, url)["key"] == key


def test_by_default_operator_has_to_be_online_for_invitation_to_be_sent(
    app: Flask, writer: Desk, browser: Browser, team: OperatorSnapshot
) -> None:
    """By default operator has to be online for invitation to be send. Widget has to be in online state."""
    location = writer.submits("/invitations/new", form(action="launch", value=["/"])).location
    key = location.rpartition("/")[2]

    assert details(app, key).draft.when_team.value == "online"
    assert is_shown(browser, key)


def test_find_yourself_in_the_visitors_list_and_delete_your_row(app: Flask, writes: Writes, writer: Desk) -> None:
    """How do I test my invitation rules? Delete your row. Next time you refresh you will be seen as a new visitor."""
    key = writes(("visitor.visits", "equals", "1"), ("visit.page_views", "equals", "1"))
    somebody = visitor(app)
    assert is_shown(somebody, key)
    assert not is_shown(somebody, key), "the second page of the visit"
    page = writer.opens("/visitors").text
    row = page.partition('href="/visitors/')[2].partition('"')[0]
    writer.submits(f"/visitors/{row}/forget")

    assert is_shown(somebody, key)
