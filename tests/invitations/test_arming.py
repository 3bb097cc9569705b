"""What travels to the browser with a page: the armed invitations, the clocks they ask for, and when to ask again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.chats import service as chats
from app.chats.message_queries import messages_after
from app.chats.queries import chat_by_key, standing_of
from app.domain.snapshots import PageSnapshot
from app.foundation.clock import now
from app.foundation.database import transaction
from app.invitations import service
from app.invitations.arming import Arming, arm_page
from app.invitations.vocabulary import Granted
from app.visitors import service as visitors
from app.visitors.queries import visitor_by_key
from tests.invitations.conftest import Browser, Shop

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock

WAITING = {"all": [{"fact": "chat.unanswered_seconds", "is": "greater", "value": 60}]}


def armed_for(browser: Browser) -> Arming:
    """The list for the page that the visitor is on, asked for once more."""
    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    page = visitor.page or PageSnapshot("", "")
    with transaction():
        return arm_page(visitor=visitor, page=page, standing=standing_of(visitor.id), now=now())


def keys(browser: Browser) -> list[str]:
    return [each.key for each in armed_for(browser).armed]


def condition(fact: str, comparison: str, value: Any) -> dict[str, Any]:
    return {"all": [{"fact": fact, "is": comparison, "value": value}]}


def writes(browser: Browser) -> str:
    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    with transaction() as publish:
        started = chats.start_chat(
            publish,
            visitor=visitor,
            panel_secret="a-panel-secret-that-only-tests-know",
            client_id="message-1",
            text="Hello?",
            department_id=None,
            opening=None,
            page=None,
            now=now(),
        )
    return started.chat.key


def test_the_browser_gets_the_clocks_that_rules_ask_for_and_no_others(
    browser: Browser, shop: Shop, clock: FrozenClock
) -> None:
    shop.invites("plain")
    browser.opens()
    assert armed_for(browser).facts == {}
    shop.invites("seldom", conditions=condition("invitations.since_last_seconds", "greater", 600))
    assert armed_for(browser).facts == {"invitations.since_last_seconds": None}
    granted = browser.claims("plain")
    assert isinstance(granted, Granted)
    with transaction() as publish:
        service.record_rendered(publish, browser.visitor_id, granted.impression.key, now())
    clock.advance(25)
    assert armed_for(browser).facts == {"invitations.since_last_seconds": 25}


def test_time_since_the_last_invitation_comes_true_while_the_visitor_stays(
    browser: Browser, shop: Shop, clock: FrozenClock
) -> None:
    shop.invites("first", position=0)
    shop.invites("second", position=1, conditions=condition("invitations.since_last_seconds", "greater", 600))
    assert browser.opens() == ["first", "second"]
    granted = browser.claims("first")
    assert isinstance(granted, Granted)
    with transaction() as publish:
        service.record_rendered(publish, browser.visitor_id, granted.impression.key, now())
    assert browser.reason("second") == "conditions"
    clock.advance(601)
    shop.opens_desk()
    assert browser.reason("second") == "granted"


def test_at_the_hour_at_which_a_rule_comes_true_the_browser_asks_again(
    browser: Browser, shop: Shop, clock: FrozenClock
) -> None:
    shop.invites("lunch", conditions=condition("clock.time", "between", "12:30-13:30"))
    assert browser.opens() == []
    assert armed_for(browser).ask_again_after == 1800
    clock.advance(1800)
    arming = armed_for(browser)
    assert [each.key for each in arming.armed] == ["lunch"]
    assert arming.ask_again_after == 3600


def test_what_changes_only_tomorrow_is_not_waited_for(browser: Browser, shop: Shop) -> None:
    shop.invites("night", conditions=condition("clock.time", "between", "23:00-23:30"))
    browser.opens()
    assert armed_for(browser).ask_again_after is None


def test_an_invitation_about_waiting_shows_inside_the_open_chat_and_no_other_does(
    browser: Browser, shop: Shop, clock: FrozenClock
) -> None:
    shop.invites("help", conditions={})
    shop.invites("waiting", conditions=WAITING)
    assert browser.opens() == ["help"]
    chat = writes(browser)
    arming = armed_for(browser)
    assert [(each.key, each.is_for_open_chats) for each in arming.armed] == [("waiting", True)]
    assert arming.facts == {"chat.unanswered_seconds": 0}
    assert browser.reason("waiting") == "conditions"
    clock.advance(61)
    shop.opens_desk()
    assert browser.reason("help") == "open_chat"
    assert browser.reason("waiting") == "granted"
    words = [each.text for each in messages(chat)]
    assert words == ["Hello?", "Need a hand?"]


def test_an_answer_before_the_claim_is_noticed_by_the_server(browser: Browser, shop: Shop, clock: FrozenClock) -> None:
    shop.invites("waiting", conditions=WAITING)
    browser.opens()
    chat = writes(browser)
    clock.advance(61)
    shop.opens_desk()
    chats.accept(chat, shop.operator, now())
    chats.post_operator_message(chat, shop.operator, "reply-1", "Here I am", now())
    assert browser.reason("waiting", facts={"chat.unanswered_seconds": 70}) == "conditions"


def test_a_tag_that_was_taken_away_since_the_page_was_opened_refuses_the_claim(browser: Browser, shop: Shop) -> None:
    shop.invites("vip", conditions=condition("visitor.attribute.plan", "equals", "gold"))
    browser.opens()
    assert browser.armed == ()
    tell(browser, plan="gold")
    assert keys(browser) == ["vip"]
    tell(browser, plan="silver")
    assert browser.reason("vip") == "conditions"


def test_the_visit_that_ended_meanwhile_holds_nothing_up(browser: Browser, shop: Shop, clock: FrozenClock) -> None:
    shop.invites("fresh", conditions=condition("visit.page_views", "equals", 1))
    assert browser.opens() == ["fresh"]
    assert browser.opens() == []
    clock.at += timedelta(minutes=31)
    assert browser.opens() == ["fresh"]


def messages(chat: str) -> Any:
    found = chat_by_key(chat)
    assert found is not None
    return messages_after(found.id, 0)[0]


def tell(browser: Browser, **values: Any) -> None:
    from_page = browser.key or ""
    with transaction() as publish:
        visitors.set_attributes(publish, from_page, values, now())
