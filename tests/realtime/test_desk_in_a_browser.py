"""The desk in a real browser: what an operator sees, hears of and does there."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import pytest
from playwright.sync_api import Page, expect

from tests.realtime.at_the_desk import accept, conversation, forget_sign_in, open_page, send, sign_in, write
from tests.realtime.conftest import House
from tests.realtime.lines import Panel
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
ARRIVES_SECONDS = 30.0
ARRIVED = re.compile("^(Sent|Delivered|Seen)")


class Arrive(Protocol):
    """How a test lets a visitor come."""

    def __call__(self, title: str = "Pricing", address: str = "https://shop.test/pricing") -> Panel: ...


@pytest.fixture
def arrive(house: House) -> Iterator[Arrive]:
    """Lets visitors come to a page with the embed code; their chats end with the test."""
    come: list[Panel] = []

    def one(title: str = "Pricing", address: str = "https://shop.test/pricing") -> Panel:
        come.append(open_page(house.url, title, address))
        return come[-1]

    yield one
    for panel in come:
        chat = panel.post("/widget/v1/session", {"embed": {}, "page": {"url": panel.url, "title": ""}})["chat"]
        if chat is not None:
            panel.post(f"/widget/v1/chats/{chat['key']}/close", {})


@pytest.fixture
def panel(arrive: Arrive) -> Panel:
    """A visitor on the pricing page."""
    return arrive()


@pytest.fixture
def desk(house: House, new_context: NewContext) -> Page:
    """Anna's desk."""
    return sign_in(house, new_context, "anna")


@pytest.fixture
def errors(desk: Page) -> Iterator[list[str]]:
    """What went wrong inside the page; a test that lets something go wrong does not ask for this."""
    found: list[str] = []
    desk.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


def test_visitors_appear_with_what_is_known_without_a_reload(desk: Page, arrive: Arrive, errors: Any) -> None:
    arrive("Espresso machines", "https://shop.test/espresso")
    row = desk.locator("[data-list=visitors] .chat-row", has_text="Espresso machines")
    expect(row).to_contain_text("Espresso machines /espresso")
    expect(row).to_contain_text("1 page · From google.com")
    row.click()
    expect(desk.locator(".desk-context")).to_contain_text("Computer, Chrome 141")
    expect(desk).to_have_url(re.compile(r"\?visitor="))


def test_a_waiting_chat_rings_in_the_title_until_it_is_accepted(desk: Page, panel: Panel, errors: Any) -> None:
    panel.starts("Is anybody there?")
    expect(desk).to_have_title("(1) Waiting · Beckon")
    expect(desk.locator("[data-list=waiting] .unread")).to_contain_text("1")
    accept(desk, "Is anybody there?")
    expect(desk).to_have_title("Desk · Beckon")
    expect(desk.locator("[data-list=mine] .chat-row")).to_have_count(1)


def test_a_conversation_goes_both_ways_and_breaks_lines(desk: Page, panel: Panel, errors: Any) -> None:
    chat = panel.starts("Hello?")
    line = panel.connects()
    accept(desk, "Hello?")
    box = desk.get_by_role("textbox", name="Message")
    box.press_sequentially("First line")
    assert line.heard("typing")["name"] == "Anna"
    box.press("Shift+Enter")
    box.press_sequentially("second line")
    box.press("Enter")
    assert line.heard("message", lambda body: body["from"] == "operator")["text"] == "First line\nsecond line"
    line.send("typing", {"chat": chat})
    expect(desk.locator(".typing.is-typing")).to_contain_text("is typing")
    write(panel, chat, "Thank you")
    expect(conversation(desk)).to_contain_text("Thank you")
    expect(desk.locator(".typing.is-typing")).to_have_count(0)


def test_what_the_visitor_has_read_is_said(desk: Page, panel: Panel, errors: Any) -> None:
    chat = panel.starts("Hello?")
    accept(desk, "Hello?")
    send(desk, "Hi")
    expect(conversation(desk).locator(".message-operator:not(.is-sending)")).to_contain_text("Hi")
    expect(conversation(desk).get_by_text("Seen")).to_have_count(0)
    panel.post(f"/widget/v1/chats/{chat}/seen", {"id": panel.messages(chat)[-1]["id"]})
    expect(conversation(desk).get_by_text("Seen")).to_be_visible()


def test_of_two_who_accept_the_second_reads_who_was_faster(
    house: House, desk: Page, panel: Panel, new_context: NewContext
) -> None:
    chat = panel.starts("Hello?")
    ben = sign_in(house, new_context, "ben")
    ben.locator(".chat-row", has_text="Hello?").click()
    expect(ben.get_by_role("button", name="Accept chat")).to_be_visible()
    accept(desk, "Hello?")
    expect(ben.get_by_role("button", name="Accept chat")).to_be_hidden()
    expect(ben.get_by_text("Anna has this chat.")).to_be_visible()
    expect(ben.get_by_role("textbox", name="Message")).to_be_hidden()
    assert chat in ben.url


