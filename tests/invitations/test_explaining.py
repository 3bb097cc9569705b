"""The explanation says what the claim does, names the first blocker in one sentence, and supposes without storing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.chats import service as chats
from app.domain.errors import NotFound
from app.domain.snapshots import EmbedSnapshot, PageSnapshot
from app.foundation.clock import FrozenClock
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.foundation.secrets import new_key
from app.invitations import authoring, service
from app.invitations.draft_parts import Content, Experiment, Variant
from app.invitations.explaining import ExplainedInvitation, Explanation, Outlook, explain_visitor
from app.invitations.explaining_log import reason_totals, timeline
from app.invitations.explaining_words import blocker_sentence
from app.invitations.queries import invitation_details
from app.invitations.refusing import ANY_VERSION
from app.invitations.vocabulary import ClaimRequest, Granted, LogKind, Refusal, WhenTeam
from app.visitors import service as visitors
from app.visitors.queries import visitor_by_key
from tests.invitations.conftest import Browser, Shop

PRICING = {"fact": "page.url", "is": "contains", "value": "/pricing"}
LONG_ENOUGH = {"fact": "page.seconds", "is": "greater", "value": 30}
SCROLLED = {"fact": "device.scroll_percent", "is": "at_least", "value": 60}
OTHER_WORDS = Variant(key="other", message=Content(html="<p>Hello!</p>"))
RETURNING = {"fact": "visitor.visits", "is": "greater", "value": 1}


def explained(browser: Browser, **fields: Any) -> Explanation:
    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    return explain_visitor(visitor, now=present_moment(), **fields)


def one(browser: Browser, key: str = "pricing-help", **fields: Any) -> ExplainedInvitation:
    return next(each for each in explained(browser, **fields).invitations if each.snapshot.key == key)


def sentence(browser: Browser, key: str = "pricing-help", **fields: Any) -> str:
    explanation = explained(browser, **fields)
    return blocker_sentence(next(each for each in explanation.invitations if each.snapshot.key == key), explanation)


conditions = st.sampled_from([
    PRICING, LONG_ENOUGH, SCROLLED, RETURNING, {"not": PRICING}, {"not": LONG_ENOUGH},
    {"fact": "visit.referrer", "is": "is_not", "value": "google"}, {"fact": "team.online", "is": True},
    {"fact": "geo.country", "is": "equals", "value": "DE"}, {"fact": "widget.open", "is": False},
    {"fact": "visit.page_views", "is": "at_most", "value": 1}, {"fact": "a.plugin.that.is.gone", "is": "x"},
    {"fact": "invitations.shown", "is": "less", "value": 1}, {"fact": "chat.history", "is": "none"},
])  # fmt: skip
rules = st.one_of(
    st.builds(lambda parts: {"all": parts}, st.lists(conditions, max_size=3)),
    st.builds(lambda parts: {"any": parts}, st.lists(conditions, min_size=1, max_size=3)),
)


numbers = count()


@settings(max_examples=60)
@given(
    rule=rules,
    when=st.sampled_from(WhenTeam),
    is_there=st.booleans(),
    url=st.sampled_from(["https://shop.test/pricing", "https://shop.test/cart"]),
    identifier=st.sampled_from([None, "shop", "blog"]),
    stays=st.sampled_from([0, 20, 40, 3600]),
    scrolled=st.sampled_from([None, 10, 90]),
    limits=st.sampled_from([{}, {"max_shows": 1}, {"once_per_visitor": True}, {"expires_after": 30}]),
    before=st.sampled_from(["nothing", "shown", "dismissed", "chat", "closed chat", "new experiment"]),
    is_paused=st.sampled_from([False, False, False, True]),
    experiment=st.sampled_from([Experiment(), Experiment(holdout_percent=50), Experiment(variants=(OTHER_WORDS,))]),
)
def test_what_the_explanation_says_would_show_is_what_a_claim_grants(
    shop: Shop, rule: dict[str, Any], when: WhenTeam, is_there: bool, url: str, identifier: str | None, stays: int,
    scrolled: int | None, limits: dict[str, Any], before: str, is_paused: bool, experiment: Experiment,
) -> None:  # fmt: skip
    key = f"case-{next(numbers)}"
    shop.opens_desk()
    conditions = _writable(rule)
    shop.invites(key, conditions=conditions, when_team=when, identifier=identifier, experiment=experiment, **limits)
    browser = Browser(embed=EmbedSnapshot(identifier="shop"))
    browser.opens(url)
    _lives_through(browser, key, before)
    if is_paused:
        authoring.pause(key, operator_id=None, now=present_moment())
    if not is_there:
        shop.closes_desk()
    asked_at = present_moment() + timedelta(seconds=stays)
    known = {"page.seconds": float(stays)} | ({} if scrolled is None else {"device.scroll_percent": scrolled})

    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    found = explain_visitor(visitor, now=asked_at, changes=known, invitation=key).invitations[0]
    decision = service.claim(
        ClaimRequest(
            visitor_key=visitor.key,
            invitation_key=key,
            version=ANY_VERSION,
            page=PageSnapshot(browser.url, "A page"),
            tab_key="tab-1",
            facts=known,
        ),
        asked_at,
    )

    assert found.would_be_granted is isinstance(decision, Granted), (found.outlook, found.obstacles, decision)


@settings(max_examples=40)
@given(
    rule=rules,
    url=st.sampled_from(["https://shop.test/pricing", "https://shop.test/cart"]),
    identifier=st.sampled_from([None, "shop", "blog"]),
)
def test_what_the_explanation_calls_possible_is_what_the_page_is_armed_with(
    shop: Shop, rule: dict[str, Any], url: str, identifier: str | None
) -> None:
    key = f"case-{next(numbers)}"
    shop.invites(key, conditions=_writable(rule), identifier=identifier, when_team=WhenTeam.EITHER)
    browser = Browser(embed=EmbedSnapshot(identifier="shop"))

    is_armed = key in browser.opens(url)

    assert (one(browser, key).outlook in (Outlook.READY, Outlook.NEXT, Outlook.WAITING)) is is_armed


def _writable(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule that may be saved; a fact that nothing knows cannot be written, only be left over."""
    (joint, parts), *_others = rule.items()
    return {joint: [part for part in parts if part.get("fact") != "a.plugin.that.is.gone"] or [PRICING]}


