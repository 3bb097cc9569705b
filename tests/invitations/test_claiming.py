"""An invitation shows on the right page, once, in one tab, while somebody is there; and the log says why not."""

from typing import Any

import pytest

from app.chats import service as chats
from app.chats.message_queries import messages_after
from app.chats.queries import chat_by_key
from app.domain.snapshots import EmbedSnapshot, SenderKind
from app.foundation.clock import FrozenClock
from app.foundation.clock import now as present_moment
from app.foundation.database import transaction
from app.invitations import authoring, queries, service
from app.invitations.vocabulary import Granted, InvitationDraft, LogKind, Refused, WhenTeam
from app.visitors.queries import visitor_by_key
from tests.invitations.conftest import Browser, Shop


def test_an_invitation_is_armed_on_its_page_and_nowhere_else(shop: Shop, browser: Browser) -> None:
    shop.invites()
    assert browser.opens("https://shop.test/pricing") == ["pricing-help"]
    assert browser.opens("https://shop.test/cart") == []


def test_drafts_and_paused_invitations_are_not_armed(shop: Shop, browser: Browser) -> None:
    shop.invites("draft", launched=False)
    authoring.pause(shop.invites("paused"), operator_id=None, now=present_moment())
    assert browser.opens() == []


def test_armed_invitations_come_by_position_and_the_older_first_among_equals(shop: Shop, browser: Browser) -> None:
    shop.invites("late", position=20)
    shop.invites("first-of-ten", position=10)
    shop.invites("second-of-ten", position=10)
    assert browser.opens() == ["first-of-ten", "second-of-ten", "late"]


def test_a_granted_claim_carries_the_message_and_is_logged(shop: Shop, browser: Browser) -> None:
    shop.invites(sender_name="Anna from Sales")
    browser.opens()
    granted = browser.claims()
    assert isinstance(granted, Granted)
    assert granted.impression.html == "<p>Need a hand?</p>"
    assert granted.impression.sender_name == "Anna from Sales"
    assert browser.log() == [("armed", None), ("shown", None)]


def test_a_visit_is_armed_once_in_the_log_however_many_pages_it_has(shop: Shop, browser: Browser) -> None:
    shop.invites()
    for _page in range(3):
        browser.opens()
    assert browser.log() == [("armed", None)]


