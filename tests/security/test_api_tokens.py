"""The API opens for tokens alone: a cookie neither helps nor hurts, and a token may do what its role may."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.api import tokens
from app.api.operations import API_PACE, OPERATIONS
from app.domain.roles import Role
from app.foundation import clock
from tests.security.addresses import address
from tests.security.conftest import House

RANK = [Role.OPERATOR, Role.SUPERVISOR, Role.ADMINISTRATOR]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Tokens are compared outside the database."""
    return sqlite_url


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """The pace begins anew with each test."""
    API_PACE.forget()


def made(house: House, name: str, role: Role = Role.ADMINISTRATOR) -> str:
    with house.app.app_context():
        return tokens.create_token(name, role, clock.now())


def path_of(house: House, path: str) -> str:
    return address(house, "api.any", f"/api/v1{path}")


def test_no_operation_opens_for_a_cookie_or_a_bad_token(house: House) -> None:
    desk, stranger = house.desk("administrator"), house.app.test_client(use_cookies=False)
    desk.opens("/embed-code")
    revoked, good = made(house, "old"), made(house, "good")
    with house.app.app_context():
        tokens.revoke_token("old", clock.now())
    before = house.snapshot()
    for each in OPERATIONS:
        path = path_of(house, each.path)
        for client in (desk.client, stranger):
            for header in (
                None, "", "Bearer", "Bearer ", good, f"Basic {good}", f"Bearer {revoked}", f"Bearer {good}x",
                f"Bearer {good[:-1]}", f"Bearer {good.upper()}", "Bearer " + "a" * 4000, f"Bearer {good} {good}",
            ):  # fmt: skip
                headers = {"X-CSRFToken": desk.token} | ({"Authorization": header} if header is not None else {})
                answer = client.open(path, method=each.method, headers=headers)
                assert answer.status_code == 401, (each.name, header)
                assert answer.json["error"]["code"] in ("token_missing", "token_unknown")
                assert answer.headers["WWW-Authenticate"] == "Bearer"
        in_the_query = stranger.open(f"{path}?access_token={good}&token={good}", method=each.method)
        assert in_the_query.status_code == 401
    assert house.snapshot() == before


@pytest.mark.parametrize("role", RANK)
def test_a_token_may_do_what_its_role_may(house: House, role: Role) -> None:
    client, token = house.app.test_client(use_cookies=False), made(house, "program", role)
    for each in sorted(OPERATIONS, key=lambda operation: operation.method != "GET"):
        answer = client.open(
            path_of(house, each.path), method=each.method, headers={"Authorization": f"Bearer {token}"}
        )
        may = RANK.index(role) >= RANK.index(each.role)
        assert (answer.status_code == 403) is not may, each.name
        if not may:
            assert answer.json["error"]["code"] == "role_missing"


def test_pages_of_other_sites_learn_nothing(house: House) -> None:
    """CORS is off: no answer, and no preflight, names an origin that may read it."""
    client, token = house.app.test_client(use_cookies=False), made(house, "program")
    headers = {"Origin": "https://evil.example", "Authorization": f"Bearer {token}"}
    for method in ("GET", "OPTIONS"):
        answer = client.open("/api/v1/visitors", method=method, headers=headers)
        assert not [name for name, _value in answer.headers if name.startswith("Access-Control-")]


def test_tokens_are_stored_as_hashes_and_never_listed(house: House) -> None:
    token = made(house, "program")
    assert token not in repr(house.snapshot())
    with house.app.app_context():
        (listed,) = tokens.tokens()
    assert (listed.name, listed.role) == ("program", Role.ADMINISTRATOR)
    assert token not in repr(listed)
    assert listed.created_at - clock.now() < timedelta(minutes=1)


@pytest.mark.usefixtures("clock")
def test_a_token_that_asks_too_fast_is_told_when_to_come_back(house: House) -> None:
    client, token = house.app.test_client(use_cookies=False), made(house, "program")
    answers = [
        client.get("/api/v1/visitors?limit=0", headers={"Authorization": f"Bearer {token}"}).status_code
        for _each in range(API_PACE.burst + 1)
    ]
    assert answers == [422] * API_PACE.burst + [429]
    last = client.get("/api/v1/visitors", headers={"Authorization": f"Bearer {token}"})
    assert (last.headers["Retry-After"], last.json["error"]["code"]) == ("1", "too_many_requests")
