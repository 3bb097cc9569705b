"""What counts as a conversion: within the window, once for each showing, and honest about everything else."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from app.conversions import queries, service
from app.conversions.models import Goal
from app.conversions.vocabulary import CountedFrom, GoalDraft, ReportOutcome, worth_of
from app.domain.errors import Conflict, InvalidInput
from app.foundation.clock import now
from app.foundation.database import db, transaction
from app.invitations.vocabulary import LogKind
from app.plugin_api.goals import SightingSource
from tests.conversions.conftest import Customer, aims, conversions, outcomes

if TYPE_CHECKING:
    from app.foundation.clock import FrozenClock
    from tests.invitations.conftest import Shop


def test_an_event_within_the_window_counts_for_the_invitation_that_was_shown(customer: Customer) -> None:
    aims()
    assert customer.reports(value="49.90", currency="eur") is ReportOutcome.COUNTED
    (one,) = conversions()
    assert (one.source, one.value_micros, one.currency) == ("script", 49_900_000, "EUR")


@pytest.mark.parametrize(("seconds", "outcome"), [(600, "counted"), (601, "late")])
def test_the_last_instant_of_the_window_counts_and_the_next_second_is_late(
    customer: Customer, clock: FrozenClock, seconds: int, outcome: str
) -> None:
    aims(window_seconds=600)
    clock.advance(seconds)
    assert customer.reports() == outcome


def test_the_same_goal_counts_once_for_each_showing_however_often_it_is_reported(customer: Customer) -> None:
    aims()
    assert [customer.reports().value for _ in range(3)] == ["counted", "duplicate", "duplicate"]
    assert len(conversions()) == 1


def test_a_goal_counts_for_every_invitation_whose_window_is_open(shop: Shop, customer: Customer) -> None:
    aims()
    shop.invites("second", position=1)
    customer.signals(customer.granted, LogKind.EXPIRED)
    customer.opens()
    assert customer.reason("second") == "granted"
    customer.reports()
    assert len({one.invitation_id for one in conversions()}) == 2


def test_where_the_window_begins_with_a_click_a_showing_alone_is_not_enough(customer: Customer) -> None:
    aims(counted_from=CountedFrom.CLICKED)
    assert customer.reports() is ReportOutcome.NOT_INVITED
    customer.signals(customer.granted, LogKind.CLICKED, "https://shop.test/")
    assert customer.reports() is ReportOutcome.COUNTED


def test_it_counts_without_a_chat_and_with_nobody_there(shop: Shop, customer: Customer) -> None:
    aims()
    shop.closes_desk()
    assert customer.reports() is ReportOutcome.COUNTED


def test_a_visitor_who_was_never_invited_is_recorded_as_such(shop: Shop) -> None:
    aims()
    stranger = Customer()
    stranger.opens("https://shop.test/other")
    assert stranger.reports() is ReportOutcome.NOT_INVITED
    assert (conversions(), outcomes()) == ([], ["not_invited"])


def test_an_unknown_identifier_is_recorded_as_such_and_counted(customer: Customer) -> None:
    aims()
    assert customer.reports("odrered") is ReportOutcome.UNKNOWN_GOAL
    assert queries.unknown_goals(now()) == (("odrered", 1),)


def test_upper_and_lower_case_of_an_identifier_are_the_same(customer: Customer) -> None:
    aims(key="Ordered")
    assert customer.reports("ORDERED") is ReportOutcome.COUNTED


def test_a_goal_that_only_the_server_may_report_does_not_listen_to_pages(customer: Customer) -> None:
    aims(kind="server")
    assert customer.reports(source=SightingSource.SCRIPT) is ReportOutcome.UNKNOWN_GOAL
    assert customer.reports(source=SightingSource.SERVER) is ReportOutcome.COUNTED


@pytest.mark.parametrize(
    ("pattern", "url", "counts"),
    [
        ("/thank-you", "https://shop.test/thank-you?utm_source=mail", True),
        ("/orders/*/done", "https://shop.test/orders/1001/done", True),
        ("/thank-you", "https://shop.test/thank-you-not", False),
    ],
)
def test_a_page_is_a_goal_where_its_address_fits(customer: Customer, pattern: str, url: str, counts: bool) -> None:
    aims(kind="page", settings={"page": pattern})
    customer.reaches(url)
    assert len(conversions()) == counts


def test_a_page_that_is_opened_again_leaves_no_second_trace(customer: Customer) -> None:
    aims(kind="page", settings={"page": "/thank-you"})
    for _ in range(3):
        customer.reaches("https://shop.test/thank-you")
    assert outcomes() == ["counted"]


def test_a_server_that_sends_again_gets_the_first_answer(customer: Customer) -> None:
    aims()
    sent = [customer.reports(source=SightingSource.SERVER, request_key="order-1").value for _ in range(2)]
    assert (sent, outcomes()) == (["counted", "counted"], ["counted"])


def test_a_paused_goal_counts_nothing(customer: Customer) -> None:
    aims(is_active=False)
    assert customer.reports() is ReportOutcome.UNKNOWN_GOAL


def test_a_changed_goal_counts_by_its_new_words_at_once(customer: Customer) -> None:
    aims()
    service.change_goal("ordered", GoalDraft(name="Paid", key="paid"), now())
    assert customer.reports("paid") is ReportOutcome.COUNTED


def test_a_deleted_goal_takes_its_conversions_along_and_leaves_the_log(customer: Customer) -> None:
    aims()
    customer.reports()
    service.delete_goal("ordered")
    assert (conversions(), outcomes()) == ([], ["counted"])


def test_a_goal_that_another_process_has_just_deleted_counts_nothing_and_costs_no_page_view(customer: Customer) -> None:
    aims(kind="page", settings={"page": "/thank-you"})
    queries.active_goals()
    with transaction():
        db.session.execute(delete(Goal))
    customer.reaches("https://shop.test/thank-you")
    assert conversions() == []


def test_the_list_adds_up_values_by_currency_once_for_each_report(customer: Customer) -> None:
    aims()
    customer.reports(value=0.1, currency="EUR")
    (line,) = queries.goal_listings(now())
    assert (line.counted, line.value_by_currency) == (1, {"EUR": Decimal("0.1")})


def test_two_goals_cannot_share_an_identifier(shop: Shop) -> None:
    aims()
    with pytest.raises(Conflict, match="identifier") as refused:
        aims(name="Another", key="ORDERED")
    assert refused.value.field == "key"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"key": "two words"}, "key"),
        ({"key": ""}, "key"),
        ({"kind": "magic"}, "kind"),
        ({"window_seconds": 0}, "window_seconds"),
        ({"window_seconds": 91 * 86_400}, "window_seconds"),
        ({"kind": "page"}, "settings.page"),
        ({"kind": "page", "settings": {"page": ["/a", "/b"]}}, "settings.page"),
        ({"settings": {"page": "/a"}}, "settings.page"),
    ],
)
def test_a_goal_that_cannot_count_is_refused_with_the_field(shop: Shop, fields: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        aims(**fields)
    assert refused.value.field == field


@pytest.mark.parametrize("value", ["abc", "NaN", "1e400", True, [1], "-Infinity", 10**12])
def test_a_value_that_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        worth_of(value, "EUR")
    assert refused.value.field == "value"


@pytest.mark.parametrize("currency", ["EURO", "€", "E1R", 5])
def test_a_currency_that_is_none_is_refused(currency: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        worth_of(1, currency)
    assert refused.value.field == "currency"
