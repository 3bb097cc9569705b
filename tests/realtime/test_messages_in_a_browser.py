"""A conversation in two real browsers: what is changed, quoted, noted and taken back, and what of it visitors see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.realtime.at_the_desk import accept, conversation, sign_in
from tests.realtime.conftest import PASSWORD, House
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 760}
NOTICES = """() => {
    window.noticed = [];
    window.Notification = class extends EventTarget {
        static permission = "granted";
        constructor(title, { body }) { super(); noticed.push([title, body]); }
        close() {}
    };
    document.hasFocus = () => false;
    window.dispatchEvent(new Event("blur"));
}"""
"""A browser that shows notifications, with another window in front."""
TO_THE_FRONT = """() => {
    delete document.hasFocus;
    window.dispatchEvent(new Event("focus"));
}"""


@pytest.fixture
def desk(house: House, new_context: NewContext) -> Page:
    """Anna's desk; she may change everybody's messages and see what visitors type."""
    return sign_in(house, new_context, "anna")


@pytest.fixture
def errors(desk: Page) -> Iterator[list[str]]:
    """What went wrong inside the desk."""
    found: list[str] = []
    desk.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.fixture
def visitor(house: House, desk: Page, new_context: NewContext) -> Page:
    """A visitor in the panel, once somebody is at the desk."""
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{house.url}/embed/panel")
    expect(box(page)).to_be_visible()
    return page


def box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Message", exact=True)


def write(page: Page, words: str) -> None:
    box(page).fill(words)
    box(page).press("Enter")


def log(page: Page) -> Any:
    return page.get_by_role("log", name="Conversation")


def test_what_an_operator_changes_quotes_and_takes_back_the_visitor_sees_at_once(desk, visitor, errors):
    write(visitor, "How long does it take?")
    accept(desk, "How long does it take?")
    write(desk, "12 days")
    expect(log(visitor)).to_contain_text("12 days")
    expect(conversation(desk).locator(".message-operator:not(.is-sending)")).to_contain_text("12 days")
    box(desk).press("ArrowUp")
    expect(box(desk)).to_have_value("12 days")
    write(desk, "14 days")
    expect(log(visitor)).to_contain_text("14 days")
    expect(log(visitor)).to_contain_text("Edited")
    expect(log(visitor)).not_to_contain_text("12 days")

    visitor.locator(".entry", has_text="14 days").hover()
    visitor.get_by_role("button", name="Quote", exact=True).last.click()
    write(visitor, "To Norway?")
    answer = conversation(desk).locator(".message-visitor", has_text="To Norway?")
    expect(answer.locator(".quote")).to_contain_text("14 days")

    conversation(desk).focus()
    for _step in range(2):
        desk.keyboard.press("ArrowUp")
    expect(desk.locator(".message-operator", has_text="14 days")).to_be_focused()
    desk.get_by_role("button", name="Delete", exact=True).click()
    desk.locator("dialog[open]").get_by_role("button", name="Delete").click()
    expect(log(visitor)).to_contain_text("This message was deleted.")
    expect(log(visitor)).not_to_contain_text("14 days")
    expect(answer.locator(".quote")).to_contain_text("This message was deleted.")
    desk.locator(".message.is-deleted").hover()
    desk.get_by_role("button", name="What it said before").click()
    expect(desk.locator("dialog[open] .versions")).to_contain_text("12 days")
    desk.keyboard.press("Escape")
    assert axe_findings(desk) == []
    assert axe_findings(visitor) == []


def test_a_button_of_a_message_that_changes_meanwhile_is_still_pressed_and_keeps_the_keyboard(desk, visitor, errors):
    write(visitor, "When do you open?")
    accept(desk, "When do you open?")
    write(desk, "At nine")
    expect(log(visitor)).to_contain_text("At nine")
    second = desk.context.new_page()
    second.goto(desk.url)
    expect(conversation(second)).to_contain_text("At nine")

    def corrects(words: str) -> None:
        box(second).press("ArrowUp")
        expect(second.get_by_role("region", name="Chat", exact=True).get_by_role("button", name="Save")).to_be_visible()
        write(second, words)
        expect(log(visitor)).to_contain_text(words)

    row = conversation(desk).locator(".message-operator")
    row.hover()
    quote = row.get_by_role("button", name="Quote", exact=True)
    quote.hover()
    desk.mouse.down()
    corrects("At ten")
    desk.mouse.up()
    expect(desk.locator("[data-part=about-text]")).to_contain_text("At")
    expect(row).to_contain_text("At ten")
    row.hover()
    quote.focus()
    corrects("At eleven")
    expect(row).to_contain_text("At eleven")
    expect(quote).to_be_focused()


def test_a_note_calls_a_colleague_and_stays_with_the_team_also_across_a_reload(
    desk, visitor, house, new_context, errors
):
    bens = sign_in(house, new_context, "ben")
    bens.evaluate(NOTICES)
    write(visitor, "I want my money back")
    accept(desk, "I want my money back")
    box(desk).fill("half an answer")
    desk.get_by_role("button", name="Note", exact=True).click()
    note = desk.get_by_role("textbox", name="Note for colleagues")
    note.press_sequentially("Can we? @be")
    expect(desk.get_by_role("option", name="Ben")).to_be_visible()
    note.press("Enter")
    note.press("Enter")
    expect(conversation(desk).locator(".message-note")).to_contain_text("Can we? @Ben")
    expect(bens.get_by_text("Anna calls you")).to_be_visible()
    bens.wait_for_function("noticed.some(([_title, words]) => words === 'Can we? @Ben')")
    bens.evaluate(TO_THE_FRONT)
    with bens.expect_response(lambda answer: answer.url.endswith("/notes/1/seen")) as told:
        bens.get_by_role("button", name="Open chat", exact=True).click()
    assert told.value.ok
    expect(conversation(bens).locator(".message-note")).to_contain_text("Can we? @Ben")
    expect(conversation(bens).locator(".message-note")).to_be_focused()
    write(visitor, "Hello?\n" * 60 + "Anybody?")
    expect(conversation(bens)).to_contain_text("Anybody?")
    bens.goto(bens.url + "&note=1")
    expect(conversation(bens).locator(".message-note")).to_be_focused()
    expect(conversation(bens).locator(".message-note")).to_be_in_viewport()
    desk.reload()
    expect(box(desk)).to_have_value("half an answer")
    expect(conversation(desk).locator(".message-note")).to_contain_text("Can we? @Ben")
    visitor.reload()
    expect(log(visitor)).to_contain_text("I want my money back")
    assert "Can we?" not in visitor.content()


def test_words_for_a_chat_that_was_closed_are_kept_until_it_is_opened_again(desk, visitor, errors):
    write(visitor, "Wait for me")
    accept(desk, "Wait for me")
    write(desk, "Of course")
    expect(conversation(desk)).to_contain_text("Of course")
    box(desk).fill("See you")
    box(desk).press("Control+Shift+Enter")
    expect(desk.get_by_text("This chat is closed.")).to_be_visible()
    expect(log(visitor)).to_contain_text("See you")
    desk.get_by_role("button", name="Reopen").click()
    expect(box(desk)).to_be_focused()
    expect(log(visitor)).to_contain_text("Anna has reopened the chat")
    write(visitor, "Thanks, one more question")
    expect(conversation(desk)).to_contain_text("one more question")


def test_what_visitors_type_is_seen_only_where_the_site_wants_it_and_visitors_are_told(desk, house, new_context):
    account = ("--email", "head@example.org", "--name", "Head", "--role", "admin")
    house.server.command("operator", "create", *account, "--password-stdin", stdin=PASSWORD + "\n")
    head = sign_in(house, new_context, "head")
    head.goto(f"{house.url}/settings")
    head.get_by_label("Operators can see what visitors type before they send it").check()
    head.get_by_role("button", name="Save settings").click()
    expect(head.get_by_text("Saved.")).to_be_visible()
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{house.url}/embed/panel")
    expect(page.get_by_text("We can see what you type before you send it.")).to_be_visible()
    write(page, "Hello there")
    accept(desk, "Hello there")
    box(page).press_sequentially("My number is 4711")
    expect(desk.locator("[data-part='typing-preview']")).to_have_text("My number is 4711")
    bens = sign_in(house, new_context, "ben")
    bens.goto(f"{house.url}/{desk.url.rsplit('/', 1)[-1]}")
    expect(bens.locator("[data-presence]")).not_to_have_attribute("data-presence", "offline")
    box(page).press_sequentially("!")
    expect(desk.locator("[data-part='typing-preview']")).to_have_text("My number is 4711!")
    expect(bens.locator("[data-part='typing-words']")).to_contain_text("is typing")
    assert "4711" not in bens.content()
    box(page).press("Enter")
    expect(conversation(desk)).to_contain_text("My number is 4711!")
    expect(desk.locator("[data-part='typing-preview']")).to_have_text("")
