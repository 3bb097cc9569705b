"""A program reads chats, gives them to people, offers them, writes in them and closes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.api import tokens
from app.api.operations import API_PACE
from app.chats import accepting
from app.departments.service import create_department
from app.domain.roles import Role
from app.foundation.clock import now as present_moment
from app.foundation.limits import limiter
from tests.chats.conftest import a_visitor, an_operator
from tests.chats.flow import comes

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    Call = Callable[..., TestResponse]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is written is tested on both databases elsewhere."""
    return sqlite_url


@pytest.fixture
def call(app: Flask) -> Call:
    """A program with a supervisor's token."""
    API_PACE.forget()
    limiter.reset()
    with app.app_context():
        token = tokens.create_token("program", Role.SUPERVISOR, present_moment())
    client = app.test_client(use_cookies=False)

    def send(method: str, path: str, **body: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        return client.open(f"/api/v1{path}", method=method, headers=headers, json=body if method == "POST" else None)

    return send


def test_chats_are_read_page_by_page_the_newest_first_and_by_state(app: Flask, call: Call) -> None:
    with app.app_context():
        anna = an_operator("Anna")
        keys = [a_visitor().starts().chat.key for _ in range(5)]
        accepting.accept(keys[0], anna, present_moment())
    seen, cursor = [], ""
    while cursor is not None:
        page = call("GET", f"/chats?limit=2&cursor={cursor}").json
        seen += [each["id"] for each in page["data"]]
        cursor = page["next_cursor"]
    assert seen == keys[::-1]
    active = call("GET", "/chats?state=active").json["data"]
    assert [(each["id"], each["operator"]) for each in active] == [(keys[0], anna.email)]
    assert call("GET", "/chats?state=open").status_code == 422
    assert call("GET", "/chats/unknown").status_code == 404


def test_a_program_gives_offers_writes_and_closes_and_is_told_who_has_a_chat(app: Flask, call: Call) -> None:
    with app.app_context():
        anna, ben = an_operator("Anna"), comes(an_operator("Ben"))
        create_department("sales", "Sales")
        key = a_visitor().starts("Hello").chat.key
    assert call("POST", f"/chats/{key}/messages", text="Hi").status_code == 409
    assert call("POST", f"/chats/{key}/assign", operator=anna.email).json["operator_name"] == "Anna"
    assert call("POST", f"/chats/{key}/messages", text="Hi", client_id="one").status_code == 201
    assert call("POST", f"/chats/{key}/messages", text="Hi", client_id="one").json["id"] == 3
    offered = call("POST", f"/chats/{key}/transfer", operator=ben.email, note="Please").json
    assert (offered["operator_name"], offered["offered_to"]) == ("Anna", "Ben")
    twice = call("POST", f"/chats/{key}/transfer", operator=ben.email)
    assert (twice.status_code, twice.json["error"]["code"], twice.json["error"]["by"]) == (
        409,
        "already_offered",
        "Ben",
    )
    assert call("POST", f"/chats/{key}/transfer").json["error"]["code"] == "missing"
    closed = call("POST", f"/chats/{key}/close", reason="Solved").json
    assert (closed["state"], closed["close_reason"], closed["offered_to"]) == ("closed", "Solved", None)
    lines = call("GET", f"/chats/{key}/messages?limit=2").json
    assert [(each["from"], each["text"]) for each in lines["data"]] == [
        ("visitor", "Hello"),
        ("system", "Anna takes care of this chat"),
    ]
    rest = call("GET", f"/chats/{key}/messages?cursor={lines['next_cursor']}").json
    assert [each["code"] for each in rest["data"]] == [None, "ended_by_operator"]


def test_a_token_of_an_operator_reads_and_changes_nothing(app: Flask, call: Call) -> None:
    with app.app_context():
        key = a_visitor().starts().chat.key
        token = tokens.create_token("reader", Role.OPERATOR, present_moment())
    client, headers = app.test_client(use_cookies=False), {"Authorization": f"Bearer {token}"}
    assert client.get(f"/api/v1/chats/{key}", headers=headers).status_code == 200
    assert client.post(f"/api/v1/chats/{key}/close", headers=headers, json={}).status_code == 403
