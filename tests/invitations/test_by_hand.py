"""An operator invites by hand: who may, whom, what becomes of it, and what happens when two things happen at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from app.chats import service as chats
from app.chats.queries import chat_by_key
from app.departments.service import create_department
from app.domain.errors import BeckonError, Conflict, Forbidden, InvalidInput, TooManyRequests
from app.domain.events import ManualInvitationChanged
from app.domain.roles import Role
from app.domain.snapshots import EmbedSnapshot, ManualSnapshot, OperatorSnapshot
from app.foundation import events as bus
from app.foundation.clock import FrozenClock
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.foundation.limits import limiter
from app.foundation.secrets import new_key
from app.invitations import manual, queries, service
from app.invitations.explaining import explain_visitor
from app.invitations.manual_claim import ManualClaim, claim_manual, release_manual
from app.invitations.manual_queries import manual_by_key, manuals_of_visitor, open_manual_key
from app.invitations.manual_vocabulary import ManualDraft
from app.invitations.past_showings import past_of
from app.invitations.ready_texts import keep_text, ready_texts
from app.invitations.vocabulary import Granted, LogKind, Refused, WhenTeam
from app.operators import service as accounts
from app.visitors import service as visitors
from app.visitors.queries import visitor_by_key
from app.visitors.tokens import token_for
from app.widget.bodies import FirstMessageBody
from app.widget.panel_service import PanelCaller, start_chat
from tests.conversions.conftest import Customer, aims, conversions
from tests.invitations.conftest import Browser, Shop
from tests.services.at_once import at_once

if TYPE_CHECKING:
    from flask import Flask

HELLO = "Can I help you?"


@pytest.fixture(autouse=True)
def _nobody_is_too_fast(inside: Flask) -> None:
    """The limits of earlier tests are forgotten."""
    limiter.reset()


def colleague(name: str, *departments: int, role: Role = Role.OPERATOR) -> OperatorSnapshot:
    """Somebody else in the team."""
    return accounts.create_operator(
        email=f"{name}@shop.test", name=name.title(), role=role, department_ids=departments, now=present_moment()
    )


def invites(who: OperatorSnapshot, browser: Browser, text: str = HELLO, **fields: Any) -> ManualSnapshot:
    """The operator invites the visitor, who can be invited."""
    sending = manual.send(ManualDraft(text, **fields), [browser.key or ""], who, present_moment())
    (sent,) = sending.sent
    return sent


def refusal(who: OperatorSnapshot, browser: Browser) -> str:
    """Why the visitor is not invited."""
    (refused,) = manual.send(ManualDraft(HELLO), [browser.key or ""], who, present_moment()).refused
    return refused.reason.value


def fetches(browser: Browser, sent: ManualSnapshot, tab: str = "tab-1") -> Granted | Refused:
    """A tab of the visitor has heard of it and asks for its words."""
    return claim_manual(ManualClaim(browser.key or "", sent.key, tab, browser.url), present_moment())


def reason(decision: Granted | Refused) -> str:
    """Why it was refused."""
    return decision.reason.value if isinstance(decision, Refused) else "granted"


def state(sent: ManualSnapshot) -> str:
    """Where it stands."""
    found = manual_by_key(sent.key)
    assert found is not None
    return found.state


def answers(browser: Browser, granted: Granted | Refused | None, words: str = "Yes!") -> str:
    """The visitor writes, with the invitation or without; the chat's key."""
    impression = granted.impression.key if isinstance(granted, Granted) else None
    caller = PanelCaller(token_for(browser.key or ""), "a-panel-secret-of-this-test", None)
    body = FirstMessageBody(client_id=new_key(), text=words, impression=impression)
    answer, _is_new = start_chat(caller, body, present_moment())
    key: str = answer["chat"]["key"]
    return key


def test_it_goes_from_sent_to_answered_and_each_step_is_announced(shop: Shop, browser: Browser) -> None:
    told: list[str] = []

    def note(event: Any) -> None:
        told.append(event.manual.state)

    bus.listen(ManualInvitationChanged, note)
    browser.opens()
    sent = invites(shop.operator, browser, assigns_chat=True)
    granted = fetches(browser, sent)
    with transaction() as publish:
        assert isinstance(granted, Granted)
        service.record_rendered(publish, browser.visitor_id, granted.impression.key, present_moment())
    browser.signals(granted, LogKind.SEEN)
    browser.signals(granted, LogKind.OPENED)
    chat = chat_by_key(answers(browser, granted))

    assert told == ["sent", "delivered", "shown", "seen", "opened", "answered"]
    assert chat is not None
    assert (chat.operator_id, chat.invitation_name) == (shop.operator.id, "Anna")
    assert [kind for kind, _reason in browser.log() if kind != "armed"] == ["shown", "seen", "opened", "replied"]


