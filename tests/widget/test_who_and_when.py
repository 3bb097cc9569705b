"""Who a visitor is and what only the server's clock knows, as pages say it and hear it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.chats.forgetting import forget_visitor
from app.domain.errors import Conflict
from app.foundation.clock import now
from app.foundation.database import db
from app.invitations import authoring
from app.invitations.vocabulary import InvitationDraft, WhenTeam
from app.visitors import identity
from app.visitors.models import Visit, Visitor
from app.visitors.queries import visitor_by_key
from app.visitors.tokens import visitor_key_from

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock


def user_of(app: Flask, browser: Any) -> str | None:
    """The id that the server trusts."""
    with app.app_context():
        visitor = visitor_by_key(visitor_key_from(browser.token) or "")
        assert visitor is not None
        return visitor.user_id


def signed(app: Flask, user_id: str) -> dict[str, str]:
    """What the customer's server puts into its page."""
    with app.app_context():
        return {"id": user_id, "signature": identity.signature_of(user_id, identity.make_secret())}


def test_a_signed_id_in_the_embed_code_identifies_and_a_forged_one_does_not(app: Flask, browser: Any) -> None:
    visitor = signed(app, "user-7")
    browser.opens(visitor=visitor)
    assert user_of(app, browser) == "user-7"
    browser.opens(visitor=visitor | {"id": "user-8"})
    assert user_of(app, browser) is None
    browser.opens(visitor={"id": 8})
    assert user_of(app, browser) is None


def test_a_page_that_names_nobody_any_more_has_signed_the_visitor_out(app: Flask, browser: Any) -> None:
    browser.opens(visitor=signed(app, "user-7"))
    browser.opens()
    assert user_of(app, browser) is None


def test_identify_with_a_wrong_signature_is_answered_and_the_visitor_stays_anonymous(app: Flask, browser: Any) -> None:
    visitor = signed(app, "user-7")
    browser.opens()
    assert browser.signals({"kind": "identify", **visitor}).json["results"] == [{"ok": True}]
    assert user_of(app, browser) == "user-7"
    result = browser.signals({"kind": "identify", "id": "user-8", "signature": visitor["signature"]}).json["results"][0]
    assert (result["ok"], result["code"]) == (False, "wrong_signature")
    assert user_of(app, browser) is None


@pytest.mark.parametrize("signature", ["", "0", "é" * 64, "g" * 300])
def test_nonsense_is_no_signature(app: Flask, browser: Any, signature: str) -> None:
    signed(app, "user-7")
    assert browser.opens(visitor={"id": "user-7", "signature": signature}).status_code == 200
    assert user_of(app, browser) is None


def test_a_closed_panel_is_known_in_every_tab(app: Flask, browser: Any, clock: FrozenClock) -> None:
    assert browser.opens().json["facts"] == {}
    assert browser.signals({"kind": "closed"}).json["results"] == [{"ok": True}]
    clock.advance(12)
    assert browser.opens(tab_id="second-tab").json["facts"] == {"widget.closed_seconds": 12}
    assert browser.signals({"kind": "heartbeat"}).json["facts"] == {"widget.closed_seconds": 12}


def test_a_sign_of_life_is_answered_with_the_visit_so_that_a_page_left_alone_learns_of_a_new_one(
    browser: Any, clock: FrozenClock
) -> None:
    browser.opens()
    clock.advance(30)
    assert browser.signals({"kind": "heartbeat"}).json["visit"] == {"number": 1, "page_views": 1, "seconds": 30}
    clock.advance(30 * 60)
    assert browser.signals({"kind": "heartbeat"}).json["visit"]["number"] == 1
    clock.advance(31 * 60)
    assert browser.signals({"kind": "heartbeat"}).json["visit"] == {"number": 2, "page_views": 1, "seconds": 0}


def test_an_answer_says_when_the_clock_of_the_site_may_arm_others(app: Flask, browser: Any, clock: FrozenClock) -> None:
    with app.app_context():
        rule = {"all": [{"fact": "clock.time", "is": "between", "value": "12:30-13:30"}]}
        draft = InvitationDraft(name="Lunch", message_html="Hungry?", conditions=rule, when_team=WhenTeam.EITHER)
        authoring.launch(
            authoring.create_invitation(draft, operator_id=None, now=now()).key, operator_id=None, now=now()
        )
    answer = browser.opens().json
    assert (answer["armed"], answer["ask_again_after"]) == ([], 1800)


def test_a_forgotten_visitor_is_somebody_new_on_the_next_page(app: Flask, browser: Any) -> None:
    token = browser.opens().json["token"]
    assert browser.opens().json["visit"]["page_views"] == 2
    with app.app_context():
        forget_visitor(visitor_key_from(token) or "", now())
        assert db.session.execute(select(Visit.id)).first() is None
    assert browser.signals({"kind": "heartbeat"}).json["results"][0]["code"] == "not_tracked"
    answer = browser.opens().json
    assert answer["token"] != token
    assert answer["visit"] == {"number": 1, "page_views": 1, "seconds": 0}
    with app.app_context():
        assert len(db.session.execute(select(Visitor.id)).all()) == 1


def test_somebody_in_a_chat_is_not_forgotten(app: Flask, browser: Any, panel: dict[str, str]) -> None:
    browser.opens()
    headers = panel | {"Authorization": f"Bearer {browser.token}"}
    browser.client.post("/widget/v1/chats", json={"client_id": "message-0001", "text": "Hello"}, headers=headers)
    with app.app_context(), pytest.raises(Conflict, match="close it first"):
        forget_visitor(visitor_key_from(browser.token) or "", now())
