"""Some visitors are not invited so that the effect can be measured, others get other words; each stays in one group."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.domain.experiments import HOLDOUT, ORIGINAL
from app.foundation.clock import FrozenClock
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from app.invitations import authoring, queries
from app.invitations.draft_parts import Content, Experiment, OwnGoal, Variant
from app.invitations.experimenting import assignment_of, plan_of
from app.invitations.explaining import Outlook, explain_visitor
from app.invitations.explaining_words import blocker_sentence
from app.invitations.models import Impression, Invitation, InvitationEpoch
from app.invitations.past_showings import past_of
from app.invitations.vocabulary import Granted, LogKind
from app.visitors.queries import visitor_by_key
from tests.invitations.conftest import PRICING, Browser, Shop

HALF = Experiment(holdout_percent=50)
WARM = Variant(key="warm", message=Content(html="<p>Hello there!</p>"), sender_name="Ben")
TWO = Experiment(variants=(WARM,))
NO_LIMIT: dict[str, Any] = {}
MOST_TRIES = 60


def group_of(browser: Browser, experiment: Experiment, key: str = "pricing-help", epoch: int = 1) -> str:
    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    assigned = assignment_of(experiment, visitor, key, epoch)
    assert assigned is not None
    return HOLDOUT if assigned.is_held_out else assigned.variant


def browser_in(group: str, experiment: Experiment, key: str = "pricing-help") -> Browser:
    """A new visitor on the pricing page who belongs to that group."""
    for _try in range(MOST_TRIES):
        browser = Browser()
        browser.opens()
        if group_of(browser, experiment, key) == group:
            return browser
    raise AssertionError(f"nobody of {MOST_TRIES} visitors was in {group}")


def impressions(browser: Browser) -> list[Impression]:
    found = select(Impression).where(Impression.visitor_id == browser.visitor_id).order_by(Impression.id)
    return list(db.session.execute(found).scalars())


def kinds(browser: Browser) -> list[str]:
    return [each.kind for each in impressions(browser)]


def come_again(browser: Browser, shop: Shop, clock: FrozenClock) -> None:
    """The next visit."""
    clock.advance(1801)
    shop.opens_desk()
    browser.opens()


def changed(key: str, **fields: Any) -> None:
    details = queries.invitation_details(key)
    assert details is not None
    authoring.change_invitation(
        key,
        replace(details.draft, **fields),
        expected_version=details.version,
        operator_id=None,
        now=present_moment(),
    )


def epochs(key: str = "pricing-help") -> list[int]:
    found = (
        select(InvitationEpoch.number)
        .join(Invitation, Invitation.id == InvitationEpoch.invitation_id)
        .where(Invitation.key == key)
        .order_by(InvitationEpoch.number)
    )
    return list(db.session.execute(found).scalars())


def test_who_is_held_out_gets_a_ghost_instead_of_the_message(shop: Shop) -> None:
    shop.invites(experiment=HALF, campaign="Spring")
    browser = browser_in(HOLDOUT, HALF)
    assert browser.reason() == "holdout"
    ghost = impressions(browser)[0]
    assert (ghost.kind, ghost.state, ghost.epoch, ghost.html) == ("withheld", "withheld", 1, "")
    assert ghost.shown_at == ghost.ended_at == present_moment()
    assert ghost.rendered_at is ghost.seen_at is None
    assert (ghost.page_url, ghost.device, ghost.campaign) == ("https://shop.test/pricing", "desktop", "Spring")
    assert browser.log() == [("armed", None), ("withheld", None)]


def test_everybody_else_is_invited_and_counted_in_their_group(shop: Shop) -> None:
    shop.invites(experiment=HALF, campaign="Spring")
    browser = browser_in(ORIGINAL, HALF)
    assert browser.reason() == "granted"
    shown = impressions(browser)[0]
    assert (shown.kind, shown.variant, shown.epoch) == ("automatic", ORIGINAL, 1)
    assert (shown.page_url, shown.device, shown.campaign) == ("https://shop.test/pricing", "desktop", "Spring")


def test_without_an_experiment_nobody_is_in_a_group(shop: Shop, browser: Browser) -> None:
    shop.invites()
    browser.opens()
    browser.claims()
    assert impressions(browser)[0].variant is None


def test_a_visitor_is_withheld_once_in_a_visit_however_often_the_browser_asks(shop: Shop) -> None:
    shop.invites(experiment=HALF)
    browser = browser_in(HOLDOUT, HALF)
    browser.claims()
    browser.opens("https://shop.test/pricing?page=2")
    assert browser.reason() == "holdout"
    assert kinds(browser) == ["withheld"]
    assert browser.log() == [("armed", None), ("withheld", None), ("refused", "holdout")]


@pytest.mark.parametrize(
    ("limit", "ghosts"),
    [(NO_LIMIT, 3), ({"max_shows": 2}, 2), ({"once_per_visitor": True}, 1)],
    ids=["no limit", "twice", "once"],
)
def test_a_visitor_gets_no_more_ghosts_than_they_would_have_got_invitations(
    shop: Shop, clock: FrozenClock, limit: dict[str, Any], ghosts: int
) -> None:
    shop.invites(experiment=HALF, **limit)
    browser = browser_in(HOLDOUT, HALF)
    browser.claims()
    for _visit in range(2):
        come_again(browser, shop, clock)
        assert browser.reason() == "holdout"
    assert len(impressions(browser)) == ghosts


def test_a_ghost_is_written_only_where_everything_else_would_have_granted_the_claim(shop: Shop) -> None:
    shop.invites(experiment=HALF)
    browser = browser_in(HOLDOUT, HALF)
    shop.closes_desk()
    assert browser.reason() == "team_offline"
    assert impressions(browser) == []


def test_the_holdout_sees_what_it_would_see_without_this_invitation(shop: Shop) -> None:
    shop.invites("first", position=1, experiment=HALF)
    shop.invites("second", position=2)
    browser = browser_in(HOLDOUT, HALF, "first")
    assert [browser.reason("first"), browser.reason("second")] == ["holdout", "granted"]


def test_what_is_withheld_does_not_replace_what_is_on_the_screen(shop: Shop) -> None:
    shop.invites("other", position=2)
    shop.invites("first", position=1, experiment=HALF)
    browser = browser_in(HOLDOUT, HALF, "first")
    browser.claims("other")
    assert browser.reason("first") == "holdout"
    assert [each.state for each in impressions(browser)] == ["shown", "withheld"]


def test_nothing_is_withheld_while_another_tab_shows_an_invitation(shop: Shop) -> None:
    shop.invites("other", position=2)
    shop.invites("first", position=1, experiment=HALF)
    browser = browser_in(HOLDOUT, HALF, "first")
    browser.claims("other", tab="tab-1")
    browser.opens(tab="tab-2")
    assert browser.reason("first", tab="tab-2") == "claimed_elsewhere"
    assert kinds(browser) == ["automatic"]


def test_what_was_withheld_does_not_count_as_shown(shop: Shop) -> None:
    shop.invites(experiment=HALF)
    browser = browser_in(HOLDOUT, HALF)
    browser.claims()
    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    assert past_of(visitor, browser.url, present_moment()).shown == {}
    assert queries.showings_to(browser.visitor_id).number == 0
    assert queries.latest_impressions([browser.visitor_id]) == {}


def test_a_variant_has_its_own_words_and_sender(shop: Shop) -> None:
    shop.invites(experiment=TWO, sender_name="Anna")
    for group, words, sender in (("warm", "<p>Hello there!</p>", "Ben"), (ORIGINAL, "<p>Need a hand?</p>", "Anna")):
        browser = browser_in(group, TWO)
        granted = browser.claims()
        assert isinstance(granted, Granted)
        assert (granted.impression.html, granted.impression.sender_name) == (words, sender)
        assert impressions(browser)[0].variant == group


def test_a_visitor_keeps_the_variant_in_every_visit(shop: Shop, clock: FrozenClock) -> None:
    shop.invites(experiment=TWO)
    browser = browser_in("warm", TWO)
    for _visit in range(4):
        browser.signals(browser.claims(), LogKind.DISMISSED)
        come_again(browser, shop, clock)
    assert [each.variant for each in impressions(browser)] == ["warm"] * 4


def test_visitors_are_divided_as_the_weights_say(shop: Shop) -> None:
    experiment = Experiment(holdout_percent=20, variants=(Variant(key="warm", weight=3, message=WARM.message),))
    shop.invites(experiment=experiment)
    seen: Counter[str] = Counter()
    for _visitor in range(80):
        browser = Browser()
        browser.opens()
        expected = group_of(browser, experiment)
        browser.claims()
        impression = impressions(browser)[0]
        assert (HOLDOUT if impression.kind == "withheld" else impression.variant) == expected
        seen[expected] += 1
    assert set(seen) == set(plan_of(experiment).shares())
    assert seen["warm"] > seen[ORIGINAL]


def test_whom_the_browser_forgets_has_no_part_in_the_experiment(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.invites(experiment=Experiment(holdout_percent=50, original_weight=0, variants=(WARM,)))
    for _visitor in range(8):
        browser = Browser(is_lasting=False)
        browser.opens()
        granted = browser.claims()
        assert isinstance(granted, Granted)
        assert granted.impression.html == "<p>Need a hand?</p>"
        assert impressions(browser)[0].variant is None


def test_launching_begins_the_first_epoch_and_launching_again_none(shop: Shop) -> None:
    shop.invites(launched=False, experiment=HALF)
    changed("pricing-help", name="Another name", experiment=TWO)
    assert epochs() == []
    for _time in range(2):
        authoring.launch("pricing-help", operator_id=None, now=present_moment())
        authoring.pause("pricing-help", operator_id=None, now=present_moment())
    assert epochs() == [1]


@pytest.mark.parametrize(
    "change",
    [
        {"experiment": Experiment(holdout_percent=20)},
        {"experiment": Experiment(holdout_percent=50, variants=(WARM,))},
        {"experiment": Experiment()},
        {"conversion": OwnGoal(event="ordered", within=3600)},
        {"message_html": "<p>Other words</p>"},
        {"returning_html": "<p>Welcome back</p>"},
        {"sender_name": "Ben"},
    ],
    ids=["holdout", "variants", "end of the experiment", "goal", "message", "returning message", "sender"],
)
def test_a_change_of_what_is_measured_begins_a_new_epoch(shop: Shop, change: dict[str, Any]) -> None:
    shop.invites(experiment=HALF)
    changed("pricing-help", **change)
    assert epochs() == [1, 2]


@pytest.mark.parametrize(
    "change",
    [{"name": "Another name"}, {"position": 7}, {"max_shows": 3}, {"conditions": {"not": PRICING["all"][0]}}],
    ids=["name", "position", "limit", "conditions"],
)
def test_a_change_of_anything_else_goes_on_measuring(shop: Shop, change: dict[str, Any]) -> None:
    shop.invites(experiment=HALF)
    changed("pricing-help", **change)
    assert epochs() == [1]


def test_without_an_experiment_other_words_begin_no_epoch(shop: Shop) -> None:
    shop.invites()
    changed("pricing-help", message_html="<p>Other words</p>")
    assert epochs() == [1]


def test_a_new_epoch_draws_everybody_anew_and_marks_what_it_shows(shop: Shop, clock: FrozenClock) -> None:
    shop.invites(experiment=HALF)
    browsers = []
    for _visitor in range(30):
        browser = Browser()
        browser.opens()
        browser.claims()
        browsers.append(browser)
    changed("pricing-help", experiment=Experiment(holdout_percent=50, variants=(WARM,)))
    for browser in browsers:
        come_again(browser, shop, clock)
        browser.claims()
    assert {each.epoch for browser in browsers for each in impressions(browser)} == {1, 2}
    held = {epoch: [_was_withheld(browser, epoch) for browser in browsers] for epoch in (1, 2)}
    assert held[1] != held[2]


def test_what_was_shown_before_epochs_were_kept_is_an_epoch_of_its_own(shop: Shop, browser: Browser) -> None:
    """An invitation of an earlier version of Beckon, which had no epochs."""
    shop.invites()
    browser.opens()
    browser.claims()
    with transaction():
        db.session.execute(delete(InvitationEpoch))
    changed("pricing-help", experiment=HALF)
    assert epochs() == [1, 2]


def test_the_explanation_says_that_the_visitor_is_held_out(shop: Shop) -> None:
    shop.invites(experiment=HALF)
    browser = browser_in(HOLDOUT, HALF)
    visitor = visitor_by_key(browser.key or "")
    assert visitor is not None
    explanation = explain_visitor(visitor, now=present_moment())
    judged = explanation.invitations[0]
    assert judged.outlook is Outlook.BLOCKED
    assert blocker_sentence(judged, explanation) == (
        "Its condition holds; this visitor is in the 50 % who are not invited, so that the effect can be measured."
    )


def _was_withheld(browser: Browser, epoch: int) -> bool:
    return any(each.kind == "withheld" and each.epoch == epoch for each in impressions(browser))
