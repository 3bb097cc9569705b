"""The goal that an invitation names itself: its event id, its window, and the control group that saw nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.conversions import queries
from app.conversions.models import Conversion
from app.conversions.vocabulary import ReportOutcome
from app.domain import events
from app.domain.errors import InvalidInput
from app.foundation import briefly
from app.foundation.clock import now
from app.foundation.database import db, transaction
from app.foundation.events import listen
from app.invitations import authoring
from app.invitations.draft_parts import CountedFrom, Experiment, OwnGoal
from app.invitations.linting import findings_for
from app.invitations.models import Impression, Invitation
from app.invitations.own_goals import REPORTS_TOPIC, TOPIC
from app.invitations.queries import invitation_details
from app.invitations.vocabulary import ImpressionKind, InvitationDraft, LogKind
from app.plugin_api.goals import SightingSource
from tests.conversions.conftest import Customer, aims, conversions, outcomes
from tests.invitations.conftest import Shop

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

HOUR = OwnGoal(event="ordered", within=3_600)


def measured(shop: Shop, goal: OwnGoal | None = HOUR, key: str = "measured", **fields: Any) -> Customer:
    """Somebody who was just shown an invitation with a goal of its own."""
    shop.invites(key, conversion=goal, position=0, **fields)
    made = Customer()
    made.opens()
    made.granted = made.claims(key)
    return made


def edit(key: str, **changes: Any) -> None:
    """Save other words over an invitation."""
    details = invitation_details(key)
    assert details is not None
    draft = details.draft
    values = {name: getattr(draft, name) for name in draft.__dataclass_fields__} | changes
    authoring.change_invitation(
        key, type(draft)(**values), expected_version=details.version, operator_id=None, now=now()
    )


def counted() -> list[tuple[int | None, str]]:
    """What was credited: the goal (None is the invitation's own) and the kind of showing."""
    rows = db.session.execute(
        select(Conversion.goal_id, Impression.kind)
        .join(Impression, Impression.id == Conversion.impression_id)
        .order_by(Conversion.id)
    )
    return [(goal, kind) for goal, kind in rows]


def test_the_event_id_of_the_invitation_counts_within_its_window_without_any_goal_being_defined(shop: Shop) -> None:
    customer = measured(shop)
    assert customer.reports("Ordered", value="49.90", currency="eur") is ReportOutcome.COUNTED
    (one,) = conversions()
    assert (one.goal_id, one.value_micros, one.currency, one.source) == (None, 49_900_000, "EUR", "script")


@pytest.mark.parametrize(("seconds", "outcome"), [(3_600, "counted"), (3_601, "late")])
def test_the_last_instant_of_the_window_counts_and_the_next_second_is_late(
    shop: Shop, clock: FrozenClock, seconds: int, outcome: str
) -> None:
    customer = measured(shop)
    clock.advance(seconds)
    assert customer.reports() == outcome


def test_a_window_from_the_click_begins_with_the_first_click(shop: Shop, clock: FrozenClock) -> None:
    customer = measured(shop, OwnGoal(event="ordered", within=60, counted_from=CountedFrom.CLICKED))
    assert customer.reports() is ReportOutcome.NOT_INVITED
    clock.advance(300)
    customer.signals(customer.granted, LogKind.CLICKED, "https://shop.test/")
    clock.advance(60)
    assert customer.reports() is ReportOutcome.COUNTED


def test_it_counts_once_for_each_showing_however_often_and_from_wherever_it_comes(shop: Shop) -> None:
    customer = measured(shop)
    sent = [customer.reports(source=source).value for source in (SightingSource.SCRIPT, SightingSource.SERVER)]
    assert (sent, len(conversions())) == (["counted", "duplicate"], 1)


def test_reports_at_the_same_instant_make_one_conversion(shop: Shop, inside: Flask) -> None:
    customer = measured(shop)
    db.session.rollback()

    def report(_number: int) -> str:
        with inside.app_context():
            try:
                return customer.reports().value
            finally:
                db.session.remove()

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(report, range(4)))
    assert len(conversions()) == 1
    assert "counted" in answers


def test_only_the_invitations_that_name_the_event_are_credited(shop: Shop, customer: Customer) -> None:
    shop.invites("second", position=1, conversion=HOUR)
    customer.signals(customer.granted, LogKind.EXPIRED)
    customer.opens()
    assert customer.reason("second") == "granted"
    customer.reports()
    named = select(Invitation.key).join(Conversion, Conversion.invitation_id == Invitation.id)
    assert list(db.session.execute(named).scalars()) == ["second"]


def test_it_counts_during_a_chat_with_nobody_there_and_after_the_invitation_was_paused(shop: Shop) -> None:
    customer = measured(shop)
    shop.closes_desk()
    authoring.pause("measured", operator_id=None, now=now())
    assert customer.reports() is ReportOutcome.COUNTED


def test_somebody_who_saw_no_such_invitation_is_recorded_as_such_and_the_id_is_known(shop: Shop) -> None:
    shop.invites("measured", conversion=HOUR)
    stranger = Customer()
    stranger.opens("https://shop.test/other")
    assert stranger.reports() is ReportOutcome.NOT_INVITED
    assert stranger.reports("paid") is ReportOutcome.UNKNOWN_GOAL
    assert (queries.unknown_goals(now()), outcomes()) == ((("paid", 1),), ["not_invited", "unknown_goal"])


