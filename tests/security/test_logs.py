"""What people write and what they keep secret is in no line of the server's log, whatever goes wrong."""

from __future__ import annotations

import http.client
import json
import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, text

from app.foundation.database import db, transaction
from app.operators.models import Operator

if TYPE_CHECKING:
    from flask import Flask

    from tests.services.servers import BeckonServer

PASSWORD = "planted-password-5f2a"
MESSAGE = "planted-message-8c1d"
NAME = "planted-name-77aa"
SECRET = "planted-panel-secret-0d4e9b"


def test_the_servers_log_holds_no_secret_and_no_message(beckon: BeckonServer) -> None:
    link = beckon.command("operator", "create", "--email", "anna@example.org", "--name", "Anna").strip()
    line = http.client.HTTPConnection("127.0.0.1", beckon.port, timeout=60)

    def ask(method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str, str]:
        line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return answer.status, answer.read().decode(), cookie

    _, page, cookie = ask("GET", "/login")
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    form = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    assert ask("POST", "/login", f"csrf_token={token}&email=a%40b.test&password={PASSWORD}", **form)[0] == 403
    assert ask("POST", "/login", f"email=a%40b.test&password={PASSWORD}", **form)[0] == 400
    path = link.partition(str(beckon.port))[2]
    assert ask("POST", path, f"csrf_token={token}&password={PASSWORD}&repeated={PASSWORD}", **form)[0] == 302
    panel = {"Content_Type": "application/json", "X_Beckon_Panel": SECRET}
    visitor = json.loads(ask("POST", "/widget/v1/session", "{}", **panel)[1])["token"]
    panel["Authorization"] = f"Bearer {visitor}"
    for body in (
        {"client_id": "first-message", "text": MESSAGE},
        {"client_id": "first-message", "text": MESSAGE + " changed"},
        {"client_id": "x", "text": MESSAGE, "unknown": MESSAGE},
        {"client_id": "second-one", "text": MESSAGE * 1000},
    ):
        ask("POST", "/widget/v1/chats", json.dumps(body), **panel)
    ask("POST", "/widget/v1/chats", '{"text": "' + MESSAGE, **panel)
    ask("GET", f"/{SECRET}?token={visitor}&q={MESSAGE}")
    assert beckon.stop() == 0
    planted = [PASSWORD, MESSAGE, SECRET, visitor, path.rpartition("/")[2], cookie.partition("=")[2], token]
    log = beckon.output()
    assert [each for each in planted if each in log] == []
    assert "Traceback" not in log


def refuse(**_arguments: Any) -> None:
    raise RuntimeError("planted by the test")


def test_an_unexpected_error_is_numbered_and_names_the_route_only(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "operators.set_password", refuse)
    with caplog.at_level(logging.INFO):
        answer = app.test_client().get(f"/set-password/{SECRET}", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    number = re.search(r"under ([0-9a-f]{8})", answer.json["error"]["message"])
    assert number is not None
    assert number[1] in caplog.text
    assert "/set-password/<secret>" in caplog.text
    assert SECRET not in caplog.text
    assert "planted by the test" not in answer.text


def test_an_error_of_the_database_does_not_repeat_what_was_written(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def collide() -> None:
        row = {"email": f"{NAME}@example.org", "name": NAME, "role": "operator", "is_active": True}
        row |= {"chosen_state": "online", "created_at": None}
        with transaction():
            db.session.execute(insert(Operator).values(row))

    def overflow() -> None:
        db.session.execute(select(Operator).where(text("missing = :value").bindparams(value=NAME)))

    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for function, statuses in ((collide, {409}), (overflow, {500, 503})):
        monkeypatch.setitem(app.view_functions, "demo.page", lambda function=function: function())
        with caplog.at_level(logging.INFO):
            answer = app.test_client().get("/demo/", headers={"Accept": "application/json"})
        assert answer.status_code in statuses
        assert NAME not in answer.text
    assert NAME not in caplog.text
