"""What the server knows about a visitor, fact by fact, as the manual of the rules says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.chats import rating
from app.chats import service as chats
from app.domain.errors import InvalidInput
from app.domain.rules import ABSENT, UNAVAILABLE, core_registry, decode
from app.domain.snapshots import ChatSnapshot, PageSnapshot, VisitorSnapshot
from app.foundation import settings
from app.foundation.clock import now
from app.foundation.database import transaction
from app.invitations import service
from app.invitations.background import background_of
from app.invitations.known_facts import origins_of
from app.invitations.live_set import live_set
from app.invitations.needs import needs_of
from app.invitations.refusing import situation_of
from app.invitations.vocabulary import Granted, LogKind
from app.visitors import identity
from app.visitors import service as visitors
from app.visitors.queries import visitor_by_key
from app.visitors.reports import PageReport
from tests.invitations.conftest import CHROME, Browser, Shop

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock

SECRET = "a-panel-secret-that-only-tests-know"


def visitor_of(browser: Browser) -> VisitorSnapshot:
    found = visitor_by_key(browser.key or "")
    assert found is not None
    return found


def known(browser: Browser, fact: str, **from_browser: Any) -> object:
    """What the server would judge by at this moment."""
    visitor = visitor_of(browser)
    page = visitor.page or PageSnapshot("", "")
    return situation_of(visitor, page, now(), from_browser or None).facts.get(fact)


def arrives(browser: Browser, **fields: Any) -> None:
    values: dict[str, Any] = {"url": "https://shop.test/", "user_agent": CHROME, "tab_key": "tab-1", **fields}
    browser.opened += 1
    with transaction() as publish:
        report = PageReport(page_key=f"page-{browser.opened}", **values)
        outcome = visitors.record_page_view(publish, report, visitor_key=browser.key, now=now())
    browser.key, browser.visitor_id = outcome.visitor.key, outcome.visitor.id


def writes(browser: Browser, text: str = "Hello?") -> ChatSnapshot:
    with transaction() as publish:
        started = chats.start_chat(
            publish,
            visitor=visitor_of(browser),
            panel_secret=SECRET,
            client_id=f"client-{text}",
            text=text,
            department_id=None,
            opening=None,
            page=None,
            now=now(),
        )
    return started.chat


def test_the_browser_is_known_by_its_own_text_and_by_its_labels(browser: Browser) -> None:
    arrives(browser)
    assert known(browser, "browser.user_agent") == (CHROME, "Chrome 141", "Windows 10")


def test_a_browser_that_says_nothing_about_itself_is_not_known(browser: Browser) -> None:
    arrives(browser, user_agent="")
    assert known(browser, "browser.user_agent") is UNAVAILABLE


def test_the_language_of_the_page_is_its_own_word_on_every_page(browser: Browser) -> None:
    arrives(browser, page_language="de-at")
    assert known(browser, "page.language") == "de-AT"
    arrives(browser, page_language="")
    assert known(browser, "page.language") is ABSENT


def test_visits_are_not_counted_where_the_browser_forgets_the_visitor(browser: Browser) -> None:
    arrives(browser)
    assert known(browser, "visitor.visits") == 1
    arrives(browser, is_lasting=False)
    assert known(browser, "visitor.visits") is UNAVAILABLE


def test_time_on_the_site_counts_all_tabs_once_and_not_the_gap_away(browser: Browser, clock: FrozenClock) -> None:
    arrives(browser, tab_key="tab-1")
    clock.advance(40)
    arrives(browser, tab_key="tab-2")
    clock.advance(20)
    assert known(browser, "visit.seconds") == 60
    with transaction() as publish:
        visitors.record_left(publish, visitor_of(browser).key, "page-1", now())
        visitors.record_left(publish, visitor_of(browser).key, "page-2", now())
    clock.advance(600)
    assert known(browser, "visit.seconds") == 60
    arrives(browser)
    clock.advance(5)
    assert known(browser, "visit.seconds") == 65


def test_time_on_the_page_starts_again_with_every_page(browser: Browser, clock: FrozenClock) -> None:
    arrives(browser)
    clock.advance(30)
    assert known(browser, "page.seconds") == 30
    arrives(browser)
    assert known(browser, "page.seconds") == 0


def test_exit_intent_is_at_no_time_but_the_instant(browser: Browser) -> None:
    arrives(browser)
    assert known(browser, "page.exit_seconds") is ABSENT
    assert known(browser, "page.exit_seconds", **{"page.exit_seconds": 12.5}) == 12.5


def test_the_latest_rating_counts_and_no_rating_is_absent(browser: Browser, clock: FrozenClock) -> None:
    arrives(browser)
    assert known(browser, "chat.rating") is ABSENT
    chat = writes(browser)
    rating.rate(chat.key, browser.visitor_id, SECRET, "poor", now())
    clock.advance(60)
    rating.rate(chat.key, browser.visitor_id, SECRET, "great", now())
    assert known(browser, "chat.rating") == "great"
    with pytest.raises(InvalidInput, match="great, average or poor"):
        rating.rate(chat.key, browser.visitor_id, SECRET, "superb", now())


def test_waiting_begins_with_the_oldest_message_that_no_person_has_answered(
    browser: Browser, shop: Shop, clock: FrozenClock
) -> None:
    arrives(browser)
    assert known(browser, "chat.unanswered_seconds") is ABSENT
    chat = writes(browser)
    clock.advance(30)
    writes(browser, "Anybody?")
    clock.advance(10)
    assert known(browser, "chat.unanswered_seconds") == 40
    chats.accept(chat.key, shop.operator, now())  # writes an automatic line, which is no answer
    assert known(browser, "chat.unanswered_seconds") == 40
    chats.post_operator_message(chat.key, shop.operator, "reply-1", "Here I am", now())
    assert known(browser, "chat.unanswered_seconds") is ABSENT
    writes(browser, "Thanks, and then?")
    clock.advance(7)
    assert known(browser, "chat.unanswered_seconds") == 7
    chats.close_by_operator(chat.key, shop.operator, now())
    assert known(browser, "chat.unanswered_seconds") is ABSENT


def test_an_invitation_counts_as_shown_when_it_was_on_the_screen(
    browser: Browser, shop: Shop, clock: FrozenClock
) -> None:
    shop.invites()
    browser.opens()
    granted = browser.claims()
    assert known(browser, "invitations.shown") == 0
    assert known(browser, "invitations.since_last_seconds") is ABSENT
    assert isinstance(granted, Granted)
    with transaction() as publish:
        service.record_rendered(publish, browser.visitor_id, granted.impression.key, now())
    clock.advance(90)
    assert known(browser, "invitations.shown") == 1
    assert known(browser, "invitations.since_last_seconds") == 90


def test_an_invitation_that_was_answered_was_on_the_screen(browser: Browser, shop: Shop) -> None:
    shop.invites()
    browser.opens()
    browser.signals(browser.claims(), LogKind.DISMISSED)
    assert known(browser, "invitations.shown") == 1


def test_since_the_panel_was_closed_counts_from_the_latest_closing_in_any_tab(
    browser: Browser, clock: FrozenClock
) -> None:
    arrives(browser)
    assert known(browser, "widget.closed_seconds") is ABSENT
    with transaction() as publish:
        visitors.note_closed(publish, visitor_of(browser).key, now())
    clock.advance(10)
    assert known(browser, "widget.closed_seconds") == 10
    assert known(browser, "widget.closed_seconds", **{"widget.closed_seconds": 3.0}) == 3
    assert known(browser, "widget.closed_seconds", **{"widget.closed_seconds": 500}) == 10
    assert known(browser, "widget.closed_seconds", **{"widget.closed_seconds": None}) == 10


def test_attributes_have_their_values_and_all_others_are_absent(browser: Browser) -> None:
    arrives(browser)
    with transaction() as publish:
        visitors.set_attributes(publish, visitor_of(browser).key, {"plan": "gold", "seats": 12, "has": ["a"]}, now())
    assert [known(browser, f"visitor.attribute.{key}") for key in ("plan", "seats", "has")] == ["gold", 12, ("a",)]
    assert known(browser, "visitor.attribute.other") is ABSENT


def test_only_a_good_signature_identifies(browser: Browser) -> None:
    arrives(browser)
    secret = identity.make_secret()
    assert known(browser, "visitor.identified") is False
    assert vouches(browser, "user-7", identity.signature_of("user-7", secret))
    assert known(browser, "visitor.identified") is True
    assert not vouches(browser, "user-8", identity.signature_of("user-7", secret))
    assert known(browser, "visitor.identified") is False
    assert not vouches(browser, "user-7", None)
    assert known(browser, "visitor.identified") is False


def test_a_new_secret_ends_the_worth_of_earlier_signatures(browser: Browser) -> None:
    arrives(browser)
    assert not vouches(browser, "user-7", identity.signature_of("user-7", "0" * 64))
    earlier = identity.signature_of("user-7", identity.make_secret())
    identity.make_secret()
    assert not vouches(browser, "user-7", earlier)


def test_signing_in_brings_the_chats_of_another_browser_along(browser: Browser) -> None:
    signature = identity.signature_of("user-7", identity.make_secret())
    arrives(browser)
    vouches(browser, "user-7", signature)
    writes(browser)
    elsewhere = Browser()
    arrives(elsewhere)
    assert known(elsewhere, "chat.history") is False
    vouches(elsewhere, "user-7", signature)
    assert known(elsewhere, "chat.history") is True


def test_the_clock_is_the_sites(browser: Browser, shop: Shop) -> None:
    settings.change("site.time_zone", "Asia/Tokyo")
    arrives(browser)
    visitor = visitor_of(browser)
    facts = situation_of(visitor, PageSnapshot("", ""), now()).facts
    rule = decode({"fact": "clock.time", "is": "between", "value": "21:00-21:01"}, core_registry())
    assert rule.verdict(facts, now()) == "true"  # noon in Greenwich


def test_a_time_zone_that_does_not_exist_is_refused(browser: Browser) -> None:
    with pytest.raises(InvalidInput, match="time zone"):
        settings.change("site.time_zone", "Nowhere/City")


def test_what_no_live_rule_asks_for_is_not_looked_up(browser: Browser, shop: Shop) -> None:
    rule = decode({"all": [{"fact": "chat.rating", "is": "equals", "value": "poor"}]}, core_registry())
    assert needs_of([rule]).facts == {"chat.rating"}
    arrives(browser)
    facts = situation_of(visitor_of(browser), PageSnapshot("", ""), now(), None, needs_of([rule])).facts
    assert facts.get("chat.rating") is ABSENT
    assert facts.get("invitations.shown") is UNAVAILABLE
    assert facts.get("visitor.attribute.plan") is UNAVAILABLE
    assert facts.events is UNAVAILABLE
    shop.invites()
    assert live_set().needs.facts == frozenset()


def test_every_fact_says_where_it_comes_from_and_since_when(browser: Browser, clock: FrozenClock) -> None:
    arrives(browser)
    began = now()
    clock.advance(20)
    visitor = visitor_of(browser)
    origins = origins_of(visitor, background_of(visitor, now()), now(), {"device.scroll_percent": 12})
    assert (origins["page.url"].source, origins["page.url"].known_at) == ("the page", began)
    assert origins["geo.country"].known_at == began
    assert origins["device.scroll_percent"].known_at == now()
    facts = situation_of(visitor, PageSnapshot("", ""), now()).facts
    assert {name for name in facts.values if name not in origins} == {"widget.open", "page.exit_seconds"}


def vouches(browser: Browser, user_id: str, signature: str | None) -> bool:
    with transaction() as publish:
        return identity.vouch(publish, visitor_of(browser).key, user_id, signature, now())
