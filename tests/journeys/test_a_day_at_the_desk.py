"""A day at the desk: a chat is answered, noted about, closed, rated, found again and counted."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Street


def test_a_chat_is_answered_closed_rated_found_in_the_archive_and_counted(street: Street) -> None:
    home = street.page("home.html", "Home")
    anna = street.operator()
    visitor = street.visitor()
    visitor.page.goto(home)
    visitor.page.get_by_role("button", name="Open chat").click()
    visitor.writes("Do you have it in marigold?")
    anna.opens_chat_of("marigold")
    anna.accepts()
    anna.page.get_by_role("button", name="Note", exact=True).click()
    anna.page.get_by_role("textbox", name="Note for colleagues").fill("Marigold is sold out until May")
    anna.page.get_by_role("button", name="Add note").click()
    anna.reads("Marigold is sold out until May")
    anna.page.get_by_role("button", name="Reply", exact=True).click()
    anna.writes("From May on again, I am afraid")
    visitor.reads("From May on again")
    expect(visitor.panel.get_by_text("sold out until May")).to_have_count(0)

    anna.page.get_by_role("button", name="Close chat", exact=True).click()
    anna.page.get_by_role("dialog").get_by_role("button", name="Close chat").click()
    visitor.panel.get_by_role("radio", name="Great").check()
    visitor.panel.get_by_role("button", name="Send rating").click()
    expect(visitor.panel.get_by_text("Thank you for your rating.")).to_be_visible()

    page = anna.page
    page.goto(f"{street.server.url}/archive?q=marigold")
    expect(page.get_by_text("1 found")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("marigold")
    page.goto(f"{street.server.url}/statistics/chats")
    expect(page.get_by_text("1 rated: 1 great, 0 average, 0 poor")).to_be_visible()
    assert visitor.errors == []
