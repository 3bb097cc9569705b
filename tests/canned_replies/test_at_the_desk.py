"""Canned replies in a chat: what the composer is offered, filled for the chat, and the same over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from app.api import tokens
from app.api.operations import API_PACE
from app.canned_replies.queries import usable_by
from app.canned_replies.service import create_reply
from app.canned_replies.vocabulary import CannedDraft, Scope
from app.chats.models import Chat
from app.departments.service import create_department
from app.domain.roles import Role
from app.foundation.clock import now as present_moment
from app.foundation.database import db, transaction
from tests.operators.people import account, desk_of
from tests.reports.past import Past
from tests.services.application import NOON

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture
def chat(app: Flask) -> str:
    """A chat with somebody called Zoé, who reads German."""
    with app.app_context():
        past = Past(NOON)
        past.chat(past.showing(past.invitation()))
        values = {"visitor_name": "Zoé", "language": "de-AT", "state": "waiting"}
        with transaction():
            return db.session.execute(update(Chat).values(values).returning(Chat.key)).scalar_one()


def test_the_composer_is_offered_replies_in_the_language_and_with_the_values_of_its_chat(app: Flask, chat: str) -> None:
    anna = account(app, "Anna")
    draft = CannedDraft("Greeting", "Hello {nick}", texts={"de": "Hallo {nick}, hier ist {operator} {email|}"})
    with app.app_context():
        create_reply(draft, anna, NOON)
    desk = desk_of(app, anna)
    desk.opens("/canned-replies")

    [offered] = desk.opens(f"/desk/canned-replies?chat={chat}").get_json()["replies"]
    assert (offered["title"], offered["text"]) == ("Greeting", "Hallo Zoé, hier ist Anna")

    assert desk.calls(f"/desk/canned-replies/{offered['key']}/used", {}).status_code == 200
    with app.app_context():
        assert [each.uses for each in usable_by(anna)] == [1]
    assert desk.calls("/desk/canned-replies/unknown/used", {}).status_code == 404


def test_replies_are_offered_for_chats_that_one_may_see_only(app: Flask, chat: str) -> None:
    with app.app_context():
        sales, support = create_department("sales", "Sales"), create_department("support", "Support")
        with transaction():
            db.session.execute(update(Chat).values(department_id=support.id))
    desk = desk_of(app, account(app, "Ben", departments=[sales.id]))
    assert desk.opens(f"/desk/canned-replies?chat={chat}").status_code == 404
    assert desk.opens("/desk/canned-replies").status_code == 422


@pytest.fixture
def asks(app: Flask, client: FlaskClient) -> Any:
    """A program with a supervisor's token."""
    API_PACE.forget()
    with app.app_context():
        token = tokens.create_token("shop", Role.SUPERVISOR, present_moment())

    def ask(method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return client.open(f"/api/v1{path}", method=method, headers=headers, **({"json": body} if body else {}))

    return ask


def test_programs_keep_replies_of_departments_and_of_everybody_and_see_nobodys_own(app: Flask, asks: Any) -> None:
    with app.app_context():
        create_department("sales", "Sales")
        own = create_reply(CannedDraft("Own", "Mine", Scope.OWN), account(app, "Anna"), NOON)

    made = asks("POST", "/canned-replies", {"title": "Delivery", "text": "Two days", "department": "sales"})
    assert made.status_code == 201
    address = f"/canned-replies/{made.get_json()['key']}"
    assert made.get_json()["department"] == "sales"

    changed = asks("PUT", address, {"title": "Delivery", "text": "Three days", "tags": ["post"]}).get_json()
    assert (changed["text"], changed["department"], changed["tags"]) == ("Three days", None, ["post"])
    assert [each["title"] for each in asks("GET", "/canned-replies?q=three").get_json()["data"]] == ["Delivery"]
    assert asks("GET", f"/canned-replies/{own.key}").status_code == 404
    assert asks("PUT", f"/canned-replies/{own.key}", {"title": "T", "text": "t"}).status_code == 404

    wrong = asks("POST", "/canned-replies", {"title": "T", "text": "t", "department": "nobody"})
    assert (wrong.status_code, wrong.get_json()["error"]["field"]) == (422, "department")
    assert asks("DELETE", address).status_code == 204
    assert asks("GET", address).status_code == 404


def test_programs_are_told_of_the_team(app: Flask, asks: Any) -> None:
    with app.app_context():
        sales = create_department("sales", "Sales")
    account(app, "Anna", departments=[sales.id])
    assert asks("GET", "/departments").get_json()["data"] == [{"alias": "sales", "name": "Sales", "online": False}]
    [anna] = asks("GET", "/operators").get_json()["data"]
    assert (anna["name"], anna["departments"], anna["presence"]) == ("Anna", ["sales"], "offline")
