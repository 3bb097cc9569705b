"""The first mile: a visitor lands on somebody else's site, is invited, answers, and is helped."""

from playwright.sync_api import expect

from tests.journeys.conftest import Street


def test_a_visitor_lands_is_invited_and_is_helped(street: Street) -> None:
    home, pricing = street.page("home.html", "Home"), street.page("pricing.html", "Pricing")
    anna = street.operator()
    street.invites(anna, name="Pricing help", words="/pricing", message="Which plan fits you?")
    visitor = street.visitor()

    visitor.page.goto(home)
    expect(visitor.page.get_by_role("button", name="Open chat")).to_be_visible()
    expect(anna.page.locator("body")).to_contain_text("Home")
    expect(visitor.invitation).to_have_count(0)

    visitor.page.goto(pricing)
    expect(visitor.invitation).to_contain_text("Which plan fits you?")
    expect(anna.page.locator("body")).to_contain_text("Pricing")

    visitor.replies("The small one, I think")
    anna.opens_chat_of("The small one, I think")
    anna.accepts()
    anna.reads("Which plan fits you?")
    anna.reads("The small one, I think")
    anna.writes("A good choice")
    visitor.reads("A good choice")

    visitor.page.reload()
    visitor.reads("A good choice")
    visitor.page.goto(home)
    visitor.reads("A good choice")
    visitor.writes("One more question")
    anna.reads("One more question")
    assert visitor.errors == []


def test_two_tabs_show_one_invitation_and_one_chat(street: Street) -> None:
    pricing = street.page("pricing.html", "Pricing")
    anna = street.operator()
    street.invites(anna, name="Pricing help", words="/pricing", message="Which plan fits you?")
    first = street.visitor()
    first.page.goto(pricing)
    expect(first.invitation).to_be_visible()
    second = type(first)(first.page.context.new_page(), first.errors)
    second.page.goto(pricing)
    expect(second.page.get_by_role("button", name="Open chat")).to_be_visible()
    expect(second.invitation).to_have_count(0)

    first.page.bring_to_front()
    first.replies("Hello from the first tab")
    first.reads("Hello from the first tab")
    second.page.bring_to_front()
    second.page.get_by_role("button", name="Open chat").click()
    second.reads("Hello from the first tab")
    anna.opens_chat_of("Hello from the first tab")
    anna.accepts()
    anna.writes("Hello to both")
    first.reads("Hello to both")
    second.reads("Hello to both")


def test_of_two_operators_one_gets_the_chat_and_the_other_learns_who(street: Street) -> None:
    home = street.page("home.html", "Home")
    anna, ben = street.operator("Anna Berg"), street.operator("Ben Ott")
    visitor = street.visitor()
    visitor.page.goto(home)
    visitor.page.get_by_role("button", name="Open chat").click()
    visitor.writes("Is anybody there?")
    anna.opens_chat_of("Is anybody there?")
    ben.opens_chat_of("Is anybody there?")
    anna.accepts()
    expect(ben.page.locator("body")).to_contain_text("Anna Berg")
    visitor.reads("Anna Berg")


def test_when_the_last_desk_closes_no_invitation_shows(street: Street) -> None:
    home, pricing = street.page("home.html", "Home"), street.page("pricing.html", "Pricing")
    anna = street.operator()
    street.invites(anna, name="Pricing help", words="/pricing", message="Which plan fits you?")
    visitor = street.visitor()
    visitor.page.goto(home)
    expect(visitor.page.get_by_role("button", name="Open chat")).to_be_visible()
    anna.page.close()
    street.waits_until_team_is(online=False)
    with visitor.page.expect_response(lambda answer: answer.url.endswith("/embed/v1/claim")) as claimed:
        visitor.page.goto(pricing)
    assert claimed.value.json()["reason"] == "team_offline"
    expect(visitor.invitation).to_have_count(0)
