"""The demo shop: five pages with an embed code, written to be visited as a customer."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest

from tests.operators.people import account, desk_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/demo/", "Furniture that outlives fashions"),
        ("/demo/pricing", "Pricing"),
        ("/demo/product", "Oak desk"),
        ("/demo/cart", "Your cart"),
        ("/demo/order", "Thank you for your order"),
    ],
)
def test_every_page_carries_the_code_and_shows_it(client: FlaskClient, path: str, title: str) -> None:
    page = client.get(path).text

    assert f"<h1>{title}</h1>" in page
    assert '<script async src="http://localhost/embed/beckon.js"></script>' in page
    assert '<script async src="http://localhost/embed/beckon.js"></script>' in html.unescape(page.partition("<pre")[2])


def test_other_pages_are_not_found(client: FlaskClient) -> None:
    assert client.get("/demo/nothing").status_code == 404


def test_a_hostile_identifier_stays_inert(client: FlaskClient) -> None:
    page = client.get("/demo/?identifier=</script><script>__xss(1)</script>").text

    assert "<script>__xss" not in page


def test_operators_are_shown_the_way_to_visit_as_a_customer(app: Flask) -> None:
    page = desk_of(app, account(app)).opens("/demo/pricing").text

    assert 'href="http://127.0.0.1/demo/pricing"' in page


def test_customers_are_not(client: FlaskClient) -> None:
    assert "Visit as a customer" not in client.get("/demo/").text
