"""Audience, schedule, closings, limits and budget hold an invitation back: it is not armed, and a claim is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.chats.queries import standing_of
from app.domain.errors import InvalidInput
from app.foundation import settings
from app.foundation.clock import FrozenClock
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.foundation.secrets import new_key
from app.invitations import queries
from app.invitations.arming import arm_page
from app.invitations.draft_parts import Audience, Frequency, Schedule
from app.invitations.explaining import explain_visitor
from app.invitations.explaining_words import blocker_sentence
from app.invitations.models import Impression
from app.invitations.vocabulary import LogKind, WhenTeam
from app.visitors import identity
from app.visitors.queries import visitor_by_key
from tests.invitations.conftest import Browser, Shop

SHOP = "https://shop.test"
ALL_THREE = Frequency(not_again_after_close_in_visit=True, next_on_url_change=True, only_while_url_matches=True)
ANYWHERE = {"all": [{"fact": "page.url", "is": "glob", "value": "*"}]}


def invites(shop: Shop, key: str = "pricing-help", **fields) -> str:
    """A live invitation, whether the team is there or not."""
    return shop.invites(key, when_team=WhenTeam.EITHER, **fields)


def signs_in(browser: Browser, secret: str, user_id: str = "42") -> None:
    """The page says who the visitor is, with a good signature."""
    with transaction() as publish:
        assert browser.key is not None
        assert identity.vouch(publish, browser.key, user_id, identity.signature_of(user_id, secret), present_moment())


def sees(browser: Browser, key: str, then: LogKind | None = None, **fields) -> None:
    """The invitation is granted, is really on the screen, and perhaps something becomes of it."""
    granted = browser.claims(key, **fields)
    browser.signals(granted, LogKind.SEEN)
    if then is not None:
        browser.signals(granted, then)


def explained(browser: Browser, key: str) -> str:
    assert browser.key is not None
    visitor = visitor_by_key(browser.key)
    assert visitor is not None
    explanation = explain_visitor(visitor, now=present_moment(), invitation=key)
    return blocker_sentence(explanation.invitations[0], explanation)


@pytest.mark.parametrize(
    ("audience", "stranger", "known"),
    [
        (Audience.EVERYONE, "granted", "granted"),
        (Audience.VISITORS, "granted", "audience"),
        (Audience.IDENTIFIED, "audience", "granted"),
    ],
)
def test_an_audience_is_everyone_visitors_or_people_with_a_signed_id(
    shop: Shop, browser: Browser, audience, stranger, known
):
    secret = identity.make_secret()
    invites(shop, audience=audience)
    assert (browser.opens() == ["pricing-help"]) is (stranger == "granted")
    assert browser.reason() == stranger
    member = Browser()
    member.opens()
    signs_in(member, secret)
    assert (member.opens() == ["pricing-help"]) is (known == "granted")
    assert member.reason() == known


def test_a_schedule_decides_at_arming_and_at_the_claim(shop: Shop, browser: Browser, clock: FrozenClock):
    settings.change("site.time_zone", "Europe/Berlin")  # it is one o'clock on a Monday there
    invites(shop, schedule=Schedule(weekly={"mon": "22:00-02:00", "sun": "22:00-02:00"}))
    assert browser.opens() == []
    assert browser.reason() == "schedule"
    assert "until its schedule opens" in explained(browser, "pricing-help")


def test_a_page_is_told_when_to_ask_again_for_a_schedule(shop: Shop, browser: Browser, clock: FrozenClock):
    at = present_moment()
    opens = f"{at + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    invites(shop, schedule=Schedule(start=opens, until=f"{at + timedelta(hours=3):%Y-%m-%dT%H:%M}"))
    browser.opens()
    assert asked_again_after(browser) == 3600
    clock.advance(3600)
    assert browser.opens() == ["pricing-help"]
    assert asked_again_after(browser) == 7200
    clock.advance(7200)
    assert browser.reason() == "schedule"
    assert "schedule is over" in explained(browser, "pricing-help")


def asked_again_after(browser: Browser) -> float | None:
    assert browser.key is not None
    visitor = visitor_by_key(browser.key)
    assert visitor is not None
    assert visitor.page is not None
    with transaction():
        arming = arm_page(visitor=visitor, page=visitor.page, standing=standing_of(visitor.id), now=present_moment())
    return arming.ask_again_after


def test_a_schedule_is_kept_in_one_form_and_a_wrong_one_is_refused_with_its_place(shop: Shop):
    key = invites(shop, schedule=Schedule(start="2026-12-01 09:00", weekly={"mon": "13:00–17:00,09:00-12:00"}))
    details = queries.invitation_details(key)
    assert details is not None
    assert details.draft.schedule == Schedule(start="2026-12-01T09:00", weekly={"mon": "09:00-12:00, 13:00-17:00"})
    with pytest.raises(InvalidInput) as refused:
        invites(shop, "wrong", schedule=Schedule(weekly={"mon": "all day"}))
    assert refused.value.field == "schedule.weekly.mon"


def test_closing_one_ends_automatic_invitations_for_the_visit(shop: Shop, browser: Browser, clock: FrozenClock):
    invites(shop, "first", position=1)
    invites(shop, "second", position=2)
    browser.opens()
    sees(browser, "first", LogKind.DISMISSED)
    assert browser.opens() == []
    assert [browser.reason(key) for key in ("first", "second")] == ["closed_in_visit"] * 2
    clock.advance(1801)
    assert browser.opens() == ["first", "second"]


def test_one_that_is_not_to_come_again_leaves_the_others_their_turn(shop: Shop, browser: Browser):
    invites(shop, "first", position=1, frequency=Frequency(not_again_after_close_in_visit=True))
    invites(shop, "second", position=2)
    browser.opens()
    sees(browser, "first", LogKind.DISMISSED)
    assert browser.reason("first") == "closed_before"
    assert browser.opens() == ["second"]
    assert browser.reason("second") == "granted"


def test_the_recipe_for_invitations_by_address_with_a_general_one(shop: Shop, browser: Browser, clock: FrozenClock):
    invites(shop, "by-address", position=1, frequency=ALL_THREE)
    invites(shop, "general", position=10, conditions=ANYWHERE, frequency=ALL_THREE)
    assert browser.opens(f"{SHOP}/pricing") == ["by-address", "general"]
    sees(browser, "by-address", LogKind.DISMISSED)
    assert browser.opens(f"{SHOP}/pricing?utm_source=mail") == []
    assert browser.reason("general") == "closed_in_visit"
    assert browser.opens(f"{SHOP}/cart") == ["general"]
    sees(browser, "general", LogKind.DISMISSED)
    clock.advance(5)
    for path in ("/pricing", "/cart", "/other"):
        assert browser.opens(SHOP + path) == []
    assert browser.reason("general") == "closed_before"
    clock.advance(1801)
    assert browser.opens(f"{SHOP}/pricing") == ["by-address", "general"]


def test_coming_back_to_the_page_on_which_it_was_closed_changes_nothing(
    shop: Shop, browser: Browser, clock: FrozenClock
):
    invites(shop, "by-address", position=1, frequency=ALL_THREE)
    invites(shop, "general", position=10, conditions=ANYWHERE, frequency=ALL_THREE)
    browser.opens(f"{SHOP}/pricing")
    sees(browser, "by-address", LogKind.DISMISSED)
    clock.advance(5)
    browser.opens(f"{SHOP}/cart")
    clock.advance(5)
    assert browser.opens(f"{SHOP}/pricing") == ["general"]


def test_it_counts_on_which_page_of_its_tab_it_was_closed(shop: Shop, browser: Browser):
    invites(shop, "following", position=1, conditions=ANYWHERE, frequency=Frequency(next_on_url_change=True))
    browser.opens(f"{SHOP}/a", tab="tab-1")
    browser.claims("following", tab="tab-1")
    browser.opens(f"{SHOP}/b", tab="tab-1")
    granted = browser.claims("following", tab="tab-1")
    browser.opens(f"{SHOP}/c", tab="tab-2")
    browser.signals(granted, LogKind.DISMISSED)
    assert db.session.query(Impression.closed_url).scalar() == f"{SHOP}/b"


def test_one_that_shows_every_time_comes_again_after_it_was_closed(shop: Shop, browser: Browser):
    invites(shop, frequency=Frequency(every_match=True))
    for _time in range(3):
        assert browser.opens() == ["pricing-help"]
        sees(browser, "pricing-help", LogKind.DISMISSED)


def test_at_most_so_many_times_counts_showings_that_are_over(shop: Shop, browser: Browser):
    invites(shop, max_shows=2, frequency=Frequency(every_match=True))
    browser.opens()
    sees(browser, "pricing-help")
    browser.opens()
    sees(browser, "pricing-help", LogKind.DISMISSED)  # the same showing, on the next page
    browser.opens()
    sees(browser, "pricing-help", LogKind.DISMISSED)
    assert browser.opens() == []
    assert browser.reason() == "max_shows"


def test_once_for_a_person_in_all_their_browsers(shop: Shop):
    secret = identity.make_secret()
    invites(shop, once_per_visitor=True)
    laptop, phone, stranger = Browser(), Browser(), Browser()
    for each in (laptop, phone):
        each.opens()
        signs_in(each, secret)
    stranger.opens()
    sees(laptop, "pricing-help", LogKind.EXPIRED)
    assert phone.opens() == []
    assert phone.reason() == "once_per_visitor"
    assert stranger.reason() == "granted"


def test_the_machine_is_silent_after_the_visitor_closed_what_an_operator_sent(
    shop: Shop, browser: Browser, clock: FrozenClock
):
    invites(shop)
    browser.opens()
    with transaction():
        db.session.add(manual(browser, "dismissed", present_moment()))
    assert browser.opens() == []
    assert browser.reason() == "recent_manual"
    clock.advance(24 * 3600)
    assert browser.opens() == ["pricing-help"]


def test_what_an_operator_sent_counts_in_no_limit_of_automatic_ones(shop: Shop, browser: Browser):
    settings.change("invitations.pause_after_manual_close_hours", 0)
    settings.change("invitations.budget_per_visit", 1)
    settings.change("invitations.mute_days_after_two_dismissals", 30)
    invites(shop, once_per_visitor=True)
    browser.opens()
    with transaction():
        db.session.add_all([manual(browser, "dismissed", present_moment()) for _one in range(3)])
    assert browser.opens() == ["pricing-help"]
    assert browser.reason() == "granted"


def manual(browser: Browser, state: str, at: datetime) -> Impression:
    assert browser.key is not None
    visitor = visitor_by_key(browser.key)
    assert visitor is not None
    return Impression(
        key=new_key(), kind="manual", visitor_id=visitor.id, visit_id=visitor.visit_id, state=state, tab_key="tab-1",
        held_until=at, html="", text="", sender_name="Anna", shown_at=at, rendered_at=at, ended_at=at,
    )  # fmt: skip


def test_a_budget_for_the_whole_site(shop: Shop, browser: Browser, clock: FrozenClock):
    settings.change("invitations.budget_per_visit", 2)
    settings.change("invitations.budget_gap_seconds", 60)
    for key in ("a", "b", "c"):
        invites(shop, key, frequency=Frequency(not_again_after_close_in_visit=True))
    browser.opens()
    sees(browser, "a", LogKind.DISMISSED)
    assert browser.opens() == []
    assert browser.reason("b") == "budget_gap"
    assert asked_again_after(browser) == 60
    assert "for 1 min more" in explained(browser, "b")
    clock.advance(60)
    assert browser.opens() == ["b", "c"]
    sees(browser, "b", LogKind.EXPIRED)
    clock.advance(60)
    assert browser.opens() == []
    assert browser.reason("c") == "budget_visit"


def test_what_was_granted_but_never_on_the_screen_costs_nothing_of_the_budget(shop: Shop, browser: Browser):
    settings.change("invitations.budget_per_visit", 1)
    invites(shop, "a", position=1)
    invites(shop, "b", position=2)
    browser.opens()
    browser.claims("a")
    assert browser.reason("b") == "granted"


def test_what_made_room_before_it_appeared_was_not_shown(shop: Shop, browser: Browser):
    invites(shop, "a", position=1, once_per_visitor=True)
    invites(shop, "b", position=2)
    browser.opens()
    browser.claims("a")
    sees(browser, "b", LogKind.EXPIRED)
    assert browser.reason("a") == "granted"
