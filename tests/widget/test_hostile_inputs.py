"""Hostile pages, headers and JSON bodies: each is stored safely or refused, and the next honest request works."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from sqlalchemy import select

from app.foundation.database import db
from app.visitors import queries
from app.visitors.models import PageView, Visit
from tests.widget.conftest import Browser

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

CASES = Path(__file__).parents[2].parent / "shared" / "data" / "hostile_inputs.yaml"
TITLE_LIMIT = 300


def cases(group: str) -> list[Any]:
    if not CASES.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the hostile inputs are not beside the project"))]
    found = yaml.safe_load(CASES.read_text(encoding="utf-8"))[group]
    return [pytest.param(case, id=case["id"]) for case in found]


def value_of(case: dict[str, Any]) -> str:
    """The text of a case, built as the head of the file says."""
    if "rep" in case:
        return str(case.get("pre", "")) + case["rep"] * case["n"] + str(case.get("post", ""))
    return str(case.get("url", case.get("send", "")))


def stored_page(app: Flask) -> Any:
    with app.app_context():
        return db.session.execute(
            select(PageView.url, PageView.title, Visit.referrer, Visit.country).join(Visit).order_by(PageView.id.desc())
        ).first()


def assert_still_works(browser: Browser) -> None:
    honest = Browser(browser.client)
    assert honest.opens("https://shop.test/honest").status_code == 200


def many_navigations(browser: Browser, app: Flask) -> None:
    answers = [browser.opens(f"https://shop.test/{number}").status_code for number in range(60)]
    assert set(answers) == {200, 429}
    assert answers[-1] == 429


PAGE_SCENARIOS: dict[str, Callable[[Browser, Any], None]] = {"P17": many_navigations}


@pytest.mark.parametrize("case", cases("page"))
def test_hostile_pages(case: dict[str, Any], browser: Browser, app: Flask, clock: Any) -> None:
    started = time.monotonic()
    if case["id"] in PAGE_SCENARIOS:
        PAGE_SCENARIOS[case["id"]](browser, app)
    elif "json" in case:
        response = browser.opens(visitor={"attributes": json.loads(case["json"])})
        assert response.status_code == case["want"]
    elif "url" in case:
        check_address(case, browser, app)
    else:
        assert "send" not in case or case["want"] in ("inert", "strip", "trim"), f"{case['id']} needs a scenario"
        check_title(case, browser, app)
    assert time.monotonic() - started < 30
    assert_still_works(Browser(browser.client))


def check_address(case: dict[str, Any], browser: Browser, app: Flask) -> None:
    response = browser.opens(case["url"], referrer=case["url"], title=case["url"])
    assert response.status_code == 200
    page = stored_page(app)
    if case["want"] == "blank":
        assert (page.url, page.referrer) == ("", None)
    if case["want"] == "inert":
        assert page.url == case["url"]
    if case["want"] == "strip":
        assert not any(secret in page.url for secret in ("user", "pass", "SECRET", "a@b.test", "access_token", "#"))


def check_title(case: dict[str, Any], browser: Browser, app: Flask) -> None:
    value = value_of(case)
    assert browser.opens(title=value).status_code == 200
    title = stored_page(app).title
    assert len(title) <= TITLE_LIMIT
    if case["want"] == "trim":
        assert value.startswith(title)
        assert len(title) > TITLE_LIMIT // 2


def foreign_host(browser: Browser) -> TestResponse:
    return browser.opens(headers={"Host": "evil.test"})


def packed_body(browser: Browser) -> TestResponse:
    body = gzip.compress(b"[" * 1_000_000)
    return browser.client.post("/embed/v1/page", data=body, headers=browser.headers | {"Content-Encoding": "gzip"})


HEADER_SCENARIOS: dict[str, Callable[[Browser], Any]] = {"H05": foreign_host, "H17": packed_body}


@pytest.mark.parametrize("case", cases("headers"))
def test_hostile_headers(case: dict[str, Any], browser: Browser, app: Flask) -> None:
    if case["id"] in HEADER_SCENARIOS:
        response = HEADER_SCENARIOS[case["id"]](browser)
    else:
        name, _, value = value_of(case).partition(": ")
        response = browser.opens(headers={name: value})
    if isinstance(case["want"], int):
        assert response.status_code == case["want"]
    else:
        assert response.status_code == 200
        page = stored_page(app)
        assert page is None or (page.referrer, page.country) == (None, None)
    if case["id"] == "H19":
        assert (response.json["token"], stored_page(app)) == (None, None)
    assert_still_works(browser)


def body_of(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    return (case["json"] if "json" in case else value_of(case)).encode()


NO_SUCH_FIELD = 422
"""What is answered where a case asks for 404 in a field that an address does not know."""


OPEN_PATHS = ("/embed/v1/page", "/embed/v1/claim", "/embed/v1/signal")
PANEL_PATHS = ("/widget/v1/session", "/widget/v1/chats")


@pytest.mark.parametrize("path", [*OPEN_PATHS, *PANEL_PATHS])
@pytest.mark.parametrize("case", cases("json_body"))
def test_hostile_bodies(case: dict[str, Any], path: str, browser: Browser, panel: dict[str, str]) -> None:
    kind = "application/json"
    body = body_of(case)
    wanted = {404: NO_SUCH_FIELD, "strip": NO_SUCH_FIELD}.get(case["want"], case["want"])
    if "text/plain" in case.get("send", ""):
        body, kind = b'{"a": 1}', "text/plain"
        # Pages of other origins speak in plain text; no cookie lends these addresses any authority.
        wanted = NO_SUCH_FIELD if path in OPEN_PATHS else case["want"]
    response = browser.client.post(path, data=body, content_type=kind, headers=browser.headers | panel)
    assert response.status_code == wanted
    assert response.json is not None
    assert set(response.json["error"]) <= {"code", "message", "field"}
    assert_still_works(browser)


@pytest.mark.parametrize("case", [one for one in cases("json_body") if one.id in ("J07", "J09", "J11")])
def test_hostile_message_numbers(case: dict[str, Any], browser: Browser, panel: dict[str, str]) -> None:
    token = browser.client.post("/widget/v1/session", json={}, headers=panel).json["token"]
    headers = panel | {"Authorization": f"Bearer {token}"}
    body = {"client_id": "message-0001", "text": "Hello?"}
    chat = browser.client.post("/widget/v1/chats", json=body, headers=headers).json["chat"]["key"]
    for key in (chat, "unknown"):
        response = browser.client.post(
            f"/widget/v1/chats/{key}/seen", data=case["json"], content_type="application/json", headers=headers
        )
        assert response.status_code in (404, 422)


def test_control_characters_are_taken_out_of_every_text(browser: Browser, app: Flask) -> None:
    browser.opens(title="a\u0000b\ud83dc", visitor={"name": "Ad\u0000min"}, tags=["v\u0000ip"])
    with app.app_context():
        visitor = queries.recent_visitors()[0]
    assert visitor.page is not None
    assert (visitor.page.title, visitor.name, visitor.tags) == ("abc", "Admin", ("vip",))
