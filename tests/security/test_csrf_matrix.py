"""No page of another site can act for somebody who is signed in: every route that changes anything, every way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.api import views as api
from app.foundation.http import csrf
from app.widget.views import blueprints
from tests.operators.people import Desk
from tests.security.addresses import address
from tests.security.conftest import TOKEN_FIELD, House
from tests.security.declared import JSON_BODIES, JUDGED, ROUTES, routes

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
EXEMPT = {"embed", "panel", "panel_files", "try_it", "api"}
REFUSED = {400, 403, 415}
LISTS = {"invitations.edit", "invitations.new"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is refused before the database is asked needs one database only."""
    return sqlite_url


def unsafe_routes(app: Flask) -> list[tuple[str, str, str]]:
    found = [(method, *each) for method in UNSAFE for each in routes(app, method)]
    return [each for each in found if each[1].partition(".")[0] not in EXEMPT]


FORM = {
    "email": "anna@example.org", "password": "a password of theirs", "repeated": "a password of theirs",
    "name": "Taken over", "message_html": "Taken over", "position": "1", "when_team": "online", "max_shows": "0",
    "type": "url", "version": "1", "wanted": "on",
}  # fmt: skip


def attempts(desk: Desk, other: Desk, method: str, path: str, endpoint: str) -> dict[str, TestResponse]:
    """The request as another site could make it, with the victim's cookie."""
    body = JSON_BODIES.get(endpoint)
    is_json = body is not None

    def send(path: str, token: str | None = None, **options: object) -> TestResponse:
        headers = {"X-CSRFToken": token} if token and is_json else {}
        if is_json and "data" not in options:
            options["json"] = body
        elif "data" not in options:
            options["data"] = FORM | ({TOKEN_FIELD: token} if token else {})
        return desk.client.open(path, method=method, headers=headers, **options)  # type: ignore[arg-type]

    tried = {
        "no token": send(path),
        "another session's token": send(path, other.token),
        "a made-up token": send(path, "ImFiYyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"),
        "token in the query": send(f"{path}?{TOKEN_FIELD}={desk.token}&X-CSRFToken={desk.token}"),
        "plain text": send(path, data=f"{TOKEN_FIELD}={desk.token}", content_type="text/plain"),
    }
    if is_json:
        tried["a form instead of JSON"] = desk.client.open(
            path, method=method, data={TOKEN_FIELD: desk.token, **{k: str(v) for k, v in (body or {}).items()}}
        )
        tried["JSON that calls itself plain text"] = desk.client.open(
            path, method=method, data=b"{}", content_type="text/plain", headers={"X-CSRFToken": desk.token}
        )
    return tried


def test_no_route_acts_without_a_token_of_its_own_session(house: House) -> None:
    desk, other = house.desk("administrator"), house.desk("supervisor")
    desk.opens("/embed-code")
    before = house.snapshot()
    wrong = {}
    for method, endpoint, rule in unsafe_routes(house.app):
        for how, answer in attempts(desk, other, method, address(house, endpoint, rule), endpoint).items():
            if answer.status_code not in REFUSED:
                wrong[f"{method} {rule} with {how}"] = answer.status_code
    assert wrong == {}
    assert house.snapshot() == before
    assert desk.is_signed_in()


def test_signing_in_needs_a_token_too(house: House) -> None:
    """Else another site could sign its visitors in under an account of its own."""
    stranger = house.desk(None)
    before = house.snapshot()
    for path in ("/login", f"/set-password/{house.link}"):
        for how, answer in attempts(stranger, house.desk("operator"), "POST", path, "operators.login").items():
            assert answer.status_code in REFUSED, how
    after = house.snapshot()
    assert {name for name in before if before[name] != after[name]} <= {"operator_sessions", "operators", "audit_log"}
    assert not stranger.is_signed_in()


def test_reading_changes_nothing(house: House) -> None:
    desk = house.desk("administrator")
    before = house.snapshot()
    for endpoint, rule in routes(house.app, "GET"):
        for _ in range(2):
            assert desk.opens(address(house, endpoint, rule)).status_code < 500, rule
    after = house.snapshot()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"audit_log", "archive_pending", "archive_pieces"}, "exports are written down, the index follows"


def test_the_exempt_addresses_are_declared(app: Flask) -> None:
    assert {blueprint.name for blueprint in (*blueprints, api.blueprint)} == EXEMPT
    assert {blueprint.name for blueprint in csrf._exempt_blueprints} == EXEMPT
    assert csrf._exempt_views == set()


def test_no_cookie_speaks_for_the_exempt_addresses(house: House) -> None:
    """A signed-in operator's cookie changes no answer of a chat panel, and lends a page no word it could not say."""
    desk = house.desk("administrator")
    before = house.snapshot()
    panel = {"X-Beckon-Panel": "a-secret-that-belongs-to-nobody"}
    stranger = house.app.test_client(use_cookies=False)
    for method in ("GET", "POST"):
        for endpoint, rule in routes(house.app, method):
            if endpoint.partition(".")[0] != "panel" or endpoint == "panel.session":
                continue
            path, body = address(house, endpoint, rule), JSON_BODIES.get(endpoint, {})
            options: dict[str, Any] = {"json": body} if method == "POST" else {}
            with_cookie = desk.client.open(path, method=method, headers=panel, **options)
            without = stranger.open(path, method=method, headers=panel, **options)
            assert with_cookie.status_code == without.status_code == 404, rule
            assert with_cookie.data == without.data
    for endpoint in ("embed.page", "embed.claim", "embed.signal"):
        path = f"/embed/v1/{endpoint.partition('.')[2]}"
        answer = desk.client.post(path, json=JSON_BODIES[endpoint])
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert not answer.json.get("tracking")
    assert house.snapshot() == before


def test_the_same_requests_work_with_the_right_token(house: House) -> None:
    """The control: what refuses above is the missing token and nothing else."""
    desk = house.desk("administrator")
    desk.opens("/embed-code")
    wrong = {}
    for method, endpoint, rule in unsafe_routes(house.app):
        if endpoint.startswith("operators."):
            continue
        path, body = address(house, endpoint, rule), JSON_BODIES.get(endpoint)
        answer = desk.submits(path, FORM) if body is None else desk.calls(path, body)
        is_judged = ROUTES[endpoint] == JUDGED and answer.status_code == 403
        if answer.status_code in REFUSED and not is_judged:
            wrong[f"{method} {rule}"] = answer.status_code
    assert wrong == {}
