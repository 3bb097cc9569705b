"""People at the desk in a real browser, as many tests need them: signing in, taking a chat, writing; and visitors."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from app.foundation.secrets import new_key
from tests.realtime.conftest import PASSWORD, House
from tests.realtime.lines import Panel
from tests.services.browsers import NewContext

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)

_signed_in: dict[tuple[Path, str], Any] = {}
"""What the browsers of people who have signed in keep, by their server's folder: an address may be used again."""


def sign_in(
    house: House, new_context: NewContext, name: str, *, prepare: Callable[[Page], object] | None = None, **options: Any
) -> Page:
    """A browser at the desk, with its line open; somebody signs in once, their other browsers share the session.

    ``prepare`` is done to the page before it goes anywhere.
    """
    who = (house.server.instance, name)
    page = new_context(storage_state=_signed_in.get(who), **options).new_page()
    if prepare is not None:
        prepare(page)
    page.goto(house.url)
    if who not in _signed_in:
        page.get_by_label("E-mail").fill(f"{name}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-presence]")).not_to_have_attribute("data-presence", "offline")
    _signed_in[who] = page.context.storage_state()
    return page


def forget_sign_in(house: House, name: str) -> None:
    """The session of somebody ends with this test, so the next one signs in anew."""
    del _signed_in[house.server.instance, name]


def open_page(url: str, title: str, address: str) -> Panel:
    """Somebody opens a page with the embed code, coming from a search."""
    body = {"token": None, "page_id": new_key(), "tab_id": new_key(), "url": address, "title": title}
    visit = {"referrer": "https://www.google.com/", "language": "en-GB", "languages": ["en-GB"], "storage": "full"}
    request = urllib.request.Request(
        f"{url}/embed/v1/page", json.dumps({**body, **visit}).encode(), {"User-Agent": CHROME, "Accept-Language": "en"}
    )
    with urllib.request.urlopen(request) as answer:
        return Panel(url, json.loads(answer.read())["token"])


def write(panel: Panel, chat: str, text: str) -> None:
    panel.post(f"/widget/v1/chats/{chat}/messages", {"client_id": new_key(), "text": text})


def accept(desk: Page, words: str) -> None:
    desk.locator(".chat-row", has_text=words).click()
    desk.get_by_role("button", name="Accept chat").click()
    expect(desk.get_by_role("textbox", name="Message")).to_be_focused()


def send(desk: Page, words: str) -> None:
    desk.get_by_role("textbox", name="Message").fill(words)
    desk.get_by_role("textbox", name="Message").press("Enter")


def conversation(desk: Page) -> Any:
    return desk.get_by_role("log", name="Conversation")
