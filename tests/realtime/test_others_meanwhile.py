"""While an operator writes, others close and take the chat, or change the account: one clear outcome, no word lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from app.foundation.secrets import new_key
from tests.realtime.at_the_desk import accept, conversation, forget_sign_in, send, sign_in
from tests.realtime.conftest import PASSWORD, House
from tests.realtime.lines import Panel
from tests.services.browsers import NewContext

pytestmark = pytest.mark.browser
NOT_MINE = "You can read along."
SENT = re.compile("^(Sent|Delivered)")
OF_CHATS = re.compile(r'42/operator,\["(chat|message)"')
OF_RIGHTS = re.compile(r'42/operator,\["refresh"')


def box(desk: Page) -> Locator:
    return desk.get_by_role("textbox", name="Message", exact=True)


def end(panel: Panel, chat: str) -> None:
    """The visitor ends the chat."""
    panel.post(f"/widget/v1/chats/{chat}/close", {})


class News:
    """The way of a desk's news. While they ``are_stopped``, what is of that kind is not told to it."""

    def __init__(self, kind: re.Pattern[str]) -> None:
        self.kind = kind
        self.are_stopped = False

    def carry(self, desk: Page) -> None:
        """Be between this desk and the server."""

        def tell(line: WebSocketRoute) -> None:
            server = line.connect_to_server()
            server.on_message(lambda frame: None if self._is_lost(str(frame)) else line.send(frame))

        desk.route_web_socket(re.compile("/socket.io/"), tell)

    def _is_lost(self, frame: str) -> bool:
        return self.are_stopped and self.kind.match(frame) is not None


def test_words_for_a_chat_that_has_ended_unnoticed_come_back_and_the_desk_says_why(
    house: House, panel: Panel, new_context: NewContext
) -> None:
    news = News(OF_CHATS)
    desk = sign_in(house, new_context, "ben", prepare=news.carry)
    chat = panel.starts("Are you there?")
    desk.goto(f"{house.url}/?chat={chat}")
    desk.get_by_role("button", name="Accept chat").click()
    expect(box(desk)).to_be_focused()
    expect(conversation(desk)).to_contain_text("Ben has joined the chat")
    news.are_stopped = True
    end(panel, chat)
    said = panel.messages(chat)
    send(desk, "Yes, I am")

    expect(desk.get_by_text("Not sent: the chat was closed. Your words are kept")).to_be_visible()
    expect(desk.get_by_text("This chat is closed.")).to_be_visible()
    assert panel.messages(chat) == said
    desk.get_by_role("button", name="Reopen").click()
    expect(box(desk)).to_have_value("Yes, I am")
    box(desk).press("Enter")
    expect(conversation(desk).locator(".message-operator", has_text="Yes, I am")).to_have_count(1)
    expect(conversation(desk).locator(".message-state")).to_have_text(SENT)
    assert [each["text"] for each in panel.messages(chat)].count("Yes, I am") == 1


def test_one_closes_while_another_takes_over_and_both_desks_agree(
    house: House, panel: Panel, new_context: NewContext
) -> None:
    chat = panel.starts("Whose am I?")
    bens, annas = sign_in(house, new_context, "ben"), sign_in(house, new_context, "anna")
    accept(bens, "Whose am I?")
    send(bens, "Mine, I believe")
    annas.goto(f"{house.url}/?chat={chat}")
    take_over = annas.get_by_role("button", name="Take over").first
    expect(take_over).to_be_visible()
    box(bens).fill("half a sentence")
    bens.get_by_role("button", name="Close chat", exact=True).click()

    take_over.click(no_wait_after=True)
    bens.get_by_role("dialog").get_by_role("button", name="Close chat").click(no_wait_after=True)

    expect(box(bens)).to_be_hidden()
    state = panel.get(f"/widget/v1/chats/{chat}/messages?after=0")["chat"]["state"]
    if state == "closed":
        for desk in (bens, annas):
            expect(desk.get_by_text("This chat is closed.")).to_be_visible()
    else:
        expect(box(annas)).to_be_visible()
        expect(bens.get_by_text(NOT_MINE)).to_be_visible()
    expect(bens.get_by_text("What you wrote is kept.")).to_be_visible()
    codes = [each["code"] for each in panel.messages(chat) if each["code"]]
    assert len([each for each in codes if each in ("taken_over", "ended_by_operator")]) == len(codes) - 1 >= 1
    end(panel, chat)


def test_who_gets_another_role_or_is_switched_off_while_writing_loses_no_word(
    house: House, panel: Panel, new_context: NewContext
) -> None:
    account = ("--email", "olga@example.org", "--name", "Olga", "--role", "admin")
    house.server.command("operator", "create", *account, "--password-stdin", stdin=PASSWORD + "\n")
    olga = house.desk_of("olga")
    news = News(OF_RIGHTS)
    desk = sign_in(house, new_context, "carla", prepare=news.carry)
    number = desk.evaluate("JSON.parse(document.getElementById('desk-state').textContent).me.id")
    mine = f"/operators/{number}"
    chat = panel.starts("Who is there?")
    accept(desk, "Who is there?")
    send(desk, "It is me")
    expect(conversation(desk).locator(".message-state")).to_have_text(SENT)
    box(desk).press("ArrowUp")
    expect(box(desk)).to_have_value("It is me")
    box(desk).fill("It is me, Carla")
    with desk.expect_navigation():
        olga.submits(mine, name="Carla", role="supervisor")
    expect(desk.locator("[data-flow=rights][data-take-over]")).to_have_count(1)
    expect(box(desk)).to_have_value("It is me, Carla")

    desk.get_by_role("button", name="Transfer chat").click()
    note = desk.get_by_role("dialog").get_by_label("Note for whoever takes it")
    note.fill("a note under way")
    olga.submits(mine, name="Carla", role="operator")
    expect(note).to_have_value("a note under way")
    with desk.expect_navigation():
        desk.keyboard.press("Escape")
    expect(desk.locator("[data-flow=rights][data-take-over]")).to_have_count(0)

    news.are_stopped = True
    olga.submits(mine, name="Carla", role="supervisor")
    with desk.expect_navigation():
        desk.evaluate("void dispatchEvent(new Event('online'))")
    expect(desk.locator("[data-flow=rights][data-take-over]")).to_have_count(1)

    forget_sign_in(house, "carla")
    line = panel.connects()
    assert line.ask("message", {"chat": chat, "client_id": new_key(), "text": "And then?"})["ok"]
    box(desk).fill("half a sentence")
    olga.submits(f"{mine}/switch", wanted="off")
    expect(desk.locator(".connection", has_text="You have been signed out.")).to_be_visible()
    expect(box(desk)).to_have_value("half a sentence")
    line.heard("chat", lambda told: told["key"] == chat and told["state"] == "waiting")