def test_drafts_stay_with_their_chat_through_a_reload(desk: Page, arrive: Arrive, panel: Panel, errors: Any) -> None:
    panel.starts("The first chat")
    accept(desk, "The first chat")
    box = desk.get_by_role("textbox", name="Message")
    box.fill("half a sentence")
    arrive().starts("The second chat")
    accept(desk, "The second chat")
    expect(box).to_have_value("")
    desk.keyboard.press("Alt+ArrowUp")
    expect(box).to_have_value("half a sentence")
    desk.reload()
    expect(box).to_have_value("half a sentence")
    desk.go_back()
    expect(conversation(desk)).to_contain_text("The second chat")


def test_a_cut_line_loses_nothing_and_says_so(desk: Page, panel: Panel) -> None:
    chat = panel.starts("Hello?")
    accept(desk, "Hello?")
    desk.context.set_offline(True)
    expect(desk.locator(".connection", has_text="Reconnecting…")).to_be_visible()
    expect(desk.locator("[data-presence]")).to_have_attribute("data-presence", "offline")
    send(desk, "Written without a line")
    desk.get_by_role("textbox", name="Message").fill("and half a")
    write(panel, chat, "Said meanwhile")
    desk.context.set_offline(False)
    expect(desk.locator(".connection", has_text="Reconnecting…")).to_be_hidden()
    expect(conversation(desk)).to_contain_text("Said meanwhile")
    expect(conversation(desk).get_by_text("Written without a line")).to_have_count(1)
    expect(desk.get_by_role("textbox", name="Message")).to_have_value("and half a")
    expect(conversation(desk).locator(".message-state")).to_have_text(ARRIVED)
    assert [each["text"] for each in panel.messages(chat)].count("Written without a line") == 1


def test_a_killed_server_gets_the_message_once_when_it_is_back(house: House, desk: Page, panel: Panel) -> None:
    chat = panel.starts("Hello?")
    accept(desk, "Hello?")
    house.server.kill()
    expect(desk.locator(".connection", has_text="Reconnecting…")).to_be_visible()
    send(desk, "Written to nobody")
    expect(conversation(desk).get_by_text("Not sent yet.")).to_be_visible()
    house.server.start()
    expect(desk.locator(".connection", has_text="Reconnecting…")).to_be_hidden()
    expect(conversation(desk).locator(".message-state")).to_have_text(ARRIVED)
    assert [each["text"] for each in panel.messages(chat)].count("Written to nobody") == 1


