"""Files through both doors, the visitor's panel and the operator's desk: what is let in, and how it is handed out."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from app.domain.roles import Role
from app.foundation import settings
from app.widget import pace
from tests.operators.people import Desk, account, desk_of

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1"}


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 90, 30)).save(made, "PNG")
    return made.getvalue()


class Panel:
    """A visitor's panel with a chat."""

    def __init__(self, client: FlaskClient, secret: str = "a-secret-of-22-letters") -> None:
        pace.PANEL_PACE.forget()
        self.client = client
        self.headers = {"X-Beckon-Panel": secret, **PHONE}
        self.headers["Authorization"] = f"Bearer {self.posts('/session', {}).json['token']}"
        self.chat: str = self.posts("/chats", {"client_id": "first", "text": "Hello"}).json["chat"]["key"]

    def posts(self, path: str, body: dict[str, Any]) -> Any:
        document = json.dumps(body)
        return self.client.post(
            f"/widget/v1{path}", data=document, content_type="application/json", headers=self.headers
        )

    def sends(self, name: str, kind: str, content: bytes, client_id: str = "a-file") -> TestResponse:
        form = {"client_id": client_id, "file": (io.BytesIO(content), name, kind)}
        return self.client.post(f"/widget/v1/chats/{self.chat}/files", data=form, headers=self.headers)

    def opens(self, key: str, token: str | None = None) -> TestResponse:
        if token is None:
            token = self.posts(f"/chats/{self.chat}/file-pass", {}).json["pass"]
        return self.client.get(f"/widget/v1/files/{key}", query_string={"pass": token})


@pytest.fixture
def panel(app: Flask) -> Panel:
    return Panel(app.test_client(use_cookies=False))


@pytest.fixture
def desk(app: Flask, panel: Panel) -> Desk:
    """Anna's desk; the panel's chat is hers."""
    anna = desk_of(app, account(app, "Anna", role=Role.SUPERVISOR))
    anna.opens("/account")
    accepted = anna.client.post(f"/desk/chats/{panel.chat}/accept", json={}, headers=token_of(anna))
    assert accepted.status_code == 200
    return anna


def token_of(desk: Desk) -> dict[str, str]:
    return {"X-CSRFToken": desk.token}


def sends_from(desk: Desk, panel: Panel, name: str, kind: str, content: bytes) -> TestResponse:
    form = {"client_id": "a-file", "file": (io.BytesIO(content), name, kind)}
    return desk.client.post(f"/desk/chats/{panel.chat}/files", data=form, headers=token_of(desk))


def kept(app: Flask) -> list[str]:
    folder = app.extensions["beckon.configuration"].instance_path / "chat_files"
    return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


HOSTILE = [
    ("x.svg", "image/svg+xml", b"<svg onload=alert(1)>", 415),
    ("x.png", "image/png", b"<svg onload=alert(1)>", 415),
    ("x.html", "text/html", b"<script>alert(1)</script>", 415),
    ("x.pdf", "application/pdf", PDF.replace(b"/Catalog", b"/OpenAction << /S /JavaScript >>"), 415),
    ("../../../app/plugins/evil.py", "text/x-python", b"import os", 415),
    ("x.png", "image/png", b"", 422),
    ("x.png", "image/png", b"\x89PNG\r\n\x1a\n cut off", 422),
    ("x\u202egnp.png", "image/png", b"", 422),
    ("x.txt", "text/plain", b"a" * (10 * 1024**2 + 1), 413),
    ("x.txt", "text/plain", b"a" * (26 * 1024**2), 413),
]


def test_what_is_hostile_comes_in_by_no_door(app: Flask, panel: Panel, desk: Desk) -> None:
    for name, kind, content, status in HOSTILE:
        for answer in (panel.sends(name, kind, content), sends_from(desk, panel, name, kind, content)):
            assert (answer.status_code, name) == (status, name)
            assert answer.json["error"]["code"] not in ("error", "internal")
    assert kept(app) == []
    assert panel.sends("fine.png", "image/png", picture()).status_code == 200


def test_a_picture_may_be_shown_and_everything_else_can_only_be_saved(panel: Panel, desk: Desk) -> None:
    shown = panel.sends("<img src=x onerror=alert(1)>.png", "image/png", picture()).json["message"]["file"]
    saved = sends_from(desk, panel, "名前 😀.pdf", "application/pdf", PDF).json["message"]["file"]

    for answer in (panel.opens(shown["key"]), desk.client.get(f"/desk/files/{shown['key']}")):
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        assert answer.headers["Content-Disposition"].startswith("inline")
        assert "<" not in answer.headers["Content-Disposition"].replace('"', "").partition("filename*")[2]
    for answer in (panel.opens(saved["key"]), desk.client.get(f"/desk/files/{saved['key']}")):
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "filename*=UTF-8''%E5%90%8D%E5%89%8D%20%F0%9F%98%80.pdf" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in answer.headers


def test_unknown_foreign_and_unsigned_are_one_answer(app: Flask, panel: Panel, desk: Desk) -> None:
    key = panel.sends("a.pdf", "application/pdf", PDF).json["message"]["file"]["key"]
    other = Panel(app.test_client(use_cookies=False), "another-secret-of-22-letters")
    theirs = other.posts(f"/chats/{other.chat}/file-pass", {}).json["pass"]

    answers = [
        panel.opens("no-such-file"),
        panel.opens(key, theirs),
        panel.opens(key, "made.up"),
        panel.opens(key, ""),
        desk.client.get("/desk/files/no-such-file"),
    ]

    assert {(each.status_code, each.data) for each in answers} == {(404, answers[0].data)}
    assert other.posts(f"/chats/{panel.chat}/file-pass", {}).status_code == 404
    assert app.test_client().get(f"/desk/files/{key}").status_code == 401


@pytest.mark.usefixtures("clock")
def test_a_thousand_uploads_are_too_many(app: Flask, panel: Panel) -> None:
    answers: list[int] = []
    while 429 not in answers and len(answers) < 1_000:
        answers.append(panel.sends("a.exe", "", b"x", str(len(answers))).status_code)

    assert (set(answers[:50]), answers[-1]) == ({415}, 429)  # a panel speaks sixty times at once, and has spoken


def test_the_panel_is_told_what_may_be_sent_and_what_is_asked(app: Flask, panel: Panel) -> None:
    with app.app_context():
        settings.change_all({"chats.survey": False, "chats.file_megabytes": 3, "chats.files_pictures": False})
    page = panel.client.get("/embed/panel").text

    told = json.loads(page.split('id="beckon-panel-config"')[1].partition(">")[2].partition("</script>")[0])
    assert told["files"] == {
        "endings": [".pdf", ".txt", ".csv", ".docx", ".xlsx", ".odt"],
        "bytes": 3 * 1024**2,
    }
    assert told["after_chat"] == {"survey": False, "transcript": False}
    assert panel.posts(f"/chats/{panel.chat}/rating", {"rating": "great"}).status_code == 403


def test_a_rating_with_a_comment_reaches_the_desk(app: Flask, panel: Panel, desk: Desk) -> None:
    path = f"/chats/{panel.chat}/rating"
    assert panel.posts(path, {"rating": "superb"}).status_code == 422
    assert panel.posts(path, {"rating": "poor", "comment": "x" * 1001}).json["error"]["field"] == "comment"

    assert panel.posts(path, {"rating": "great", "comment": " Quick & kind \x00"}).json["chat"]["rating"] == "great"

    seen = desk.client.get(f"/desk/chats/{panel.chat}").json["chat"]
    assert (seen["rating"], seen["rating_comment"]) == ("great", "Quick & kind")
