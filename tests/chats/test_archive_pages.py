"""The archive's pages: search, one chat, files and deleting, each for those who may."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from app.chats.models import Chat
from app.domain.roles import Role
from app.foundation.database import db
from app.operators.models import AuditEntry
from tests.chats.conftest import a_visitor
from tests.chats.test_offline_messages import leaves
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask

EVIL = '=HYPERLINK("https://evil.test","click")\n<script>alert(1)</script> blue'


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the databases find is compared elsewhere."""
    return sqlite_url


@pytest.fixture
def key(app: Flask) -> str:
    """A closed chat with hostile words; beside it an open one and an offline message."""
    with app.app_context():
        browser = a_visitor()
        chat = browser.starts(EVIL).chat
        browser.writes(chat, "second")
        browser.closes(chat)
        a_visitor().starts("another blue one")
        leaves(a_visitor(), text="=1+1 blue")
    return chat.key


@pytest.fixture
def chief(app: Flask, key: str) -> Desk:
    return desk_of(app, account(app, "Susi", role=Role.SUPERVISOR))


def test_what_was_said_is_shown_and_nothing_of_it_is_markup(chief: Desk, key: str) -> None:
    page = chief.opens("/archive?q=blue").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert "<mark>blue</mark>" in page
    assert "3 found" in page
    one = chief.opens(f"/archive/{key}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in one
    for strange in ("after=x", "from=2026-99-99&operator=9999999999999999999999", "to=9999-12-31", "kind=%01&state=x",
                    "q=%22%22%20-%20*&tag=%F0%9F%98%80", "after=chat-99999999999999999-1", "country=%F0"):  # fmt: skip
        assert chief.opens(f"/archive?{strange}").status_code == 200, strange
    assert chief.opens("/archive/no-such-chat").status_code == 404


def test_a_table_calculates_nothing_and_holds_everything(chief: Desk) -> None:
    answer = chief.opens("/archive/export.csv?q=blue")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="chats.csv"'
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert any("HYPERLINK" in row[-1] for row in rows)


def test_lines_of_json_and_the_page_to_print_say_the_same(app: Flask, chief: Desk, key: str) -> None:
    lines = [json.loads(line) for line in chief.opens("/archive/export.jsonl").text.splitlines()]
    assert [line["kind"] for line in lines].count("chat") == 2
    own = next(line for line in lines if line["id"] == key)
    assert [message["text"] for message in own["messages"]][:2] == [EVIL, "second"]
    page = chief.opens(f"/archive/{key}/export.html").text
    assert "<script>alert(1)" not in page
    assert "second" in page
    assert chief.opens("/archive/export.exe").status_code == 404
    with app.app_context():
        exports = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "chat.exported")
        assert db.session.execute(exports).scalar_one() >= 2


def test_the_found_set_is_deleted_only_after_its_number_was_typed(app: Flask, chief: Desk, key: str) -> None:
    chief.opens("/archive?q=blue")
    chief.submits("/archive/delete", {"q": "blue", "number": "2"})
    assert "Nothing was deleted" in chief.opens("/archive?q=blue").text
    chief.submits("/archive/delete", {"q": "blue", "number": "3"})
    page = chief.opens("/archive?q=blue").text
    assert "2 deleted. 1 are open and stay." in page
    assert chief.opens(f"/archive/{key}").status_code == 404
    with app.app_context():
        assert db.session.execute(select(Chat.state)).scalars().all() == ["waiting"]
        audited = select(AuditEntry.details).where(AuditEntry.action == "chat.deleted")
        assert db.session.execute(audited).scalars().first()["q"] == "blue"


def test_one_chat_is_deleted_when_it_is_closed(app: Flask, chief: Desk, key: str) -> None:
    with app.app_context():
        open_key = db.session.execute(select(Chat.key).where(Chat.state == "waiting")).scalar_one()
    chief.opens("/archive")
    assert chief.submits(f"/archive/{open_key}/delete").location == f"/archive/{open_key}"
    assert chief.submits(f"/archive/{key}/delete").location == "/archive"
    assert chief.opens(f"/archive/{key}").status_code == 404


def test_operators_look_and_neither_export_nor_delete(app: Flask, key: str) -> None:
    desk = desk_of(app, account(app, "Olga"))
    page = desk.opens("/archive").text
    assert "export.csv" not in page
    assert "delete-found" not in page
    assert desk.client.get("/archive/export.csv").status_code == 403
    assert desk.submits(f"/archive/{key}/delete").status_code == 403