def test_pasting_brings_in_plain_text_only(desk: Page, panel: Panel, errors: Any) -> None:
    panel.starts("<img src=x onerror=document.title='broken'> & <b>bold</b>")
    accept(desk, "bold")
    box = desk.get_by_role("textbox", name="Message")
    box.evaluate(
        """box => {
          const data = new DataTransfer();
          data.setData("text/html", "<img src=x onerror=alert(1)><b>bold</b>");
          data.setData("text/plain", "plain words");
          box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(box).to_have_value("plain words")
    expect(conversation(desk)).to_contain_text("<img src=x onerror=document.title='broken'> & <b>bold</b>")
    assert conversation(desk).locator("img, b").count() == 0


def test_closing_asks_first(desk: Page, panel: Panel, errors: Any) -> None:
    chat = panel.starts("Hello?")
    accept(desk, "Hello?")
    desk.get_by_role("button", name="Close chat").click()
    dialog = desk.get_by_role("dialog", name="Close this chat?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(desk.get_by_role("textbox", name="Message")).to_be_visible()
    desk.get_by_role("button", name="Close chat").click()
    dialog.get_by_role("button", name="Close chat").click()
    expect(desk.get_by_text("This chat is closed.")).to_be_visible()
    assert panel.messages(chat)[-1]["code"] == "ended_by_operator"


def test_presence_is_what_the_server_says_in_every_tab(house: House, new_context: NewContext) -> None:
    first = sign_in(house, new_context, "ben")
    second = first.context.new_page()
    second.goto(house.url)
    expect(second.get_by_role("button", name="Your presence: Online")).to_be_visible()
    first.locator("[data-presence-button]").click()
    first.get_by_role("button", name="Away").click()
    expect(first.get_by_role("button", name="Your presence: Away")).to_be_visible()
    expect(second.get_by_role("button", name="Your presence: Away")).to_be_visible()


def test_rows_stand_still_under_the_pointer_and_new_ones_wait(desk: Page, arrive: Arrive, errors: Any) -> None:
    arrive("The first page")
    row = desk.locator("[data-list=visitors] .chat-row", has_text="The first page")
    row.hover()
    place = row.bounding_box()
    assert place is not None
    until = time.monotonic() + ARRIVES_SECONDS
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(arrive, "The second page")
        step = 0
        while not desk.locator("[data-news]").is_visible() and time.monotonic() < until:
            step += 1
            desk.mouse.move(place["x"] + 50 + step % 5, place["y"] + 20)
    expect(desk.get_by_role("button", name="1 new visitor")).to_be_visible()
    assert row.bounding_box() == place
    desk.get_by_role("button", name="1 new visitor").click()
    expect(desk.locator("[data-list=visitors] .chat-row").first).to_contain_text("The second page")


def test_a_row_that_changes_while_it_is_pressed_opens_its_chat(desk: Page, arrive: Arrive, errors: Any) -> None:
    panel = arrive()
    chat = panel.starts("Hello?")
    desk.locator(".chat-row", has_text="Hello?").hover()
    desk.mouse.down()
    write(panel, chat, "Is anybody there?")
    arrive().starts("Me too")
    expect(desk).to_have_title("(2) Waiting · Beckon")
    desk.mouse.up()
    expect(conversation(desk)).to_contain_text("Is anybody there?")
    expect(desk.locator(".chat-row", has_text="Is anybody there?")).to_have_attribute("aria-current", "true")


def test_arrows_go_through_the_list_and_tab_reaches_it_once(desk: Page, arrive: Arrive, errors: Any) -> None:
    for number in range(3):
        arrive().starts(f"Walk {number}")
        expect(desk.locator(".chat-row", has_text=f"Walk {number}")).to_be_visible()
    desk.get_by_role("searchbox", name="Search chats").fill("walk")  # visitors come and go with their time
    rows = desk.locator(".chat-row")
    expect(rows).to_have_count(3)
    expect(desk.locator(".chat-row[tabindex='0']")).to_have_count(1)
    rows.first.focus()
    desk.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    desk.keyboard.press("End")
    expect(rows.last).to_be_focused()
    desk.keyboard.press("Enter")
    expect(rows.last).to_have_attribute("aria-current", "true")


def test_a_session_that_ended_elsewhere_asks_to_sign_in_again(house: House, new_context: NewContext) -> None:
    desk = sign_in(house, new_context, "ben")
    forget_sign_in(house, "ben")
    desk.evaluate(
        "() => fetch('/logout', {method: 'POST', headers:"
        " {'X-CSRFToken': document.querySelector('meta[name=csrf-token]').content}})"
    )
    expect(desk.locator(".connection", has_text="You have been signed out.")).to_be_visible()
    expect(desk.get_by_role("link", name="Sign in")).to_be_visible()


def test_the_sound_says_that_it_needs_a_click_and_can_be_switched_off(desk: Page, errors: Any) -> None:
    button = desk.locator("[data-part=sound]")
    desk.get_by_role("heading", name="Chats", exact=True).click()
    expect(button).to_have_attribute("data-sound", "on")
    button.click()
    expect(desk.get_by_role("button", name="Sound is off")).to_be_visible()
    desk.reload()
    expect(desk.get_by_role("button", name="Sound is off")).to_be_visible()


def test_on_a_phone_the_panes_are_a_stack_with_a_way_back(house: House, panel: Panel, new_context: NewContext) -> None:
    panel.starts("Hello?")
    desk = sign_in(house, new_context, "anna", viewport=PHONE, has_touch=True)
    desk.locator(".chat-row", has_text="Hello?").click()
    expect(desk.locator(".desk-list")).to_be_hidden()
    desk.get_by_role("button", name="Show the visitor").click()
    expect(desk.locator(".desk-context")).to_contain_text("Pricing")
    desk.keyboard.press("Escape")
    expect(conversation(desk)).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(".chat-row", has_text="Hello?")).to_be_focused()
    desk.goto(f"{house.url}/?visitor=nobody")
    expect(desk.get_by_text("There is no such visitor any more.")).to_be_visible()
    expect(desk.locator(".desk-list")).to_be_visible()


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1440, "height": 900}, PHONE])
def test_axe_finds_nothing_at_the_desk(
    house: House, arrive: Arrive, panel: Panel, new_context: NewContext, scheme: str, viewport: dict[str, int]
) -> None:
    desk = sign_in(house, new_context, "anna", viewport=viewport, color_scheme=scheme)
    assert axe_findings(desk) == []
    arrive("A page to look at")
    panel.starts("W" * 300)
    expect(desk.locator("[data-list=visitors] .chat-row", has_text="A page to look at").first).to_be_visible()
    assert axe_findings(desk) == []
    accept(desk, "WWW")
    send(desk, "An answer")
    expect(conversation(desk)).to_contain_text("An answer")
    assert axe_findings(desk) == []
