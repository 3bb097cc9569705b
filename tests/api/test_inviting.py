"""A program invites a visitor in the name of an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.api import tokens
from app.api.operations import API_PACE
from app.domain.roles import Role
from app.foundation.clock import now as present_moment
from app.foundation.limits import limiter
from tests.operators.people import account
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from app.foundation.clock import FrozenClock


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is written is tested on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def calls(app: Flask, clock: FrozenClock) -> Callable[..., TestResponse]:
    """A program with a token that may do everything; time stands still."""
    API_PACE.forget()
    limiter.reset()
    with app.app_context():
        token = tokens.create_token("program", Role.ADMINISTRATOR, present_moment())
    client = app.test_client(use_cookies=False)

    def call(method: str, visitor: str, **body: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        path = f"/api/v1/visitors/{visitor}/invite"
        return client.open(path, method=method, headers=headers, json=body or None)

    return call


def test_a_program_invites_reads_how_it_stands_and_takes_it_back(
    app: Flask, calls: Callable[..., TestResponse], clock: FrozenClock
) -> None:
    anna = account(app, "Anna")
    browser = Browser(app.test_client(use_cookies=False))
    visitor = browser.opens().json["token"].partition(".")[0]

    sent = calls("POST", visitor, text="<p>Hi</p>", operator=anna.email.upper(), minutes=5)

    assert (sent.status_code, sent.json["state"], sent.json["sender"], sent.json["text"]) == (200, "sent", "Anna", "Hi")
    assert calls("GET", visitor).json == sent.json
    assert calls("DELETE", visitor).json["state"] == "recalled"
    assert calls("GET", visitor).status_code == calls("DELETE", visitor).status_code == 404
    clock.advance(300)
    gone = calls("POST", visitor, text="Hi", operator=anna.email)
    assert (gone.status_code, gone.json["error"]["code"]) == (409, "gone")


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"text": "Hi", "operator": "nobody@example.org"}, 422, "operator"),
        ({"text": "<script>x</script>", "operator": "ANNA"}, 422, "text"),
        ({"text": "Hi", "operator": "ANNA", "minutes": 0}, 422, "minutes"),
        ({"text": "Hi", "operator": "ANNA", "minutes": 10**30}, 422, None),
        ({"text": "Hi", "operator": "ANNA", "later": True}, 422, None),
        ({"operator": "ANNA"}, 422, None),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(
    app: Flask, calls: Callable[..., TestResponse], body: dict[str, Any], status: int, field: str | None
) -> None:
    anna = account(app, "Anna")
    visitor = Browser(app.test_client(use_cookies=False)).opens().json["token"].partition(".")[0]
    if body.get("operator") == "ANNA":
        body = body | {"operator": anna.email}
    answer = calls("POST", visitor, **body)
    assert answer.status_code in (status, 400), answer.text
    assert field is None or answer.json["error"]["field"] == field
    assert calls("GET", visitor).status_code == 404
