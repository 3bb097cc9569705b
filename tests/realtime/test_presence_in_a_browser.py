"""Presence, alerts and departments in a real browser, and what visitors learn of them without a reload."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.realtime.at_the_desk import open_page
from tests.realtime.conftest import PASSWORD, House, furnish
from tests.realtime.lines import Line
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext
from tests.services.servers import StartBeckon

pytestmark = pytest.mark.browser
SLEPT_MILLISECONDS = 60_000
"""A clock that jumps is a page that has slept: its line is opened anew, and then the desk looks every five seconds."""


@pytest.fixture(scope="module")
def house(start_shared_beckon: StartBeckon) -> House:
    """A server of this module alone, whose administrator is Ada."""
    server = start_shared_beckon()
    account = ("--email", "ada@example.org", "--name", "Ada", "--role", "admin", "--password-stdin")
    server.command("operator", "create", *account, stdin=PASSWORD + "\n")
    return furnish(server)


_signed_in: dict[str, Any] = {}


@pytest.fixture
def browser(house: House, new_context: NewContext) -> BrowserContext:
    """Ada's browser, signed in once for the whole module."""
    context: BrowserContext = new_context(base_url=house.url, storage_state=_signed_in.get(house.url))
    if house.url not in _signed_in:
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("E-mail").fill("ada@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).not_to_have_url(re.compile("/login"))
        _signed_in[house.url] = context.storage_state()
        page.close()
    return context


@pytest.fixture
def ada(browser: BrowserContext) -> Iterator[Page]:
    """Her page, in which nothing may go wrong."""
    page = browser.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []


def at_desk(page: Page) -> Page:
    page.goto("/")
    expect(page.locator("[data-presence]")).to_have_attribute("data-presence", "online")
    return page


def visitor(house: House) -> Line:
    return open_page(house.url, "Pricing", "https://shop.test/pricing").connects()


def made(page: Page) -> None:
    """Wait for the page of the department, its scripts included."""
    expect(page).to_have_url(re.compile(r"/departments/\d+"))
    page.wait_for_load_state()


def says(line: Line, *, online: bool) -> dict[str, Any]:
    """What the panel was told last about its team, once that is the answer."""

    def last() -> dict[str, Any] | None:
        told = [body for event, body in list(line.pushed) if event == "team"]
        return told[-1] if told and told[-1]["online"] is online else None

    return dict(line.wait_for(last))


def test_away_with_a_reason_idle_and_a_closed_tab_reach_visitors_at_once(house: House, ada: Page) -> None:
    at_desk(ada)
    line = visitor(house)
    says(line, online=True)
    ada.locator("[data-presence-button]").click()
    ada.get_by_role("button", name="Lunch").click()
    expect(ada.locator("[data-presence-button]")).to_have_attribute("aria-label", "Your presence: Away · Lunch")
    says(line, online=False)
    ada.locator("[data-presence-button]").click()
    ada.get_by_role("button", name="Online", exact=True).click()
    says(line, online=True)
    ada.goto("about:blank")
    says(line, online=False)


def test_who_touches_nothing_is_away_and_back_with_the_first_touch(house: House, ada: Page) -> None:
    ada.clock.install()
    at_desk(ada)
    ada.clock.fast_forward("16:00")
    expect(ada.locator("[data-presence]")).to_have_attribute("data-presence", "away", timeout=SLEPT_MILLISECONDS)
    ada.locator("[data-presence-button]").hover()
    expect(ada.locator("[data-presence]")).to_have_attribute("data-presence", "online")


def test_an_idle_desk_says_so_again_on_a_line_that_was_cut_only_for_a_moment(house: House, ada: Page) -> None:
    lines: list[WebSocketRoute] = []
    told: list[list[str]] = []

    def watch(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        lines.append(line)
        told.append(sent := [])

        def pass_on(frame: str | bytes) -> None:
            if '["idle"' in str(frame):
                sent.append(str(frame))
            server.send(frame)

        line.on_message(pass_on)

    ada.route_web_socket(re.compile("/socket.io/"), watch)
    ada.clock.install()
    at_desk(ada)
    ada.clock.fast_forward("16:00")
    expect(ada.locator("[data-presence]")).to_have_attribute("data-presence", "away", timeout=SLEPT_MILLISECONDS)
    cut = len(lines)
    lines[-1].close()
    for _ in range(SLEPT_MILLISECONDS // 50):
        if any('"is_idle":true' in frame for sent in told[cut:] for frame in sent):
            return
        ada.wait_for_timeout(50)
    pytest.fail("the new line never heard that nobody is there")


def test_a_lost_push_hides_no_waiting_chat(house: House, ada: Page) -> None:
    """Everything that tells of chats is dropped on its way; the desk finds the chat by asking."""

    def drop(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda frame: None if '["chat",' in str(frame) else socket.send(frame))

    ada.route_web_socket(re.compile("/socket.io/"), drop)
    ada.clock.install()
    at_desk(ada)
    open_page(house.url, "Pricing", "https://shop.test/pricing").starts("Is anybody there?")
    ada.clock.fast_forward("00:46")
    expect(ada.locator(".chat-row", has_text="Is anybody there?")).to_be_visible()
    expect(ada.locator("html")).to_have_attribute("data-ringing", "waiting")
    expect(ada).to_have_title(re.compile(r"^\(1\)"))


def test_wishes_are_kept_and_an_open_desk_follows_them(house: House, browser: BrowserContext, ada: Page) -> None:
    open_page(house.url, "Pricing", "https://shop.test/pricing").starts("Hello")
    desk = at_desk(browser.new_page())
    expect(desk.locator("html")).to_have_attribute("data-ringing", re.compile("waiting|late"))
    ada.goto("/account/alerts")
    assert axe_findings(ada) == []
    for row in ("A visitor waits", "A visitor waits too long"):
        ada.get_by_label(f"{row}: Until you look").uncheck()
    ada.get_by_role("button", name="Save alerts").click()
    expect(ada.get_by_text("Your alerts are saved.")).to_be_visible()
    expect(ada.get_by_label("A visitor waits: Until you look")).not_to_be_checked()
    expect(desk.locator("html")).to_have_attribute("data-ringing", "")


def test_a_department_is_founded_given_hours_and_given_up(house: House, ada: Page) -> None:
    ada.goto("/departments")
    assert axe_findings(ada) == []
    ada.get_by_role("link", name="Make a department").click()
    ada.get_by_label("Name").fill("Sales")
    ada.get_by_label("Alias").fill("Sales!")
    ada.get_by_role("button", name="Make it").click()
    expect(ada.locator(".field-error")).to_contain_text("Use small letters, digits")
    ada.get_by_label("Alias").fill("sales")
    ada.get_by_role("button", name="Make it").click()
    made(ada)
    ada.get_by_label("Open at these hours").check()
    ada.get_by_role("group", name="Monday").get_by_role("checkbox").check()
    ada.get_by_label("Monday, from").first.fill("09:00")
    ada.get_by_label("Monday, to").first.fill("09:01")
    ada.get_by_role("button", name="Add a holiday").click()
    expect(ada.get_by_role("button", name="Take it out")).to_have_count(2)
    ada.get_by_label("Name").last.fill("Inventory")
    ada.get_by_label("First day").last.fill("2031-01-02")
    assert axe_findings(ada) == []
    ada.get_by_role("button", name="Save", exact=True).last.click()
    row = ada.locator("[data-department='sales']")
    expect(row).to_contain_text("Closed until")
    row.get_by_role("link").click()
    made(ada)
    expect(ada.get_by_label("Name").nth(1)).to_have_value("Inventory")
    ada.get_by_role("button", name="Delete").first.click()
    ada.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(ada.get_by_text("No departments yet")).to_be_visible()


def test_a_department_that_closes_takes_its_visitors_word_for_it_without_a_reload(house: House, ada: Page) -> None:
    at_desk(ada)
    line = visitor(house)
    says(line, online=True)
    other = ada.context.new_page()
    other.goto("/departments/new")
    other.get_by_label("Name").fill("Support")
    other.get_by_label("Alias").fill("support")
    other.get_by_role("button", name="Make it").click()
    made(other)
    other.get_by_label("Open at these hours").check()
    tomorrow = json.loads(other.evaluate("JSON.stringify(new Date(Date.now() + 172800000).getUTCDay())"))
    day = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")[tomorrow]
    other.get_by_role("group", name=day).get_by_role("checkbox").check()
    other.get_by_label(f"{day}, from").first.fill("09:00")
    other.get_by_label(f"{day}, to").first.fill("17:00")
    other.get_by_role("button", name="Save", exact=True).last.click()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT09:00:00.*", says(line, online=False)["back_at"])
