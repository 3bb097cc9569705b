"""An invitation on its way through the widget: armed with the page, claimed, shown, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.foundation.clock import now
from app.foundation.database import db
from app.invitations import authoring
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.operators import service as operators
from app.visitors.models import Visitor

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def invitation(app: Flask) -> str:
    """The key of a live invitation for the pricing page, whoever is there."""
    with app.app_context():
        draft = InvitationDraft(
            name="Pricing",
            message_html="<p>Need a hand?</p>",
            when_team=WhenTeam.EITHER,
            conditions={"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]},
        )
        made = authoring.create_invitation(draft, operator_id=None, now=now())
        authoring.launch(made.key, operator_id=None, now=now())
        return made.key


def claim(browser: Any, armed: dict[str, Any], url: str) -> Any:
    body = {
        "token": browser.token, "page_id": f"page-{browser.opened:05}", "tab_id": "first-tab", "url": url, "title": "",
        "key": armed["key"], "version": armed["version"], "facts": {},
    }  # fmt: skip
    return browser.post("/embed/v1/claim", body).json


def test_an_invitation_is_armed_where_its_rule_can_hold_and_without_its_words(browser: Any, invitation: str) -> None:
    assert browser.opens("https://shop.test/about").json["armed"] == []
    answer = browser.opens("https://shop.test/pricing")
    assert [one["key"] for one in answer.json["armed"]] == [invitation]
    assert "Need a hand" not in answer.text


def test_a_claim_brings_the_words_and_the_next_claim_of_the_tab_the_same_showing(browser: Any, invitation: str) -> None:
    url = "https://shop.test/pricing"
    armed = browser.opens(url).json["armed"][0]
    granted = claim(browser, armed, url)
    assert granted["granted"] is True
    assert granted["invitation"] == {
        "key": invitation, "html": "<p>Need a hand?</p>", "text": "Need a hand?", "sender": {"name": "Live Support"},
        "buttons": [], "language": None, "expires_after": 0,
        "design": {"width": 200, "css": "", "open": "bubble", "minimised": False, "sound": False},
    }  # fmt: skip
    assert claim(browser, armed, url)["impression"] == granted["impression"]


def test_an_invitation_without_a_sender_comes_from_the_team_in_the_language_of_the_embed_code(
    browser: Any, invitation: str
) -> None:
    url = "https://shop.test/pricing"
    armed = browser.opens(url, embed={"language": "de"}).json["armed"][0]
    assert claim(browser, armed, url)["invitation"]["sender"] == {"name": "Live-Support"}


def test_an_answer_makes_the_invitation_the_first_message_of_the_chat(
    browser: Any, invitation: str, panel: dict[str, str]
) -> None:
    url = "https://shop.test/pricing"
    impression = claim(browser, browser.opens(url).json["armed"][0], url)["impression"]
    headers = panel | {"Authorization": f"Bearer {browser.token}"}
    body = {"client_id": "message-0001", "text": "Yes please", "impression": impression}
    started = browser.client.post("/widget/v1/chats", json=body, headers=headers).json
    chat = started["chat"]["key"]
    read = browser.client.get(f"/widget/v1/chats/{chat}/messages", headers=headers).json["messages"]
    assert [(one["from"], one["text"]) for one in read] == [("invitation", "Need a hand?"), ("visitor", "Yes please")]
    assert browser.opens(url).json["chat"] == {"open": True, "unread": 0}


def test_a_signed_in_operator_is_no_visitor(app: Flask, browser: Any) -> None:
    with app.app_context():
        made = operators.create_operator(
            email="ann@example.org", name="Ann", role=Role.OPERATOR, department_ids=[], now=now()
        )
        operators.set_password(made.id, "a long enough password", now())
        session_key = operators.sign_in("ann@example.org", "a long enough password", now())
    browser.client = app.test_client()
    with browser.client.session_transaction() as session:
        session["_user_id"] = session_key
    assert browser.opens().json["tracking"] is False
    with app.app_context():
        assert db.session.execute(select(Visitor.id)).first() is None
