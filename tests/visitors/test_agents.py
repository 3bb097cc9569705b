"""Labels of browsers, systems and devices, and who is a machine."""

from __future__ import annotations

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from app.visitors.agents import Agent, Hints, describe_agent, hints_from_headers, merge_hints
from app.visitors.crawlers import is_machine, is_machine_request, is_opened_ahead

MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Safari/605.1.15"
)
WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 {}Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
HEADLESS = WINDOWS.replace("Chrome/", "HeadlessChrome/")


@pytest.mark.parametrize(
    ("user_agent", "hints", "expected"),
    [
        (WINDOWS, Hints(), Agent("Chrome 141", "Windows 10", "desktop")),
        (WINDOWS, Hints(platform="Windows", platform_version="13.0.0"), Agent("Chrome 141", "Windows 11", "desktop")),
        (WINDOWS, Hints(platform="Windows", platform_version="10.0.0"), Agent("Chrome 141", "Windows 10", "desktop")),
        (WINDOWS, Hints(touch_points=10), Agent("Chrome 141", "Windows 10", "desktop")),
        (WINDOWS, Hints(brands=(("Brave", "141"), ("Chromium", "141"))), Agent("Brave 141", "Windows 10", "desktop")),
        (WINDOWS + " Edg/141.0.0.0", Hints(), Agent("Edge 141", "Windows 10", "desktop")),
        (MAC, Hints(touch_points=0), Agent("Safari 18", "macOS", "desktop")),
        (MAC, Hints(touch_points=5), Agent("Safari 18", "iPadOS", "tablet")),
        (IPHONE, Hints(), Agent("Safari 18", "iOS 18", "phone")),
        (ANDROID.format("Mobile "), Hints("Android", "15.0.0", True), Agent("Chrome 141", "Android 15", "phone")),
        (ANDROID.format(""), Hints(), Agent("Chrome 141", "Android 10", "tablet")),
    ],
)
def test_labels_follow_client_hints_where_the_user_agent_is_frozen(
    user_agent: str, hints: Hints, expected: Agent
) -> None:
    assert describe_agent(user_agent, hints) == expected


def test_hints_of_the_headers_complete_those_of_the_page() -> None:
    sent = hints_from_headers(
        {
            "Sec-CH-UA": '"Google Chrome";v="141", "Not?A_Brand";v="8"',
            "Sec-CH-UA-Mobile": "?1",
            "Sec-CH-UA-Platform": '"Android"',
        }
    )  # fmt: skip
    assert merge_hints(Hints(platform_version="15"), sent) == Hints(
        "Android", "15", True, (("Google Chrome", "141"), ("Not?A_Brand", "8"))
    )


def test_every_known_crawler_is_a_machine() -> None:
    agents = [agent for crawler in CRAWLER_USER_AGENTS_DATA for agent in crawler.get("instances", [])]
    assert len(agents) > 1000
    assert [agent for agent in agents if not is_machine(agent)] == []


@pytest.mark.parametrize(
    "user_agent", ["", "  ", "-", "curl/8.5.0", "python-requests/2.32", HEADLESS, "Feedbin - 1 subscribers"]
)
def test_scripts_readers_and_nameless_callers_are_machines(user_agent: str) -> None:
    assert is_machine(user_agent)


@pytest.mark.parametrize("user_agent", [WINDOWS, MAC, IPHONE, ANDROID.format("Mobile "), WINDOWS + " Edg/141.0.0.0"])
def test_browsers_of_people_are_no_machines(user_agent: str) -> None:
    assert not is_machine(user_agent)


def test_a_headless_browser_counts_only_when_it_really_ran_the_script() -> None:
    assert is_machine_request(HEADLESS, {})
    assert not is_machine_request(HEADLESS, {"Sec-Fetch-Site": "cross-site"})
    assert is_machine_request("Googlebot/2.1", {"Sec-Fetch-Site": "cross-site"})


@pytest.mark.parametrize(
    ("headers", "is_ahead"),
    [
        ({"Sec-Purpose": "prefetch;prerender"}, True),
        ({"Purpose": "prefetch"}, True),
        ({"X-Moz": "prefetch"}, True),
        ({}, False),
    ],
)
def test_pages_loaded_ahead_are_recognised(headers: dict[str, str], is_ahead: bool) -> None:
    assert is_opened_ahead(headers) is is_ahead
