"""The block list: who is on it finds nobody there, leaves no trace, and is refused plainly; never an error."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.chats import accepting, files, keeping_out, queries, service
from app.domain.errors import Forbidden, InvalidInput, NotFound
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.foundation import briefly
from app.foundation.clock import now as present_moment
from app.foundation.database import db
from app.foundation.file_transfer import UploadedFile
from app.visitors import blocking
from app.visitors.blocking import BlockKind, block, blocked_by, checked_value, unblock
from app.visitors.models import PageView, Visitor
from tests.chats.conftest import a_visitor, an_operator, texts_of
from tests.operators.people import account, desk_of
from tests.widget.conftest import CHROME, Browser

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.clock import FrozenClock

PANEL = {"X-Beckon-Panel": "a-panel-secret-that-only-tests-know", "User-Agent": CHROME}


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        (BlockKind.ADDRESS, " 203.0.113.7 ", "203.0.113.7/32"),
        (BlockKind.ADDRESS, "203.0.113.7/24", "203.0.113.0/24"),
        (BlockKind.ADDRESS, "2001:db8::1", "2001:db8::/64"),
        (BlockKind.EMAIL, "Eve@Example.COM", "eve@example.com"),
        (BlockKind.EMAIL, "example.com", "@example.com"),
        (BlockKind.EMAIL, "@Bücher.example", "@xn--bcher-kva.example"),
        (BlockKind.COUNTRY, "de", "DE"),
    ],
)
def test_what_is_blocked_is_written_in_one_way(kind: BlockKind, written: str, kept: str) -> None:
    assert checked_value(kind, written) == kept


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (BlockKind.ADDRESS, "everybody"), (BlockKind.ADDRESS, "0.0.0.0/0"), (BlockKind.ADDRESS, "::/0"),
        (BlockKind.ADDRESS, "127.0.0.1"), (BlockKind.ADDRESS, "::1"), (BlockKind.ADDRESS, "203.0.113.7/99"),
        (BlockKind.EMAIL, ""), (BlockKind.EMAIL, "a@b@c"), (BlockKind.COUNTRY, "XQ"), (BlockKind.COUNTRY, "001"),
    ],
)  # fmt: skip
def test_what_would_keep_the_wrong_ones_away_is_refused(kind: BlockKind, wrong: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked_value(kind, wrong)
    assert refused.value.field == "value"


def test_a_block_holds_until_it_ends_or_is_lifted(inside: Flask, clock: FrozenClock) -> None:
    anna, now = an_operator("Anna"), present_moment()
    block(BlockKind.ADDRESS, "203.0.113.0/24", anna, now, expires_at=now + timedelta(hours=1))
    made = block(BlockKind.EMAIL, "example.com", anna, now, note="spam")
    assert blocked_by(address="203.0.113.99", now=now) is not None
    assert blocked_by(address="::ffff:203.0.113.99", now=now) is not None
    assert blocked_by(address="203.0.114.1", now=now) is None
    assert blocked_by(email="Eve@example.com", now=now) == made
    clock.advance(3600)
    assert blocked_by(address="203.0.113.99", now=present_moment()) is None
    blocking.forget_expired()
    assert [each.value for each in blocking.blocks(present_moment())] == ["@example.com"]
    unblock(made.key, anna, present_moment())
    assert blocked_by(email="eve@example.com", now=present_moment()) is None
    with pytest.raises(NotFound):
        unblock(made.key, anna, present_moment())
    with pytest.raises(InvalidInput):
        block(BlockKind.COUNTRY, "DE", anna, now, expires_at=now)


def test_blocking_a_visitor_ends_the_chat(inside: Flask) -> None:
    anna, browser, now = an_operator("Anna"), a_visitor(), present_moment()
    chat = browser.starts().chat
    kept_out = keeping_out.block_visitor(browser.visitor.key, anna, now, seconds=3600)
    ended = queries.chat_by_id(chat.id)
    assert (kept_out.chats, ended.state.value, ended.close_reason) == ((chat.key,), "closed", "blocked")
    assert blocked_by(visitor_key=browser.visitor.key, now=now) is not None
    keeping_out.unblock_visitor(browser.visitor.key, anna, now)
    assert blocked_by(visitor_key=browser.visitor.key, now=now) is None


def test_who_is_blocked_by_address_is_refused_when_they_write_and_their_chat_ends(inside: Flask) -> None:
    anna, browser, now = an_operator("Anna"), a_visitor(), present_moment()
    chat = accepting.accept(browser.starts().chat.key, anna, now)
    block(BlockKind.ADDRESS, "203.0.113.0/24", anna, now)
    say = partial(service.post_visitor_message, chat.key, browser.visitor.id, browser.secret)
    say("m-1", "from elsewhere", now, address="203.0.114.1")
    file = UploadedFile(b"%PDF-1.7", "rude.pdf", "application/pdf")
    with pytest.raises(Forbidden, match="not taken"):
        files.send_from_visitor(chat.key, browser.visitor.id, browser.secret, "f-1", file, now, address="203.0.113.9")
    ended = queries.chat_by_id(chat.id)
    assert (ended.state.value, ended.close_reason) == ("closed", "blocked")
    lines = texts_of(chat)
    for number in range(2):
        with pytest.raises(Forbidden) as refused:
            say(f"m-2{number}", "again", now, address="203.0.113.9")
        assert refused.value.code == "not_taken"
    assert texts_of(chat) == lines
    assert lines[-1] == "Anna has ended the chat"
    with pytest.raises(NotFound):
        service.post_visitor_message(chat.key, a_visitor().visitor.id, browser.secret, "m-3", "not mine", now)


def test_who_may_not_block_cannot(inside: Flask) -> None:
    nobody = OperatorSnapshot(0, "", "", Role.OPERATOR, is_active=True, permissions=frozenset())
    with pytest.raises(Forbidden):
        block(BlockKind.COUNTRY, "DE", nobody, present_moment())


def test_a_blocked_visitor_finds_nobody_leaves_no_trace_and_is_refused_plainly(app: Flask) -> None:
    susi = account(app, "Susi", role=Role.SUPERVISOR)
    desk = desk_of(app, susi)
    desk.opens("/")
    browser = Browser(app.test_client(use_cookies=False))
    browser.opens()
    signed = PANEL | {"Authorization": f"Bearer {browser.token}"}
    client = app.test_client(use_cookies=False)
    started = client.post("/widget/v1/chats", json={"client_id": "m1", "text": "Hi"}, headers=signed).json
    with app.app_context():
        visitor = queries.chat_by_key(started["chat"]["key"])
        assert visitor is not None
    answer = desk.calls(f"/desk/visitors/{visitor.visitor_key}/block", {"seconds": 3600, "note": "rude"})
    assert answer.json["closed"] == [started["chat"]["key"]]
    with app.app_context():
        briefly.forget(blocking.TOPIC)
        before = db.session.execute(select(func.count()).select_from(PageView)).scalar_one()
    page = browser.opens("https://shop.test/other")
    assert page.status_code == 200
    assert (page.json["tracking"], page.json["team"], page.json["chat"]) == (False, {"online": False}, None)
    assert browser.claims("anything").json["granted"] is False
    assert browser.signals({"kind": "heartbeat"}).status_code == 200
    assert browser.post("/embed/v1/listen", {"page_id": "page-0001", "tab_id": "tab-00001", "token": browser.token,
                                             "seconds": 0}).status_code == 200  # fmt: skip
    session = client.post("/widget/v1/session", json={}, headers=signed).json
    assert (session["chat"], session["team"], session["offline"]) == (None, {"online": False}, None)
    form = {"client_id": "o1", "text": "Hi", "name": "V", "email": "v@example.com"}
    ended = f"chats/{started['chat']['key']}"
    for path, body in (
        ("chats", {"client_id": "m2", "text": "Again"}), ("offline", form), (f"{ended}/rating", {"rating": "poor"}),
        (f"{ended}/transcript", {"address": "somebody.else@example.com"}),
    ):  # fmt: skip
        refused = client.post(f"/widget/v1/{path}", json=body, headers=signed)
        assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_taken")
    with app.app_context():
        after = db.session.execute(select(func.count()).select_from(PageView)).scalar_one()
    assert after == before
    assert desk.calls(f"/desk/visitors/{visitor.visitor_key}/unblock", {}).status_code == 200
    assert client.post("/widget/v1/offline", json=form, headers=signed).status_code == 201
    assert client.post("/widget/v1/offline", json=form, headers=signed).status_code == 200
    assert client.post(f"/widget/v1/{ended}/rating", json={"rating": "poor"}, headers=signed).status_code == 200


def test_a_newcomer_from_a_blocked_address_opens_the_panel_and_nothing_is_kept(app: Flask) -> None:
    def opens(token: str | None = None) -> dict[str, Any]:
        known = {"Authorization": f"Bearer {token}"} if token else {}
        answer = client.post("/widget/v1/session", json={}, headers=PANEL | known)
        assert answer.status_code == 200
        return answer.json or {}

    def visitors() -> int:
        with app.app_context():
            return db.session.execute(select(func.count()).select_from(Visitor)).scalar_one()

    client = app.test_client(use_cookies=False)
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    olga = account(app, "Olga")
    with app.app_context():
        made = block(BlockKind.ADDRESS, "203.0.113.9", olga, present_moment())
    first = opens()
    again = opens(first["token"])
    headers = PANEL | {"Authorization": f"Bearer {again['token']}"}
    refused = client.post("/widget/v1/chats", json={"client_id": "m1", "text": "Hi"}, headers=headers)

    assert (first["chat"], first["team"]) == (again["chat"], again["team"]) == (None, {"online": False})
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_taken")
    assert visitors() == 0
    with app.app_context():
        unblock(made.key, olga, present_moment())
    assert opens(again["token"])["token"] != again["token"]
    assert visitors() == 1


def test_the_list_is_kept_on_its_page(app: Flask) -> None:
    desk = desk_of(app, account(app, "Olga"))
    desk.opens("/blocks")
    written = {"kind": "address", "value": "203.0.113.0/24", "note": "<b>rude</b>"}
    assert desk.submits("/blocks", written).status_code == 302
    page = desk.opens("/blocks").text
    assert "203.0.113.0/24" in page
    assert "<b>rude</b>" not in page
    assert desk.submits("/blocks", {"kind": "address", "value": "x", "until": "2026-99-99"}).status_code == 422
    assert desk.submits("/blocks", {"kind": "country", "value": "DE", "until": "2001-01-01"}).status_code == 422
    with app.app_context():
        [made] = blocking.blocks(present_moment())
    assert desk.submits(f"/blocks/{made.key}/lift").status_code == 302
    assert "Nobody is blocked" in desk.opens("/blocks").text
    assert desk.submits(f"/blocks/{made.key}/lift").status_code == 404
