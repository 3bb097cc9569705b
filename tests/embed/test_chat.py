"""The chat on a customer's pages: across tabs, reloads and pages, by keyboard, on a phone, in one's language."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from app.foundation.secrets import new_key
from tests.embed.conftest import PRICING, Shop

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement === document.body || document.activeElement.tagName !== 'BECKON-WIDGET'"


def test_three_tabs_have_one_invitation_and_one_chat(shop: Shop) -> None:
    first = shop.visitor()
    pricing = shop.page(PRICING)
    first.arrives(pricing)
    expect(first.invitation).to_be_visible()
    second, third = first.another_tab(), first.another_tab()
    for tab in (second, third):
        with tab.page.expect_response(re.compile("/v1/claim$")) as claimed:
            tab.page.goto(pricing)
        assert claimed.value.json()["reason"] == "claimed_elsewhere"
        expect(tab.invitation).to_have_count(0)

    first.invitation.get_by_role("button", name="Reply").click()
    first.writes("Hello from the first tab")
    for tab in (second, third):
        tab.launcher.click()
        expect(tab.log).to_contain_text("Hello from the first tab")
    second.writes("And from the second")
    chat = shop.accepts("And from the second")
    first.page.close()
    shop.says(chat, "Hello to all of you")
    for tab in (second, third):
        expect(tab.log).to_contain_text("And from the second")
        expect(tab.log).to_contain_text("Hello to all of you")
    assert first.errors == []


def test_an_open_panel_opens_again_on_the_next_page_without_taking_the_focus(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page("first.html"))
    visitor.launcher.click()
    visitor.writes("Before the reload")

    visitor.page.reload()
    expect(visitor.log).to_contain_text("Before the reload")
    expect(visitor.box).not_to_be_focused()
    assert visitor.page.evaluate(FOCUSED)

    visitor.page.goto(shop.page("second.html"))
    expect(visitor.log).to_contain_text("Before the reload")

    visitor.panel.get_by_role("button", name="Close chat").click()
    visitor.page.reload()
    expect(visitor.launcher).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Close chat")).to_have_count(0)
    visitor.launcher.click()
    expect(visitor.log).to_contain_text("Before the reload")


def test_a_file_answers_an_invitation_and_later_pages_ask_how_the_chat_was_without_opening_it(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(PRICING))
    visitor.invitation.get_by_role("button", name="Reply").click()
    expect(visitor.box).to_be_focused()
    pdf = b"%PDF-1.7\ntrailer << >>\n%%EOF\n"
    visitor.panel.locator("input[type=file]").set_input_files(
        {"name": "order.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    expect(visitor.log.get_by_role("link", name="order.pdf")).to_be_visible()
    chat = shop.accepts("order.pdf")
    said = shop.line.ask("resume", {"chat": chat, "after": 0})["messages"]
    assert [(each["id"], each["from"]) for each in said[:2]] == [(1, "invitation"), (2, "visitor")]
    shop.says(chat, "Thank you")
    expect(visitor.log).to_contain_text("Thank you")
    assert shop.line.ask("close", {"chat": chat})["ok"]
    question = visitor.panel.get_by_role("group", name="How was this chat?")
    expect(question).to_be_visible()
    visitor.panel.get_by_role("button", name="Close chat").click()

    visitor.arrives(shop.page("next.html"))
    expect(visitor.launcher).to_be_visible()
    visitor.launcher.click()
    expect(question).to_be_visible()
    expect(visitor.log).to_contain_text("Thank you")
    visitor.panel.get_by_role("button", name="Not now").click()
    expect(question).to_have_count(0)
    visitor.page.reload()
    expect(visitor.panel.get_by_role("button", name="Send files")).to_be_visible()
    expect(visitor.log).not_to_contain_text("Thank you")
    assert visitor.errors == []


def test_another_tab_does_not_open_the_panel_by_itself(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.launcher.click()
    expect(visitor.box).to_be_focused()
    other = visitor.another_tab()
    other.arrives(shop.page())
    expect(other.launcher).to_be_visible()


def test_a_message_that_comes_while_the_panel_is_closed_is_counted_on_the_launcher(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.launcher.click()
    visitor.writes("Tell me when you know")
    chat = shop.accepts("Tell me when you know")
    expect(visitor.log).to_contain_text("Anna Berg joined the chat")
    visitor.panel.get_by_role("button", name="Close chat").click()
    expect(visitor.launcher).to_be_visible()

    shop.says(chat, "Now I know")

    expect(visitor.launcher).to_have_accessible_description("1 unread message")
    visitor.page.reload()
    expect(visitor.launcher).to_have_accessible_description("1 unread message")
    visitor.launcher.click()
    expect(visitor.log).to_contain_text("Now I know")


def test_what_the_system_says_is_said_in_the_visitors_language(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.launcher.click()
    visitor.writes("Who is there?")
    chat = shop.accepts("Who is there?")
    expect(visitor.log).to_contain_text("Anna Berg joined the chat")
    assert shop.line.ask("close", {"chat": chat})["ok"]
    expect(visitor.log).to_contain_text("Anna Berg ended the chat")
    expect(visitor.log).to_contain_text("Write a message to start a new chat.")


def test_the_keyboard_is_enough(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(PRICING))
    expect(visitor.invitation).to_be_visible()
    keyboard = visitor.page.keyboard

    names = []
    for _ in range(3):
        keyboard.press("Tab")
        names.append(
            visitor.page.evaluate(
                "(() => { const inside = document.querySelector('beckon-widget').shadowRoot.activeElement;"
                " return inside ? inside.getAttribute('aria-label') || inside.textContent : null; })()"
            )
        )
    assert sorted(names) == ["Dismiss invitation", "Open chat", "Reply"]

    visitor.page.get_by_role("button", name="Reply").focus()
    keyboard.press("Enter")
    expect(visitor.box).to_be_focused()
    keyboard.type("Typed without a mouse")
    keyboard.press("Enter")
    expect(visitor.log).to_contain_text("Typed without a mouse")
    keyboard.press("Escape")
    expect(visitor.launcher).to_be_focused()


def test_escape_dismisses_an_invitation_that_has_the_focus(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page(PRICING))
    visitor.invitation.get_by_role("button", name="Dismiss invitation").focus()
    with visitor.page.expect_request(lambda one: "dismissed" in (one.post_data or "")):
        visitor.page.keyboard.press("Escape")
    expect(visitor.invitation).to_have_count(0)
    expect(visitor.launcher).to_be_focused()


def test_on_a_phone_the_panel_fills_the_screen_and_everything_can_be_touched(shop: Shop) -> None:
    visitor = shop.visitor(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    head = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    visitor.arrives(shop.page(PRICING, head=head))
    expect(visitor.invitation).to_be_visible()
    visitor.settles()
    bubble = visitor.invitation.bounding_box()
    assert bubble is not None
    assert bubble["height"] <= 844 / 3
    for button in visitor.invitation.get_by_role("button").all():
        size = button.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 44

    visitor.invitation.get_by_role("button", name="Reply").tap()
    expect(visitor.box).to_be_visible()
    visitor.settles()
    frame = visitor.page.locator("iframe[title='Live help']").bounding_box()
    assert frame == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert visitor.box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)") >= 16
    visitor.panel.get_by_role("button", name="Close chat").tap()
    expect(visitor.launcher).to_be_visible()


def test_on_a_phone_the_panel_opens_again_only_where_a_chat_is_going_on(shop: Shop) -> None:
    visitor = shop.visitor(viewport={"width": 390, "height": 844})
    visitor.arrives(shop.page())
    visitor.launcher.click()
    expect(visitor.box).to_be_focused()
    visitor.page.reload()
    expect(visitor.launcher).to_be_visible()

    visitor.launcher.click()
    visitor.writes("Now a chat is going on")
    visitor.page.reload()
    expect(visitor.log).to_contain_text("Now a chat is going on")


def test_nothing_moves_where_the_visitor_asked_for_less_motion(shop: Shop) -> None:
    visitor = shop.visitor(reduced_motion="reduce")
    visitor.arrives(shop.page(PRICING))
    expect(visitor.invitation).to_be_visible()
    running = "document.querySelector('beckon-widget').shadowRoot.getAnimations().length"
    assert visitor.page.evaluate(running) == 0
    visitor.invitation.get_by_role("button", name="Reply").click()
    expect(visitor.box).to_be_visible()
    assert visitor.page.evaluate(running) == 0


def test_a_chat_that_begins_while_the_line_is_still_opening_hears_what_is_said(shop: Shop) -> None:
    visitor = shop.visitor()
    asked: list[object] = []
    welcomes: list[Callable[[], None]] = []

    def between(line: WebSocketRoute) -> None:
        """Hold the server's welcome back until the chat has begun."""
        server = line.connect_to_server()

        def from_panel(frame: str | bytes) -> None:
            if str(frame).startswith("40/visitor"):
                asked.append(frame)
            server.send(frame)

        def from_server(frame: str | bytes) -> None:
            if str(frame).startswith("40/visitor"):
                welcomes.append(lambda: line.send(frame))
            else:
                line.send(frame)

        line.on_message(from_panel)
        server.on_message(from_server)

    visitor.page.route_web_socket(re.compile("/socket.io/"), between)
    visitor.arrives(shop.page())
    visitor.launcher.click()
    while not welcomes:
        visitor.page.wait_for_timeout(50)
    visitor.writes("I was quicker than the line")
    welcomes[0]()
    chat = shop.accepts("I was quicker than the line")
    expect(visitor.log).to_contain_text("Anna Berg joined the chat")
    shop.says(chat, "And we hear you")
    expect(visitor.log).to_contain_text("And we hear you")
    assert len(asked) == 1