def test_the_event_of_a_draft_is_not_waited_for(shop: Shop) -> None:
    shop.invites("measured", conversion=HOUR, launched=False)
    stranger = Customer()
    stranger.opens("https://shop.test/other")
    assert stranger.reports() is ReportOutcome.UNKNOWN_GOAL


def test_a_goal_of_the_page_goals_with_the_same_identifier_counts_beside_it_and_is_announced_once(shop: Shop) -> None:
    heard: list[events.ConversionRecorded] = []
    listen(events.ConversionRecorded, heard.append)
    customer = measured(shop)
    aims()
    customer.reports(value=5)
    assert [goal is None for goal, _kind in counted()] == [False, True]
    assert [(event.goal, event.value) for event in heard] == [("ordered", "5")]


def test_its_own_event_is_announced_by_its_event_id(shop: Shop) -> None:
    heard: list[events.ConversionRecorded] = []
    listen(events.ConversionRecorded, heard.append)
    measured(shop).reports("ORDERED")
    assert [event.goal for event in heard] == ["ordered"]


def test_a_page_that_is_a_goal_counts_for_the_invitations_that_name_its_identifier(shop: Shop) -> None:
    customer = measured(shop)
    aims(kind="page", settings={"page": "/thank-you"})
    customer.reaches("https://shop.test/thank-you")
    customer.reaches("https://shop.test/thank-you")
    assert [goal is None for goal, _kind in counted()] == [False, True]


def test_a_goal_that_is_a_page_leaves_script_calls_to_the_invitations_that_name_its_identifier(shop: Shop) -> None:
    customer = measured(shop)
    aims(kind="page", settings={"page": "/thank-you"})
    assert customer.reports() is ReportOutcome.COUNTED
    assert [goal is None for goal, _kind in counted()] == [True]


def test_a_goal_that_only_the_server_may_report_cannot_be_forged_through_an_invitation(shop: Shop) -> None:
    customer = measured(shop)
    aims(kind="server")
    assert customer.reports(source=SightingSource.SCRIPT) is ReportOutcome.UNKNOWN_GOAL
    assert customer.reports(source=SightingSource.SERVER) is ReportOutcome.COUNTED


def test_a_showing_is_measured_by_the_goal_its_invitation_had_when_it_was_shown(shop: Shop, clock: FrozenClock) -> None:
    customer = measured(shop)
    edit("measured", conversion=OwnGoal(event="paid", within=60))
    briefly.forget(TOPIC)
    clock.advance(1_800)
    assert customer.reports("ordered") is ReportOutcome.COUNTED
    assert customer.reports("paid") is ReportOutcome.NOT_INVITED


def test_the_control_group_is_credited_silently_and_never_counts_as_shown(shop: Shop) -> None:
    heard: list[events.ConversionRecorded] = []
    listen(events.ConversionRecorded, heard.append)
    customer = measured(shop)
    with transaction():
        db.session.execute(db.update(Impression).values(kind=ImpressionKind.WITHHELD.value, state="withheld"))
    assert customer.reports() is ReportOutcome.NOT_INVITED
    assert counted() == [(None, "withheld")]
    assert (heard, outcomes()) == ([], ["not_invited"])
    assert customer.reports() is ReportOutcome.NOT_INVITED
    assert len(conversions()) == 1


def test_a_manual_invitation_converts_by_goals_only(shop: Shop, customer: Customer) -> None:
    with transaction():
        db.session.execute(db.update(Impression).values(kind=ImpressionKind.MANUAL.value, invitation_id=None))
    assert customer.reports() is ReportOutcome.UNKNOWN_GOAL
    aims()
    assert customer.reports() is ReportOutcome.COUNTED
    assert conversions()[0].invitation_id is None


@pytest.mark.parametrize(
    ("goal", "field"),
    [
        (OwnGoal(event="", within=60), "conversion.event"),
        (OwnGoal(event="two words", within=60), "conversion.event"),
        (OwnGoal(event="x" * 101, within=60), "conversion.event"),
        (OwnGoal(event="ordered", within=0), "conversion.within"),
        (OwnGoal(event="ordered", within=91 * 86_400), "conversion.within"),
    ],
)
def test_a_goal_that_could_never_count_is_refused_at_its_field(shop: Shop, goal: OwnGoal, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        shop.invites("measured", conversion=goal)
    assert refused.value.field == field


def test_a_control_group_cannot_click_so_its_window_begins_with_the_showing(shop: Shop) -> None:
    goal = OwnGoal(event="ordered", within=60, counted_from=CountedFrom.CLICKED)
    with pytest.raises(InvalidInput) as refused:
        shop.invites("measured", conversion=goal, experiment=Experiment(holdout_percent=10))
    assert refused.value.field == "conversion.counted_from"
    shop.invites("clicked", conversion=goal)


def test_the_linter_says_that_an_event_was_never_reported_until_it_is(shop: Shop) -> None:
    draft = InvitationDraft(name="Hi", message_html="Hi", conversion=OwnGoal(event="Ordered", within=60))
    customer = measured(shop)
    assert "goal_never_reported" in {each.code for each in findings_for(draft, now=now())}
    customer.reports("ORDERED")
    briefly.forget(REPORTS_TOPIC)
    assert "goal_never_reported" not in {each.code for each in findings_for(draft, now=now())}


def test_no_row_says_more_than_there_were(shop: Shop) -> None:
    customer = measured(shop)
    for _ in range(3):
        customer.reports()
    assert outcomes() == ["counted", "duplicate", "duplicate"]
    assert db.session.execute(select(func.count(Conversion.id))).scalar_one() == 1
