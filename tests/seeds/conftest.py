"""Fixtures of the tests that are named after the customer's sentences: an administrator, an operator, and visitors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import clock as clocks
from app.operators import presence
from tests.invitations.writing import Fields, form
from tests.operators.people import Desk, account, desk_of
from tests.widget.conftest import Browser, browser, panel, unspent

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["browser", "panel", "unspent"]

Writes = Callable[..., str]
PAGE = "https://shop.example/pricing"


@pytest.fixture
def writer(app: Flask) -> Desk:
    """The browser of somebody who writes invitations."""
    desk = desk_of(app, account(app, "Sara", role=Role.ADMINISTRATOR))
    desk.opens("/invitations/new")
    return desk


@pytest.fixture
def team(app: Flask) -> OperatorSnapshot:
    """Somebody who is online, so that invitations may show."""
    anna = account(app, "Anna")
    with app.app_context():
        presence.presence_connected(anna.id, "desk-of-anna", clocks.now())
    return anna


@pytest.fixture
def writes(writer: Desk) -> Writes:
    """Fill in the editor's form and launch: ``writes(name=..., max_shows="2")`` gives the key.

    Without other conditions it shows on every page at once, whoever is online.
    """

    def write(*conditions: tuple[str, str, str], action: str = "launch", **fields: Any) -> str:
        rows = conditions or (("page.url", "contains", "/"),)
        sent = form(
            action=action,
            fact=[row[0] for row in rows],
            comparison=[row[1] for row in rows],
            value=[row[2] for row in rows],
            **{"name": "Greeting", "when_team": "either", **fields},
        )
        response = writer.submits("/invitations/new", sent)
        assert response.status_code == 302, Fields(response.text).sent or response.text
        return response.location.partition("#")[0].rpartition("/")[2]

    return write


def granted(browser: Browser, key: str, url: str = PAGE) -> Any:
    """What the server answers to a claim on this page: the invitation's words, or the reason against it."""
    body = {
        "token": browser.token, "page_id": f"page-{browser.opened:05}", "tab_id": "first-tab", "url": url, "title": "",
        "key": key, "version": 0, "facts": {"widget.open": False},
    }  # fmt: skip
    answer = browser.post("/embed/v1/claim", body).json
    return answer["invitation"] | {"impression": answer["impression"]} if answer["granted"] else answer["reason"]


def is_shown(browser: Browser, key: str, url: str = PAGE, **page: Any) -> bool:
    """Whether the invitation shows to this visitor who opens a page: it is armed, and its claim is granted."""
    armed = [one["key"] for one in browser.opens(url, **page).json["armed"]]
    return key in armed and not isinstance(granted(browser, key, url), str)
