"""Handing over: two operators and two visitors pass chats on, take them over, put them on hold and close them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Operator, Street
from tests.services.browsers import NewContext
from tests.services.servers import HostSite, StartBeckon


@pytest.fixture
def street(start_beckon: StartBeckon, start_host_site: Callable[..., HostSite], new_context: NewContext) -> Street:
    """A shop with SQLite behind it: what both databases do alike is tested where no browser is needed."""
    return Street(start_beckon(), start_host_site(), new_context)


def head(operator: Operator, name: str) -> None:
    """Press a button above the conversation."""
    operator.page.locator(".chat-actions").get_by_role("button", name=name).click()


def test_two_operators_hand_chats_over_and_the_visitors_read_what_becomes_of_them(street: Street) -> None:
    home = street.page("home.html", "Home")
    anna, ben = street.operator("Anna Berg"), street.operator("Ben Ott")
    ada, bob = street.visitor(), street.visitor()
    for visitor, words in ((ada, "My invoice is wrong"), (bob, "Where is my parcel?")):
        visitor.page.goto(home)
        visitor.page.get_by_role("button", name="Open chat").click()
        visitor.writes(words)
    ada.reads("You are next in the queue.")
    bob.reads("You are number 2 in the queue.")

    anna.opens_chat_of("My invoice is wrong")
    anna.accepts()
    bob.reads("You are next in the queue.")
    head(anna, "Transfer chat")
    dialog = anna.page.get_by_role("dialog", name="Transfer this chat")
    dialog.get_by_role("radio", name=re.compile("^Ben Ott")).check()
    dialog.get_by_label("Note for whoever takes it").fill("Knows about invoices")
    dialog.get_by_role("button", name="Offer the chat").click()
    expect(anna.page.locator("body")).to_contain_text("Offered to Ben Ott. It stays yours until somebody takes it.")

    ben.opens_chat_of("Knows about invoices")
    offer = ben.page.get_by_role("group", name="Offered to you")
    expect(offer).to_contain_text("Knows about invoices")
    offer.get_by_role("button", name="Take the chat").click()
    ada.reads("Anna Berg has handed you over to Ben Ott")
    expect(anna.page.locator("#toasts")).to_contain_text("Ben Ott has taken your chat with")
    ben.writes("I look at it")
    ada.reads("I look at it")
    expect(ada.panel.locator("body")).not_to_contain_text("Knows about invoices")

    head(ben, "Put on hold")
    ada.reads("Ben Ott has put the chat on hold for a moment")
    expect(ada.panel.get_by_role("status").first).to_contain_text("The chat is on hold.")
    expect(ben.page.locator(".flow-bar").filter(has_text="On hold for")).to_be_visible()
    ben.page.get_by_role("button", name="Go on", exact=True).click()
    ada.reads("Ben Ott is back")

    anna.opens_chat_of("Where is my parcel?")
    anna.accepts()
    ben.unfolds("active")
    ben.opens_chat_of("Where is my parcel?")
    ben.page.get_by_role("button", name="Take over").click()
    bob.reads("Ben Ott has taken over from Anna Berg")
    expect(anna.page.locator("#toasts")).to_contain_text("Ben Ott has taken over your chat with")

    head(ben, "Close chat")
    closing = ben.page.get_by_role("dialog", name="Close this chat?")
    closing.get_by_role("radio", name="Solved", exact=True).check()
    closing.get_by_role("button", name="Close chat").click()
    bob.reads("Ben Ott ended the chat")
    expect(ben.page.locator(".chat-note")).to_contain_text("Closed: Solved")
    expect(bob.panel.locator("body")).not_to_contain_text("Solved")
    assert ada.errors == bob.errors == []
