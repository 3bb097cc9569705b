"""The context of the desk and the page of visitors in a real browser: what operators see and do about people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Locator, Page, Route, expect

from tests.realtime.at_the_desk import open_page, sign_in
from tests.realtime.conftest import House
from tests.services.accessibility import axe_findings
from tests.services.browsers import NewContext

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
WAITING = """
version: 1
invitations:
  - {key: cellar-help, name: Cellar help, type: url, state: live, position: 10, when_team: either,
     conditions: {all: [
       {fact: page.url, is: contains, value: /cellar}, {fact: page.seconds, is: at_least, value: 3000}]},
     message: {html: "<p>Red or white?</p>"}}
"""
Signed = Callable[..., Page]


@pytest.fixture
def signed(house: House, new_context: NewContext) -> Iterator[Signed]:
    """Anna's browser; nothing may go wrong inside its pages."""
    problems: list[str] = []

    def one(path: str, **options: Any) -> Page:
        page = sign_in(house, new_context, "anna", **options)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(house.url + path)
        return page

    yield one
    assert problems == []


def names(page: Page) -> Locator:
    return page.locator("#visitors-online tbody [data-row-link]")


def test_an_operator_notes_who_somebody_is_and_finds_it_again(house: House, signed: Signed) -> None:
    chat = open_page(house.url, "Lamps", "https://shop.test/lamps").starts()
    desk = signed(f"/?chat={chat}")
    pane = desk.locator(".desk-context")
    expect(pane).to_contain_text("Lamps")

    pane.get_by_label("Name", exact=True).fill("Ada Lovelace")
    pane.get_by_label("Name", exact=True).press("Enter")
    expect(desk.locator(".chat-row", has_text="Ada Lovelace").first).to_be_visible()
    pane.get_by_label("E-mail", exact=True).fill("nowhere")
    pane.get_by_label("E-mail", exact=True).press("Enter")
    expect(pane.get_by_role("alert")).to_contain_text("no e-mail address")
    pane.get_by_label("E-mail", exact=True).fill("ada@example.org")
    pane.get_by_label("E-mail", exact=True).press("Tab")
    expect(pane.get_by_role("alert")).to_be_hidden()
    pane.get_by_label("Add a tag to this chat").fill("returns, lamps")
    pane.get_by_label("Add a tag to this chat").press("Enter")
    expect(pane.locator("[data-person=chat-tags]")).to_contain_text("lamps")
    with desk.expect_response("**/tags/delete"):
        pane.get_by_role("button", name="Remove the tag returns").click()
    pane.get_by_label("A note about this visitor").fill("Calls on Mondays")
    pane.get_by_role("button", name="Add note").click()
    expect(pane.locator(".note")).to_contain_text("Calls on Mondays")
    pane.locator("[data-fold=visit] summary").press("Enter")

    desk.reload()
    expect(pane.get_by_label("E-mail", exact=True)).to_have_value("ada@example.org")
    expect(pane.locator("[data-person=chat-tags]")).to_have_text("lamps")
    expect(pane.locator(".note")).to_contain_text("Anna")
    expect(pane.locator("[data-fold=visit]")).not_to_have_attribute("open", "")
    assert axe_findings(desk) == []


def test_who_is_quicker_than_the_server_writes_about_the_visitor_they_see(house: House, signed: Signed) -> None:
    first = open_page(house.url, "Stools", "https://shop.test/stools").starts("I sit")
    open_page(house.url, "Benches", "https://shop.test/benches").starts("We sit")
    desk = signed(f"/?chat={first}")
    pane = desk.locator(".desk-context")
    name, phone = pane.get_by_label("Name", exact=True), pane.get_by_label("Telephone", exact=True)
    phone.fill("1")
    with desk.expect_response("**/contact"):
        phone.press("Enter")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/desk/visitors/*/context", hold)

    desk.locator(".chat-row", has_text="We sit").click()
    expect(pane).to_contain_text("Benches")
    expect(phone).to_have_value("")
    pane.get_by_label("More about this visitor").click()
    expect(pane.locator("[data-person-action]:visible")).to_have_count(0)
    desk.keyboard.press("Escape")
    name.fill("Beatrice")
    with desk.expect_response("**/contact"):
        name.press("Enter")
    for route in held:
        route.continue_()
    desk.unroute("**/desk/visitors/*/context")
    expect(desk.locator(".chat-row", has_text="We sit")).to_contain_text("Beatrice")
    desk.locator(".chat-row", has_text="I sit").click()

    expect(pane).to_contain_text("Stools")
    expect(phone).to_have_value("1")
    expect(name).to_have_value("")