def test_a_message_written_without_a_line_goes_out_once_when_it_is_back(shop: Shop) -> None:
    visitor = shop.visitor()
    visitor.arrives(shop.page())
    visitor.launcher.click()
    visitor.writes("First")
    visitor.page.context.set_offline(True)
    visitor.box.fill("Written in a tunnel")
    visitor.box.press("Enter")
    expect(visitor.panel.get_by_text("Not sent yet")).to_be_visible()
    visitor.page.context.set_offline(False)
    expect(visitor.panel.get_by_text("Not sent yet")).to_have_count(0)
    expect(visitor.panel.get_by_text("Sent ·")).to_be_visible()
    expect(visitor.log.get_by_text("Written in a tunnel")).to_have_count(1)


def test_a_panel_from_the_back_forward_cache_hears_what_was_said_meanwhile_and_what_is_said_then(
    shop: Shop, everyday_chromium: Browser
) -> None:
    """Playwright cannot look into a frame that was restored, so the desk tells what the visitor has seen in it."""
    with everyday_chromium.new_context(locale="en-GB") as context:
        visitor = shop.visitor(context)
        kept = "addEventListener('pageshow', event => { window.isRestored = event.persisted })"
        visitor.arrives(shop.page("first.html", body=f"<script>{kept}</script>"))
        visitor.launcher.click()
        visitor.writes("Before I look elsewhere")
        chat = shop.accepts("Before I look elsewhere")
        expect(visitor.log).to_contain_text("Anna Berg joined the chat")
        visitor.page.goto(shop.site.page("elsewhere.html", "<h1>A page without chat</h1>"))

        def says(words: str) -> int:
            told = {"chat": chat, "client_id": new_key(), "text": words}
            return int(shop.line.ask("message", told)["id"])

        def is_seen(number: int) -> bool:
            return bool(shop.line.heard("chat", lambda told: told["key"] == chat and told["seen_by_visitor"] >= number))

        meanwhile = says("Said while you were away")
        visitor.page.go_back(wait_until="commit")

        assert is_seen(meanwhile)
        assert visitor.page.evaluate("isRestored"), "the page was loaded anew instead of restored"
        assert is_seen(says("Welcome back"))
