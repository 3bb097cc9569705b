"""A site's own server reports that a visitor reached a goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from app.api.tokens import create_token
from app.conversions.queries import latest_reports
from app.domain.roles import Role
from app.foundation.clock import now
from app.operators import service as accounts
from tests.conversions.conftest import Customer, aims
from tests.invitations.conftest import Shop

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from app.foundation.clock import FrozenClock


@dataclass
class ShopServer:
    """The site's own server, with a token."""

    app: Flask
    token: str
    visitor: str

    def reports(self, **fields: Any) -> TestResponse:
        """Report that the visitor ordered."""
        body = {"visitor": self.visitor, "id": "ordered"} | fields
        document = {name: value for name, value in body.items() if value is not None}
        return self.app.test_client(use_cookies=False).post(
            "/api/v1/conversions", json=document, headers={"Authorization": f"Bearer {self.token}"}
        )


@pytest.fixture
def server(app: Flask, clock: FrozenClock) -> ShopServer:
    """A shop whose visitor was just shown an invitation, and whose goal only the server may report."""
    with app.app_context():
        shop = Shop(
            accounts.create_operator(
                email="anna@shop.test", name="Anna", role=Role.ADMINISTRATOR, department_ids=(), now=now()
            )
        )
        shop.opens_desk()
        shop.invites()
        customer = Customer()
        customer.opens()
        assert customer.reason() == "granted"
        aims(kind="server")
        token = create_token("shop", Role.OPERATOR, now())
    return ShopServer(app, token, customer.key or "")


def test_a_report_within_the_window_is_counted_with_its_value(app: Flask, server: ShopServer) -> None:
    answer = server.reports(value=49.9, currency="EUR")
    assert (answer.status_code, answer.json) == (200, {"outcome": "counted"})
    with app.app_context():
        (line,) = latest_reports()
        assert (line.source.value, str(line.value), line.currency) == ("server", "49.9", "EUR")


def test_a_request_that_is_sent_again_is_answered_again_and_counted_once(app: Flask, server: ShopServer) -> None:
    answers = [server.reports(request_key="order-1").json for _ in range(2)]
    assert answers == [{"outcome": "counted"}, {"outcome": "counted"}]
    with app.app_context():
        assert len(latest_reports()) == 1


@pytest.mark.parametrize(
    ("fields", "status", "field"),
    [
        ({"visitor": "nobody"}, 404, "visitor"),
        ({"visitor": None, "user": "nobody"}, 404, "user"),
        ({"visitor": None}, 422, "visitor"),
        ({"user": "both"}, 422, "visitor"),
        ({"id": None}, 422, "id"),
        ({"id": ""}, 422, "id"),
        ({"value": "much"}, 422, "value"),
        ({"value": [1]}, 422, "value"),
        ({"currency": "€"}, 422, "currency"),
        ({"more": 1}, 422, "more"),
        ({"request_key": "x" * 101}, 422, "request_key"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(
    server: ShopServer, fields: dict[str, Any], status: int, field: str
) -> None:
    answer = server.reports(**fields)
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]["field"] == field


def test_without_a_token_nothing_is_reported(server: ShopServer) -> None:
    server.token = "made-up"
    assert server.reports().status_code == 401


def test_what_was_credited_can_be_read_showing_by_showing(server: ShopServer) -> None:
    server.reports(value="49.90", currency="EUR")
    client, headers = server.app.test_client(use_cookies=False), {"Authorization": f"Bearer {server.token}"}
    (one,) = client.get(f"/api/v1/conversions?visitor={server.visitor}", headers=headers).json["data"]

    assert (one["event"], one["is_own_goal"], one["invitation"], one["arm"]) == (
        "ordered",
        False,
        "pricing-help",
        "shown",
    )
    assert (one["value"], one["currency"], one["source"]) == ("49.9", "EUR", "server")
    again = client.get(f"/api/v1/conversions?impression={one['impression']}&invitation=pricing-help", headers=headers)
    assert again.json == {"data": [one], "next_cursor": None}
    assert client.get("/api/v1/conversions?invitation=other", headers=headers).json["data"] == []
    assert client.get("/api/v1/conversions?goal=ordered", headers=headers).status_code == 422
