"""Desk and panel after a sleep: the machine was shut, the tab frozen; who wakes sees the truth within seconds."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.realtime.at_the_desk import accept, conversation, send, sign_in, write
from tests.realtime.conftest import House
from tests.realtime.lines import Panel
from tests.services.browsers import NewContext

pytestmark = pytest.mark.browser
PINGS = re.compile(r'(?<="pingInterval":)\s*\d+')
SELDOM = "600000"
"""The page expects a ping every ten minutes, so that none that is missing tells it before it notices that it slept."""
ARRIVED = re.compile("^(Sent|Delivered|Seen)")


class Cable:
    """The way of a page to the server. Once it is ``cut`` its old lines carry nothing and do not end; new ones work."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self.lines = 0
        page.route_web_socket(re.compile("/socket.io/"), self._carry)
        page.clock.install()

    def sleep(self, page: Page) -> None:
        """An hour goes by in which no timer of the page runs."""
        self.is_cut = True
        page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=1))

    def _carry(self, line: WebSocketRoute) -> None:
        self.lines += 1
        number = self.lines
        server = line.connect_to_server()
        line.on_message(lambda frame: None if self._is_dead(number) else server.send(frame))
        server.on_message(lambda frame: None if self._is_dead(number) else line.send(PINGS.sub(SELDOM, str(frame))))

    def _is_dead(self, number: int) -> bool:
        return self.is_cut and number == 1


def test_a_desk_that_slept_for_an_hour_shows_the_truth_at_once_and_sends_once(
    house: House, panel: Panel, new_context: NewContext
) -> None:
    cables: list[Cable] = []
    desk = sign_in(house, new_context, "anna", prepare=lambda page: cables.append(Cable(page)))
    chat = panel.starts("Before the sleep")
    accept(desk, "Before the sleep")
    [cable] = cables
    assert cable.lines == 1
    write(panel, chat, "Are you still there?")
    expect(conversation(desk)).to_contain_text("Are you still there?")

    cable.sleep(desk)
    write(panel, chat, "Said to a sleeper")
    Panel(house.url).starts("Somebody new")
    send(desk, "Written half awake")

    expect(conversation(desk)).to_contain_text("Said to a sleeper")
    expect(desk.locator(".chat-row", has_text="Somebody new")).to_be_visible()
    expect(desk.locator("[data-presence]")).to_have_attribute("data-presence", "online")
    expect(conversation(desk).locator(".message-state")).to_have_text(ARRIVED)
    expect(conversation(desk).get_by_text("Written half awake")).to_have_count(1)
    write(panel, chat, "Good morning")
    expect(conversation(desk)).to_contain_text("Good morning")
    assert [each["text"] for each in panel.messages(chat)].count("Written half awake") == 1
    assert cable.lines == 2


def test_a_panel_that_slept_for_an_hour_hears_and_says_everything_once(house: House, new_context: NewContext) -> None:
    anna = house.desk_of("anna")
    desk = anna.connects()
    visitor = new_context().new_page()
    cable = Cable(visitor)
    visitor.goto(f"{house.url}/embed/panel")
    box, log = visitor.get_by_role("textbox", name="Message", exact=True), visitor.get_by_role("log")
    box.fill("Before the sleep")
    box.press("Enter")
    chat = desk.heard("chat", lambda told: told["last_line"] == "Before the sleep")["key"]
    assert desk.ask("accept", {"chat": chat})["ok"]
    expect(log).to_contain_text("Anna joined the chat")

    cable.sleep(visitor)
    assert desk.ask("message", {"chat": chat, "client_id": "m-asleep", "text": "Said to a sleeper"})["ok"]
    box.fill("Written half awake")
    box.press("Enter")

    expect(log).to_contain_text("Said to a sleeper")
    desk.heard("message", lambda told: told["text"] == "Written half awake")
    assert desk.ask("message", {"chat": chat, "client_id": "m-awake", "text": "Good morning"})["ok"]
    expect(log).to_contain_text("Good morning")
    expect(visitor.get_by_text("Not sent yet")).to_have_count(0)
    texts = [each["text"] for each in desk.ask("resume", {"chat": chat, "after": 0})["messages"]]
    assert [texts.count(words) for words in ("Written half awake", "Said to a sleeper", "Good morning")] == [1, 1, 1]
    for words in ("Written half awake", "Said to a sleeper", "Good morning"):
        expect(log.get_by_text(words, exact=True)).to_have_count(1)
    assert cable.lines == 2


def test_a_frozen_tab_misses_nothing(house: House, panel: Panel, new_context: NewContext) -> None:
    desk = sign_in(house, new_context, "anna")
    chat = panel.starts("Before the frost")
    accept(desk, "Before the frost")
    browser = desk.context.new_cdp_session(desk)
    browser.send("Page.setWebLifecycleState", {"state": "frozen"})
    for number in range(5):
        write(panel, chat, f"cold {number}")
    browser.send("Page.setWebLifecycleState", {"state": "active"})
    for number in range(5):
        expect(conversation(desk).get_by_text(f"cold {number}", exact=True)).to_have_count(1)
    send(desk, "warm again")
    expect(conversation(desk).locator(".message-operator", has_text="warm again")).to_have_count(1)
    expect(conversation(desk).locator(".message-state")).to_have_text(ARRIVED)
    assert [each["text"] for each in panel.messages(chat)][-1] == "warm again"
