"""The goals that a visitor reached, beside the visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.conversions.reached import goals_reached
from app.realtime.context_cards import card_rows
from app.visitors.queries import visitor_by_key
from tests.conversions.conftest import aims

if TYPE_CHECKING:
    from flask import Flask

    from tests.conversions.conftest import Customer


def test_what_a_visitor_reached_stands_on_a_card_beside_them(inside: Flask, customer: Customer) -> None:
    visitor = visitor_by_key(customer.key or "")
    assert visitor is not None
    with inside.test_request_context():
        assert card_rows(visitor) == []

    aims()
    customer.reports(value="49.90", currency="EUR")

    (goal,) = goals_reached(visitor.key)
    assert (goal.invitation_name, f"{goal.value:.2f}", goal.currency) == ("pricing-help", "49.90", "EUR")
    with inside.test_request_context():
        (card,) = card_rows(visitor)
    assert (card["id"], card["failed"]) == ("conversion_tracking.goals", False)
    assert card["lines"][0]["value"].startswith("49.90 EUR · ")