def test_when_the_last_operator_goes_between_arming_and_claiming_nothing_shows(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens()
    shop.closes_desk()
    assert browser.reason() == "team_offline"
    assert browser.log() == [("armed", None), ("refused", "team_offline")]


@pytest.mark.parametrize(
    ("when", "is_there", "answer"),
    [
        (WhenTeam.ONLINE, True, "granted"),
        (WhenTeam.ONLINE, False, "team_offline"),
        (WhenTeam.OFFLINE, True, "team_online"),
        (WhenTeam.OFFLINE, False, "granted"),
        (WhenTeam.EITHER, True, "granted"),
        (WhenTeam.EITHER, False, "granted"),
    ],
)
def test_send_when_online_offline_or_either(
    shop: Shop, browser: Browser, when: WhenTeam, is_there: bool, answer: str
) -> None:
    shop.invites(when_team=when)
    browser.opens()
    if not is_there:
        shop.closes_desk()
    assert browser.reason() == answer


def test_of_two_tabs_that_claim_one_shows(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens(tab="tab-1")
    browser.opens(tab="tab-2")
    assert [browser.reason(tab="tab-1"), browser.reason(tab="tab-2")] == ["granted", "claimed_elsewhere"]


def test_a_tab_that_goes_on_to_the_next_page_shows_the_same_impression_again(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens("https://shop.test/pricing")
    first = browser.claims()
    browser.opens("https://shop.test/pricing?page=2")
    again = browser.claims()
    assert isinstance(first, Granted)
    assert isinstance(again, Granted)
    assert again.impression.key == first.impression.key
    assert browser.log().count(("shown", None)) == 1


@pytest.mark.parametrize("limit", [{"max_shows": 1}, {"once_per_visitor": True}])
def test_a_limited_invitation_stays_on_the_next_page(shop: Shop, browser: Browser, limit: dict[str, Any]) -> None:
    shop.invites(**limit)
    browser.opens("https://shop.test/pricing")
    browser.claims()
    browser.opens("https://shop.test/pricing?page=2")
    again = browser.claims()
    assert isinstance(again, Granted)
    browser.signals(again, LogKind.EXPIRED)
    assert browser.reason() in ("max_shows", "once_per_visitor")


def test_an_invitation_moves_to_another_tab_when_its_own_is_closed(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens(tab="tab-1")
    browser.claims(tab="tab-1")
    browser.opens(tab="tab-2")
    with transaction():
        service.release(browser.visitor_id, "tab-1", present_moment())
    assert browser.reason(tab="tab-2") == "granted"


def test_a_tab_that_fell_silent_gives_the_invitation_up(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites()
    browser.opens(tab="tab-1")
    browser.claims(tab="tab-1")
    clock.advance(76)
    shop.opens_desk()
    browser.opens(tab="tab-2")
    assert browser.reason(tab="tab-2") == "granted"


def test_a_closed_invitation_ends_invitations_for_the_visit(shop: Shop, browser: Browser) -> None:
    shop.invites()
    shop.invites("cart-help", conditions={"all": [{"fact": "page.url", "is": "contains", "value": "/cart"}]})
    browser.opens()
    browser.signals(browser.claims(), LogKind.DISMISSED)
    browser.opens("https://shop.test/cart")
    assert browser.reason("cart-help") == "closed_in_visit"


def test_the_next_visit_may_be_invited_again(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites()
    browser.opens()
    browser.signals(browser.claims(), LogKind.DISMISSED)
    clock.advance(1801)
    shop.opens_desk()
    browser.opens()
    assert browser.reason() == "granted"


@pytest.mark.parametrize(
    ("limit", "reason"), [({"max_shows": 1}, "max_shows"), ({"once_per_visitor": True}, "once_per_visitor")]
)
def test_a_limited_invitation_is_not_shown_again(
    shop: Shop, browser: Browser, clock: FrozenClock, limit: dict[str, Any], reason: str
) -> None:
    shop.invites(**limit)
    browser.opens()
    browser.signals(browser.claims(), LogKind.DISMISSED)
    clock.advance(1801)
    shop.opens_desk()
    browser.opens()
    assert browser.reason() == reason


def test_an_invitation_that_expired_makes_room_for_the_next(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites("short", position=1, expires_after=10)
    shop.invites("next", position=2)
    browser.opens()
    first = browser.claims("short")
    assert isinstance(first, Granted)
    assert first.expires_after == 10
    clock.advance(10)
    assert browser.reason("next") == "granted"
    assert ("expired", None) in browser.log()


def test_a_visitor_in_a_chat_is_not_invited(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites()
    browser.opens()
    chat = _chats(browser)
    assert browser.opens() == []
    assert browser.reason() == "open_chat"
    chats.close_by_operator(chat, shop.operator, present_moment())
    clock.advance(60)
    shop.opens_desk()
    assert browser.reason() == "recent_chat"


def test_an_invitation_that_changed_since_the_page_was_loaded_is_not_shown(shop: Shop, browser: Browser) -> None:
    key = shop.invites()
    browser.opens()
    authoring.change_invitation(
        key,
        InvitationDraft(name="Other", message_html="Other words"),
        expected_version=1,
        operator_id=None,
        now=present_moment(),
    )
    assert browser.reason() == "changed"


def test_the_rule_is_judged_again_at_the_claim(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens("https://shop.test/pricing")
    browser.url = "https://shop.test/cart"
    assert browser.reason() == "conditions"


def test_an_unknown_invitation_is_refused(shop: Shop, browser: Browser) -> None:
    browser.opens()
    assert browser.reason("no-such-invitation") == "unknown"


def test_a_visitor_whom_nobody_knows_is_not_tracked(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.key = "made-up"
    assert browser.reason() == "not_tracked"


@pytest.mark.parametrize(
    ("widgets", "embed", "is_armed"),
    [
        ({"identifier": "shop"}, EmbedSnapshot(identifier="shop"), True),
        ({"identifier": "shop"}, EmbedSnapshot(identifier="blog"), False),
        ({"identifier": "shop"}, EmbedSnapshot(), False),
        ({}, EmbedSnapshot(identifier="blog"), True),
        ({"departments": ("sales",)}, EmbedSnapshot(departments=("sales",)), True),
        ({"departments": ("sales",)}, EmbedSnapshot(), False),
        ({"language": "fre"}, EmbedSnapshot(language="fr"), True),
        ({"language": "de"}, EmbedSnapshot(language="fr"), False),
    ],
)
def test_identifier_department_and_language_of_the_embed_code(
    shop: Shop, browser: Browser, widgets: dict[str, Any], embed: EmbedSnapshot, is_armed: bool
) -> None:
    shop.invites(**widgets)
    browser.embed = embed
    assert bool(browser.opens()) is is_armed


def test_signals_are_logged_once_and_an_end_is_final(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens()
    granted = browser.claims()
    for kind in (LogKind.SEEN, LogKind.SEEN, LogKind.OPENED, LogKind.DISMISSED, LogKind.DISMISSED, LogKind.OPENED):
        browser.signals(granted, kind)
    kinds = [kind for kind, _reason in browser.log()]
    assert kinds == ["armed", "shown", "seen", "opened", "dismissed"]


def test_a_click_is_logged_with_its_link(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens()
    browser.signals(browser.claims(), LogKind.CLICKED, link="https://shop.test/help")
    latest = queries.log_of_invitation("pricing-help")[0]
    assert (latest.kind, latest.detail) == (LogKind.CLICKED, "https://shop.test/help")


def test_an_answer_ends_the_showing_and_the_invitation_becomes_the_first_message(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens()
    granted = browser.claims()
    assert isinstance(granted, Granted)
    chat_key = _chats(browser, granted)
    chat = chat_by_key(chat_key)
    assert chat is not None
    messages, _more = messages_after(chat.id, 0)
    assert [message.sender for message in messages] == [SenderKind.INVITATION, SenderKind.VISITOR]
    assert browser.log()[-1] == ("replied", None)


def test_refusals_say_what_speaks_against_them(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens("https://shop.test/pricing")
    browser.url = "https://shop.test/cart"
    refused = browser.claims()
    assert isinstance(refused, Refused)
    assert refused.detail is not None
    assert "/pricing" in refused.detail


def _chats(browser: Browser, granted: Granted | None = None) -> str:
    """The visitor writes; the chat's key."""
    assert browser.key is not None
    visitor = visitor_by_key(browser.key)
    assert visitor is not None
    now = present_moment()
    with transaction() as publish:
        impression = (
            service.impression_for_reply(visitor_id=visitor.id, impression_key=granted.impression.key)
            if granted
            else None
        )
        opening = (
            chats.Opening(
                impression.id, impression.invitation_name, impression.html, impression.text, impression.sender_name
            )
            if impression
            else None
        )
        started = chats.start_chat(
            publish,
            visitor=visitor,
            panel_secret="s" * 32,
            client_id="first",
            text="Hello",
            department_id=None,
            opening=opening,
            page=None,
            now=now,
        )
        if impression is not None:
            service.mark_replied(publish, impression, started.chat, now)
    return started.chat.key
