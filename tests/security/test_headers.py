"""Every answer carries the headers that keep browsers, caches and frames in order; cookies are as closed as can be."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.factory import create_app
from tests.operators.people import account, desk_of
from tests.security.addresses import address
from tests.security.conftest import House
from tests.security.declared import ANYBODY, JSON_BODIES, ROUTES, VISITOR, is_for_operators, routes

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from app.foundation.configuration import Configuration

FRAMED_ANYWHERE = {"embed.panel", "try_it.panel"}
PUBLIC_FILES = {"embed.loader", "embed.classic_loader", "embed.static_file", "demo.static", "shell.static"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Headers do not depend on the database."""
    return sqlite_url


def policy(answer: TestResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, _, values in parts}


def assert_closed(answer: TestResponse, endpoint: str) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("strict-origin", "no-referrer", "same-origin")
    rules = policy(answer)
    assert rules["frame-ancestors"] == ("*" if endpoint in FRAMED_ANYWHERE else "'self'")
    scripts = rules.get("script-src", rules["default-src"])
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"(^| )(\*|https?:|data:)( |$)", scripts)
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_every_route_carries_the_security_headers(house: House) -> None:
    for who in (None, "administrator"):
        desk = house.desk(who)
        for method in ("GET", "POST"):
            for endpoint, rule in routes(house.app, method):
                path = address(house, endpoint, rule)
                if endpoint == "operators.logout":
                    continue
                answer = desk.client.open(
                    path, method=method, json=JSON_BODIES.get(endpoint) if method == "POST" else None
                )
                assert_closed(answer, endpoint if answer.status_code < 400 else "")


def test_what_read_the_session_is_kept_by_no_cache(house: House) -> None:
    desk = house.desk("administrator")
    for endpoint, rule in routes(house.app, "GET"):
        answer = desk.opens(address(house, endpoint, rule))
        varies = "Cookie" in answer.headers.get("Vary", "")
        if varies or is_for_operators(ROUTES[endpoint]):
            assert "no-store" in answer.headers["Cache-Control"], rule
            assert "public" not in answer.headers["Cache-Control"]
        if is_for_operators(ROUTES[endpoint]):
            assert varies, rule


def test_files_for_everybody_do_not_depend_on_cookies(house: House) -> None:
    for client in (house.app.test_client(), house.desk("administrator").client):
        for endpoint, rule in routes(house.app, "GET"):
            if endpoint in PUBLIC_FILES | FRAMED_ANYWHERE:
                answer = client.get(address(house, endpoint, rule))
                assert "Cookie" not in answer.headers.get("Vary", ""), rule
                assert "Set-Cookie" not in answer.headers, rule


def test_visitors_get_no_cookie(house: House) -> None:
    client = house.app.test_client()
    for method in ("GET", "POST"):
        for endpoint, rule in routes(house.app, method):
            if ROUTES[endpoint] == VISITOR or (ROUTES[endpoint] == ANYBODY and endpoint.startswith("embed")):
                answer = client.open(address(house, endpoint, rule), method=method, json=JSON_BODIES.get(endpoint))
                assert "Set-Cookie" not in answer.headers, rule
    for path in ("/embed/static/none.js", "/embed/plugins/none/none.js", "/embed/v1/none", "/widget/v1/none"):
        assert "Set-Cookie" not in client.get(path).headers


def test_errors_and_refusals_are_closed_too(house: House) -> None:
    client = house.app.test_client()
    refused = [
        client.get("/no-such-page"),
        client.get("/login", headers={"Host": "evil.test"}),
        client.get("/login", headers={"User-Agent": "A" * 60_000}),
        client.post("/login", data=b"x", headers={"Content-Encoding": "gzip"}),
        client.delete("/login"),
        client.post("/login", data=b"x" * 2_000_000, content_type="application/x-www-form-urlencoded"),
    ]
    assert [answer.status_code for answer in refused] == [404, 400, 400, 415, 405, 413]
    assert refused[4].headers["Allow"]
    for answer in refused:
        assert_closed(answer, "")
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_site_and_not_for_scripts(house: House) -> None:
    desk = house.desk(None)
    cookies = [
        desk.opens("/login").headers["Set-Cookie"],
        desk.signs_in(house.people["operator"]).headers["Set-Cookie"],
    ]
    for cookie in cookies:
        assert cookie.startswith("beckon=")
        assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(configuration: Configuration) -> None:
    secure = replace(configuration, base_url="https://help.example.org", is_base_url_given=True)
    app: Flask = create_app(secure)
    anna = account(app)
    desk = desk_of(app, base_url="https://help.example.org")
    cookie = desk.opens("/login").headers["Set-Cookie"]
    assert cookie.startswith("__Host-beckon=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    signed_in = desk.signs_in(anna)
    assert signed_in.status_code == 302
    assert "Secure" in signed_in.headers["Set-Cookie"].split("; ")
    assert int(signed_in.headers["Strict-Transport-Security"].partition("=")[2].partition(";")[0]) >= 31_536_000
    assert desk.is_signed_in()