def test_words_are_cleaned_and_nothing_but_words_is_refused(shop: Shop, browser: Browser) -> None:
    browser.opens()
    granted = fetches(browser, invites(shop.operator, browser, "<p onclick=x()>Hi <b>you</b><script>x()</script></p>"))
    assert isinstance(granted, Granted)
    assert granted.impression.html == "<p>Hi <b>you</b></p>"
    for text in ("", "  ", "<script>x()</script>", "x" * 200_000):
        with pytest.raises(InvalidInput) as refused:
            invites(shop.operator, browser, text)
        assert refused.value.field == "text"
    for minutes in (0, -5, 100_000):
        with pytest.raises(InvalidInput) as refused:
            invites(shop.operator, browser, minutes=minutes)
        assert refused.value.field == "minutes"
    assert len(manuals_of_visitor(browser.visitor_id)) == 1


def test_it_takes_the_place_of_an_automatic_one_which_cannot_come_back_meanwhile(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens()
    automatic = browser.claims()
    assert isinstance(automatic, Granted)

    granted = fetches(browser, invites(shop.operator, browser), tab="tab-2")

    assert isinstance(granted, Granted)
    assert granted.impression.is_manual
    assert granted.impression.invitation_id is None
    assert browser.log()[-2:] == [("replaced", None), ("shown", None)]
    assert browser.reason() == "one_at_a_time"
    found = queries.latest_impressions([browser.visitor_id])[browser.visitor_id]
    assert (found.invitation_name, found.is_manual) == ("Anna", True)


def test_it_arrives_also_when_an_automatic_one_was_closed(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens()
    browser.signals(browser.claims(), LogKind.DISMISSED)
    assert reason(fetches(browser, invites(shop.operator, browser))) == "granted"


def test_one_tab_has_it_and_the_next_page_has_the_same_showing(shop: Shop, browser: Browser) -> None:
    browser.opens()
    sent = invites(shop.operator, browser)
    first = fetches(browser, sent)
    assert isinstance(first, Granted)
    assert reason(fetches(browser, sent, tab="tab-2")) == "claimed_elsewhere"

    with transaction():
        release_manual(browser.visitor_id, "tab-1", present_moment())
    moved = fetches(browser, sent, tab="tab-2")

    assert isinstance(moved, Granted)
    assert moved.impression.key == first.impression.key
    assert [kind for kind, _reason in browser.log()].count("shown") == 1


def test_a_new_one_takes_the_place_of_the_old_whoever_sent_it(shop: Shop, browser: Browser) -> None:
    ben = colleague("ben")
    browser.opens()
    first = invites(shop.operator, browser)
    fetches(browser, first)
    second = invites(ben, browser, "Or can I?")
    assert (state(first), state(second)) == ("replaced", "sent")
    assert reason(fetches(browser, first)) == "not_live"
    assert reason(fetches(browser, second)) == "granted"


def test_visitors_who_are_gone_in_a_chat_or_of_another_department_are_named_with_the_reason(
    shop: Shop, clock: FrozenClock
) -> None:
    support = create_department("support", "Support").id
    dora = colleague("dora", support)
    chatting, gone, sales, here = Browser(), Browser(), Browser(embed=EmbedSnapshot(departments=("sales",))), Browser()
    gone.opens()
    clock.advance(120)
    for each in (chatting, sales, here):
        each.opens()
    answers(chatting, None)

    keys = [each.key or "" for each in (chatting, gone, sales, here)]
    sending = manual.send(ManualDraft(HELLO), [*keys, "nobody", keys[0]], dora, present_moment())

    assert [each.visitor_key for each in sending.sent] == [here.key]
    assert {each.key: each.reason.value for each in sending.refused} == {
        chatting.key: "open_chat", gone.key: "gone", sales.key: "other_department", "nobody": "unknown_visitor",
    }  # fmt: skip
    assert refusal(shop.operator, chatting) == "open_chat"
    assert manual.send(ManualDraft(HELLO), [sales.key or ""], shop.operator, present_moment()).sent


def test_it_ends_with_its_time_with_the_visitor_or_with_a_chat_that_began_without_it(
    shop: Shop, clock: FrozenClock
) -> None:
    late, leaving, chatting = Browser(), Browser(), Browser()
    for each in (late, leaving, chatting):
        each.opens()
    unanswered = invites(shop.operator, late, minutes=1)
    granted = fetches(late, unanswered)
    unseen = invites(shop.operator, leaving)
    overtaken = invites(shop.operator, chatting)
    answers(chatting, None)
    assert state(overtaken) == "overtaken"

    with transaction() as publish:
        visitors.record_left(publish, leaving.key or "", "page-1", present_moment())
    clock.advance(20)
    visitors.announce_departures(present_moment())
    assert state(unseen) == "gone"

    clock.advance(41)
    assert open_manual_key(late.visitor_id, present_moment()) is None
    assert manual.expire_manuals(present_moment()) == 1
    assert state(unanswered) == "expired"
    late.signals(granted, LogKind.DISMISSED)
    assert state(unanswered) == "expired"


def test_its_sender_takes_it_back_and_nobody_else_but_a_supervisor(shop: Shop, browser: Browser) -> None:
    ben, carla = colleague("ben"), colleague("carla")
    browser.opens()
    sent = invites(ben, browser)
    granted = fetches(browser, sent)
    with pytest.raises(Forbidden):
        manual.recall(sent.key, carla, present_moment())

    assert manual.recall(sent.key, ben, present_moment()).state == "recalled"
    assert manual.recall(sent.key, shop.operator, present_moment()).state == "recalled"

    assert reason(fetches(browser, sent)) == "not_live"
    assert browser.log()[-1] == ("recalled", None)
    chat = chat_by_key(answers(browser, granted))
    assert chat is not None
    assert chat.invitation_name is None
    answered = invites(ben, chat_ends(chat.key, shop, browser))
    answers(browser, fetches(browser, answered))
    with pytest.raises(Conflict) as over:
        manual.recall(answered.key, ben, present_moment())
    assert over.value.code == "already_answered"


def chat_ends(chat: str, shop: Shop, browser: Browser) -> Browser:
    """The operator ends the chat."""
    chats.close_by_operator(chat, shop.operator, present_moment())
    return browser


def test_an_operator_who_invites_too_many_too_fast_is_told_so(shop: Shop, browser: Browser) -> None:
    browser.opens()
    with pytest.raises(InvalidInput):
        manual.send(ManualDraft(HELLO), [], shop.operator, present_moment())
    with pytest.raises(InvalidInput) as many:
        manual.send(ManualDraft(HELLO), [f"visitor-{number}" for number in range(201)], shop.operator, present_moment())
    assert many.value.field == "visitors"
    for _again in range(10):
        manual.send(ManualDraft(HELLO), [browser.key or "", "nobody"], shop.operator, present_moment())
    with pytest.raises(TooManyRequests):
        manual.send(ManualDraft(HELLO), [browser.key or "", "nobody"], shop.operator, present_moment())


def test_taking_back_and_answering_at_once_never_both_happen(inside: Flask, shop: Shop, browser: Browser) -> None:
    for _round in range(8):
        browser.key = None
        browser.opens()
        sent = invites(shop.operator, browser)
        granted = fetches(browser, sent)
        db.session.rollback()

        taken, chat = at_once(
            inside,
            [partial(manual.recall, sent.key, shop.operator, present_moment()), partial(answers, browser, granted)],
        )

        found = chat_by_key(chat)
        assert found is not None
        if isinstance(taken, BeckonError):
            assert (taken.code, state(sent), found.invitation_name) == ("already_answered", "answered", "Anna")
        else:
            assert (state(sent), found.invitation_name) == ("recalled", None)
        db.session.rollback()


def test_two_operators_at_once_leave_one_invitation_and_two_tabs_at_once_one_showing(
    inside: Flask, shop: Shop, browser: Browser
) -> None:
    ben = colleague("ben")
    for _round in range(6):
        browser.key = None
        browser.opens()
        db.session.rollback()
        pair = at_once(inside, [partial(invites, who, browser) for who in (shop.operator, ben)])
        open_key = open_manual_key(browser.visitor_id, present_moment())
        assert sorted(state(each) for each in pair) == ["replaced", "sent"]
        (kept,) = [each for each in pair if each.key == open_key]
        db.session.rollback()

        tabs = at_once(inside, [partial(fetches, browser, kept, tab) for tab in ("tab-1", "tab-2")])

        assert sorted(map(reason, tabs)) == ["claimed_elsewhere", "granted"]
        db.session.rollback()


def test_a_goal_that_is_reached_after_it_counts_and_rules_do_not_take_it_for_an_automatic_one(
    shop: Shop, clock: FrozenClock
) -> None:
    aims(window_seconds=600)
    customer = Customer()
    customer.opens()
    fetches(customer, invites(shop.operator, customer))
    clock.advance(60)
    assert customer.reports(value="12.50", currency="EUR").value == "counted"
    assert [(each.invitation_id, each.impression_id is not None) for each in conversions()] == [(None, True)]
    assert queries.showings_to(customer.visitor_id).number == 0
    visitor = visitor_by_key(customer.key or "")
    assert visitor is not None
    assert past_of(visitor, "", present_moment()).shown == {}


def test_the_explanation_says_that_one_by_hand_stands_before_all_others(shop: Shop, browser: Browser) -> None:
    shop.invites(when_team=WhenTeam.EITHER)
    browser.opens()
    invites(shop.operator, browser)
    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    (explained,) = explain_visitor(visitor, now=present_moment()).invitations
    assert not explained.would_be_granted
    assert [each.reason.value for each in explained.obstacles] == ["one_at_a_time"]
    assert browser.reason() == "one_at_a_time"


def test_texts_to_choose_are_canned_replies_and_those_sent_last(shop: Shop, browser: Browser) -> None:
    ben = colleague("ben")
    browser.opens()
    for text in ("First", "Second", "First"):
        invites(shop.operator, browser, text)
    keep_text("Hello {nick|there}", shop.operator, present_moment())
    keep_text("Hello {nick|there}", shop.operator, present_moment())
    keep_text("Only Ben's", ben, present_moment())
    assert ready_texts(shop.operator) == ("Hello there", "First", "Second")
    assert set(ready_texts(ben)) == {"Only Ben's", "First", "Second", "Hello there"}