def test_a_note_stays_though_an_older_answer_comes_after_it(house: House, signed: Signed) -> None:
    desk = signed(f"/?chat={open_page(house.url, 'Shelves', 'https://shop.test/shelves').starts()}")
    pane = desk.locator(".desk-context")
    expect(pane).to_contain_text("Shelves")
    held: list[tuple[Route, APIResponse]] = []
    desk.route("**/contact", lambda route: held.append((route, route.fetch())))

    pane.get_by_label("Name", exact=True).fill("Grace Hopper")
    pane.get_by_label("A note about this visitor").fill("Calls on Fridays")
    pane.get_by_role("button", name="Add note").click()
    desk.wait_for_timeout(500)  # time for the note to be written, were it not in turn
    for route, answer in held:
        route.fulfill(response=answer)

    expect(pane.locator("[data-part=name]")).to_have_text("Grace Hopper")
    expect(pane.locator(".note")).to_contain_text("Calls on Fridays")


def test_somebody_is_blocked_and_erased_from_the_context(house: House, signed: Signed) -> None:
    chat = open_page(house.url, "Chairs", "https://shop.test/chairs").starts()
    desk = signed(f"/?chat={chat}", viewport=PHONE)
    desk.locator("[data-show-context]").click()
    pane = desk.locator(".desk-context")

    pane.get_by_label("More about this visitor").click()
    pane.get_by_role("button", name="Erase").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("yes")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("erase")
    dialog.get_by_role("textbox").fill("Erase")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("in a chat")
    desk.keyboard.press("Escape")

    pane.get_by_label("More about this visitor").click()
    pane.get_by_role("button", name="Block").click()
    dialog.get_by_label("Why (only your team sees this)").fill("Rude")
    assert axe_findings(desk) == []
    dialog.get_by_role("button", name="Block").click()
    expect(pane).to_contain_text("Blocked until")

    pane.get_by_label("More about this visitor").click()
    pane.get_by_role("button", name="Erase").click()
    dialog.get_by_role("textbox").fill("erase")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(desk.locator("#toasts")).to_contain_text("Everything about this visitor is deleted")
    expect(desk.locator(".desk-list")).to_be_visible()


def test_the_table_keeps_still_while_somebody_is_in_it(house: House, signed: Signed) -> None:
    open_page(house.url, "First cellar", "https://shop.test/cellar-1")
    page = signed("/visitors")
    page.get_by_role("searchbox").fill("cellar")
    expect(page).to_have_url(re.compile(r"\?q=cellar$"))
    expect(names(page)).to_have_count(1)

    page.locator("#visitors-online tbody").hover()
    open_page(house.url, "Second cellar", "https://shop.test/cellar-2")
    expect(page.get_by_role("button", name="1 new visitor")).to_be_visible()
    expect(names(page)).to_have_count(1)
    page.get_by_role("button", name="1 new visitor").click()
    expect(names(page)).to_have_count(2)

    page.mouse.move(0, 0)
    page.get_by_role("searchbox").focus()
    open_page(house.url, "Third cellar", "https://shop.test/cellar-3")
    expect(names(page)).to_have_count(3)
    assert axe_findings(page) == []


def test_rows_are_walked_by_keys_and_their_menu_says_who_is_one_of_ours(house: House, signed: Signed) -> None:
    for number in range(2):
        open_page(house.url, f"Attic {number}", f"https://shop.test/attic-{number}")
    page = signed("/visitors?q=attic")
    expect(names(page)).to_have_count(2)

    names(page).first.focus()
    page.keyboard.press("ArrowDown")
    expect(names(page).nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(names(page).nth(1)).to_be_focused()
    names(page).first.click(button="right")
    expect(page.get_by_role("link", name="View")).to_be_focused()
    assert axe_findings(page) == []
    page.get_by_role("button", name="This browser is one of ours").click()
    page.mouse.move(0, 0)
    expect(names(page)).to_have_count(1)
    expect(page.locator(".hidden-words")).to_contain_text("1 browser of your own people")


def test_the_next_invitation_is_counted_down_and_the_map_leads_back_to_the_table(
    house: House, signed: Signed, tmp_path: Path
) -> None:
    file = tmp_path / "invitations.yaml"
    file.write_text(WAITING, encoding="utf-8")
    house.server.command("invitations", "apply", str(file))
    open_page(house.url, "Ancient cellar", "https://shop.test/cellar-ancient")
    page = signed("/visitors?q=ancient+cellar", color_scheme="dark")
    cell = page.locator("td[data-next]").first

    expect(cell).to_contain_text("Cellar help")
    expect(cell).to_contain_text(re.compile(r"in 4\d:\d\d"))
    page.get_by_role("link", name="Map").click()
    expect(page.get_by_role("list", name="Places")).to_contain_text("Nobody knows where")
    assert axe_findings(page) == []
    page.get_by_role("link", name="Nobody knows where").click()
    expect(names(page)).to_have_count(1)
