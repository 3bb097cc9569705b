"""Fixtures of the security tests: a whole small installation with people of every role and two chats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.departments.service import create_department
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock as now_clock
from app.foundation.database import db
from app.foundation.limits import limiter
from app.invitations import authoring
from app.invitations.vocabulary import InvitationDraft
from app.operators import service as operators
from app.visitors.event_definitions import EventDraft, define_event
from app.widget import pace
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

TOKEN_FIELD = "csrf_token"


@pytest.fixture(autouse=True)
def unspent() -> Iterator[None]:
    """Every limit and every pace begins anew with each test."""
    for each in (pace.PAGE_PACE, pace.SIGNAL_PACE, pace.NEWCOMER_PACE, pace.PANEL_PACE):
        each.forget()
    yield
    if limiter.initialized:
        limiter.reset()


@dataclass
class Panel:
    """A visitor's chat panel: the token and the secret it shows, and the chat it has."""

    client: FlaskClient
    headers: dict[str, str]
    chat: str = ""

    def posts(self, path: str, body: dict[str, Any]) -> TestResponse:
        """Send JSON."""
        return self.client.post(path, json=body, headers=self.headers)

    def gets(self, path: str) -> TestResponse:
        """Ask."""
        return self.client.get(path, headers=self.headers)


def panel_of(app: Flask, secret: str, department: str | None = None) -> Panel:
    """A visitor who has started a chat."""
    panel = Panel(app.test_client(use_cookies=False), {"X-Beckon-Panel": secret, "User-Agent": "Mozilla/5.0 Firefox"})
    token = panel.posts("/widget/v1/session", {}).json["token"]
    panel.headers["Authorization"] = f"Bearer {token}"
    embed = {"embed": {"department": [department]}} if department else {}
    started = panel.posts("/widget/v1/chats", {"client_id": "first-message", "text": "Hello", **embed})
    panel.chat = started.json["chat"]["key"]
    return panel


@dataclass
class House:
    """What there is: people by role, a chat for sales, a chat for support, an invitation, a one-time link."""

    app: Flask
    people: dict[str, OperatorSnapshot]
    sales: Panel
    support: Panel
    invitation: str
    visitor: str
    link: str

    def desk(self, who: str | None) -> Desk:
        """A browser of somebody, by role; of nobody for None."""
        return desk_of(self.app, self.people[who] if who else None)

    def values(self) -> dict[str, str]:
        """Something that exists for every variable part of an address."""
        return {
            "key": self.sales.chat, "chat_key": self.sales.chat, "secret": self.link, "path": "pricing",
            "filename": "favicon.svg", "name": "panel.js", "plugin_id": "url_targeting", "kind": "countries",
            "event_id": "1", "version_id": "1", "table": "shown",
            "mark": "0" * 24, "role_id": "1", "operator_id": str(self.people["spare"].id),
        }  # fmt: skip

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self.app.app_context():
            tables = db.metadata.sorted_tables
            return {
                table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
                for table in tables
            }


@pytest.fixture
def house(app: Flask) -> House:
    """An installation in use."""
    with app.app_context():
        departments = {alias: create_department(alias, alias.title()) for alias in ("sales", "support")}
    people = {
        "operator": account(app, "Olga", departments=[departments["sales"].id]),
        "other": account(app, "Otto", departments=[departments["support"].id]),
        "spare": account(app, "Sven"),
        "supervisor": account(app, "Susi", role=Role.SUPERVISOR),
        "administrator": account(app, "Adam", role=Role.ADMINISTRATOR),
    }
    sales = panel_of(app, "the-panel-secret-of-the-first-visitor", "sales")
    support = panel_of(app, "the-panel-secret-of-the-other-visitor", "support")
    with app.app_context():
        now = now_clock.now()
        draft = InvitationDraft(name="Hello", message_html="<p>Hello</p>")
        define_event(EventDraft("login_failed"), now)
        invitation = authoring.create_invitation(draft, operator_id=None, now=now).key
        link = operators.issue_link(people["other"].id, now)
    desk = desk_of(app, people["supervisor"])
    visitor = desk.opens(f"/desk/chats/{sales.chat}").json["chat"]["visitor"]["key"]
    return House(app, people, sales, support, invitation, visitor, link)