def _lives_through(browser: Browser, key: str, before: str) -> None:
    if before in ("shown", "dismissed", "new experiment"):
        granted = browser.claims(key)
        if isinstance(granted, Granted) and before == "dismissed":
            browser.signals(granted, LogKind.DISMISSED)
    if before == "new experiment":
        details = invitation_details(key)
        assert details is not None
        other = replace(details.draft, experiment=Experiment(holdout_percent=40))
        authoring.change_invitation(
            key, other, expected_version=details.version, operator_id=None, now=present_moment()
        )
    if before.endswith("chat"):
        visitor = visitor_by_key(browser.key or "")
        assert visitor is not None
        secret = new_key() * 2
        with transaction() as publish:
            started = chats.start_chat(
                publish, visitor=visitor, panel_secret=secret, client_id=new_key(), text="Hello", department_id=None,
                opening=None, page=visitor.page, now=present_moment(),
            )  # fmt: skip
        if before == "closed chat":
            chats.close_by_visitor(started.chat.key, visitor.id, secret, present_moment())


def test_the_first_blocker_is_told_with_what_comes_after_it(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites(conditions={"all": [PRICING, LONG_ENOUGH, {"fact": "visit.page_views", "is": "equals", "value": 1}]})
    shop.invites("at-once", position=1)
    browser.opens()
    clock.advance(12)
    assert sentence(browser) == "2 of 3 conditions hold; waits for 18 s more on the page."

    browser.signals(browser.claims("at-once"), LogKind.DISMISSED)

    assert sentence(browser) == (
        "2 of 3 conditions hold; waits for 18 s more on the page; then blocked until the visitor's next visit, "
        "because they closed an invitation in this one."
    )


def test_the_reasons_outside_the_rule_are_told(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites(once_per_visitor=True)
    shop.invites("twice", max_shows=1, when_team=WhenTeam.OFFLINE)
    shop.invites("blog", identifier="blog")
    browser.opens()
    assert sentence(browser) == "Its condition holds; it shows now."
    assert sentence(browser, "twice") == "Its condition holds; blocked until nobody of the team is online."
    assert "identifier in the embed code: there is none; the rule says it is “blog”" in sentence(browser, "blog")

    granted = browser.claims()
    assert sentence(browser) == "It is on the visitor's screen."
    browser.signals(granted, LogKind.EXPIRED)
    assert sentence(browser) == "Its condition holds; blocked for good, because the visitor has seen it before."

    shop.closes_desk()
    assert "blocked until somebody of the team is online" in sentence(browser)


def test_a_chat_blocks_while_it_lasts_and_for_a_day_after(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites(when_team=WhenTeam.EITHER)
    browser.opens()
    _lives_through(browser, "pricing-help", "chat")
    assert sentence(browser) == "Its condition holds; blocked while the visitor is in a chat."

    other = Browser()
    other.opens()
    _lives_through(other, "pricing-help", "closed chat")
    clock.advance(3600)
    assert sentence(other) == "Its condition holds; blocked for 23 h more, because the visitor had a chat."


def test_a_second_invitation_waits_its_turn(shop: Shop, browser: Browser) -> None:
    shop.invites("second", position=2)
    shop.invites("first", position=1)
    browser.opens()

    outlooks = [(each.snapshot.key, each.outlook) for each in explained(browser).invitations]

    assert outlooks == [("first", Outlook.READY), ("second", Outlook.NEXT)]
    assert sentence(browser, "second") == "Its condition holds; waits its turn behind “first”."


def test_what_only_the_browser_knows_is_said_honestly(shop: Shop, browser: Browser) -> None:
    shop.invites(conditions={"all": [PRICING, SCROLLED]})
    browser.opens()

    found = one(browser)

    assert found.outlook is Outlook.WAITING
    assert sentence(browser) == (
        "1 of 2 conditions hold; waits until deepest scroll is at least 60, which the browser notices."
    )
    assert [leaf.as_document()["known_by"] for leaf in found.tree.leaves()] == ["server", "browser"]


def test_an_invitation_with_a_moment_waits_for_it(shop: Shop, browser: Browser) -> None:
    shop.invites(type="dynamic", moment={"on": "exit_intent"})
    browser.opens()

    assert one(browser).outlook is Outlook.WAITING
    assert sentence(browser).startswith("Its condition holds; waits for the moment when ")


def test_what_is_only_assumed_is_said_to_be_assumed(shop: Shop, browser: Browser) -> None:
    shop.invites(conditions={"all": [{"fact": "widget.open", "is": False}]})
    browser.opens()

    (leaf,) = one(browser).tree.leaves()

    assert leaf.origin is not None
    assert leaf.origin.source == "an assumption, because only the browser knows"


def test_who_has_opened_no_page_is_told_to_be_untracked(shop: Shop) -> None:
    shop.invites(conditions={})
    with transaction() as publish:
        somebody = visitors.new_visitor(publish, present_moment())

    (found,) = explain_visitor(somebody, now=present_moment()).invitations

    assert found.outlook is Outlook.BLOCKED
    assert found.obstacles[0].reason is Refusal.NOT_TRACKED


def test_every_fact_says_where_it_comes_from_and_since_when(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites(conditions={"all": [PRICING, RETURNING]})
    browser.opens("https://shop.test/home")
    began = present_moment()
    clock.advance(60)
    browser.opens()

    origins = [leaf.origin for leaf in one(browser).tree.leaves()]

    assert [(each.source, each.known_at) for each in origins] == [
        ("the page", present_moment()),
        ("the start of the visit", began),
    ]


def test_a_draft_is_explained_when_it_is_asked_for(shop: Shop, browser: Browser) -> None:
    shop.invites("draft", launched=False)
    browser.opens()

    assert explained(browser).invitations == ()
    assert sentence(browser, "draft", invitation="draft") == (
        "It is a draft, so nobody sees it until it is launched; its condition holds."
    )
    with pytest.raises(NotFound):
        explained(browser, invitation="nothing-like-it")


def test_for_who_has_left_the_time_on_the_page_stands_still(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites(conditions={"all": [PRICING, LONG_ENOUGH]}, when_team=WhenTeam.EITHER)
    browser.opens()
    clock.advance(3600)

    explanation = explained(browser)

    assert not explanation.is_here
    assert explanation.known.get("page.seconds") == 0.0
    assert explanation.invitations[0].outlook is Outlook.WAITING


def test_supposing_changes_the_verdict_and_nothing_else(shop: Shop, browser: Browser) -> None:
    shop.invites(conditions={"all": [PRICING, RETURNING, LONG_ENOUGH]})
    browser.opens("https://shop.test/cart")
    before = _rows()

    supposed = {"page.url": "https://shop.test/pricing", "visitor.visits": 2, "page.seconds": 31}
    assert one(browser).outlook is Outlook.BLOCKED
    assert one(browser, changes=supposed).outlook is Outlook.READY
    assert one(browser, changes=supposed | {"team.online": False}).outlook is Outlook.BLOCKED

    assert _rows() == before


def test_the_timeline_tells_yesterday_in_words_by_day(shop: Shop, browser: Browser, clock: FrozenClock) -> None:
    shop.invites()
    browser.opens()
    shop.closes_desk()
    for _again in range(3):
        browser.claims()
        clock.advance(60)
    clock.advance(24 * 3600)
    shop.opens_desk()
    browser.opens()
    browser.claims()

    days = timeline(browser.visitor_id, "Europe/Berlin")

    assert [day.words for day in days] == ["Tuesday, November 3, 2026", "Monday, November 2, 2026"]
    assert [(each.clock, each.words) for each in days[1].entries] == [
        ("13:02", "refused: nobody was online (3 times since 13:00)"),
        ("13:00", "waiting in the browser for its moment"),
    ]
    assert days[0].entries[0].words == "shown"
    assert timeline(browser.visitor_id, "UTC", "another") == ()


def test_the_reasons_of_an_invitation_are_counted_by_frequency(
    shop: Shop, browser: Browser, clock: FrozenClock
) -> None:
    shop.invites()
    browser.opens()
    browser.url = "https://shop.test/cart"
    browser.claims()
    clock.advance(8 * 24 * 3600)
    browser.opens()
    for _again in range(3):
        browser.claims()
    browser.url = "https://shop.test/cart"
    shop.opens_desk()
    browser.claims()

    week, month = (reason_totals("pricing-help", present_moment(), days) for days in (7, 30))

    assert [(each.code, each.number, each.share) for each in week.reasons] == [
        ("team_offline", 3, 100),
        ("conditions", 1, 33),
    ]
    assert (week.refused, month.refused, month.armed) == (4, 5, 2)


def _rows() -> dict[str, list[tuple[Any, ...]]]:
    tables = db.metadata.sorted_tables
    return {table.name: [tuple(row) for row in db.session.execute(select(table))] for table in tables}
