"""Fixtures of the widget: a browser that speaks to the addresses under ``/embed`` and ``/widget``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from app.widget import pace

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)


@dataclass
class Browser:
    """A person's browser with our script in the page."""

    client: FlaskClient
    token: str | None = None
    opened: int = 0
    headers: dict[str, str] = field(default_factory=lambda: {"User-Agent": CHROME})

    def opens(
        self, url: str = "https://shop.test/", headers: dict[str, str] | None = None, **fields: Any
    ) -> TestResponse:
        """Open a page; the token of the answer is kept."""
        self.opened += 1
        body = {"page_id": f"page-{self.opened:05}", "tab_id": "first-tab", "url": url, "token": self.token} | fields
        response = self.post("/embed/v1/page", body, headers)
        if response.status_code == 200 and response.json is not None and response.json["token"]:
            self.token = response.json["token"]
        return response

    def signals(self, *signals: dict[str, Any]) -> TestResponse:
        """Tell what happens on the latest page."""
        body = {
            "token": self.token,
            "page_id": f"page-{self.opened:05}",
            "tab_id": "first-tab",
            "signals": list(signals),
        }
        return self.post("/embed/v1/signal", body)

    def claims(self, key: str) -> TestResponse:
        """Claim an invitation."""
        body = {"token": self.token, "page_id": f"page-{self.opened:05}", "tab_id": "first-tab", "key": key, "url": ""}
        return self.post("/embed/v1/claim", body)

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> TestResponse:
        """Post as sendBeacon does: JSON that calls itself plain text."""
        return self.client.post(
            path, data=json.dumps(body), content_type="text/plain;charset=UTF-8", headers=self.headers | (headers or {})
        )


@pytest.fixture(autouse=True)
def unspent() -> None:
    """Every pace begins anew with each test."""
    for each in (pace.PAGE_PACE, pace.SIGNAL_PACE, pace.REPORT_PACE, pace.NEWCOMER_PACE, pace.PANEL_PACE):
        each.forget()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody with a browser who has not been here."""
    return Browser(app.test_client(use_cookies=False))


@pytest.fixture
def panel(app: Flask) -> dict[str, str]:
    """The headers of a chat panel without a visitor yet."""
    return {"X-Beckon-Panel": "a-panel-secret-that-only-tests-know", "User-Agent": CHROME}
