"""Who may do what: every route, asked by everybody, against one declared table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.roles import Role
from tests.operators.people import Desk
from tests.security.addresses import address
from tests.security.conftest import House
from tests.security.declared import ANYBODY, JSON_BODIES, OPERATOR, RANKS, ROUTES, TOKEN, VISITOR, routes

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

OF_ROLE = {"operator": Role.OPERATOR, "supervisor": Role.SUPERVISOR, "administrator": Role.ADMINISTRATOR}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Roles are compared outside the database."""
    return sqlite_url


def test_every_route_says_whom_it_is_for(app: Flask) -> None:
    existing = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert existing - set(ROUTES) == set(), "a route is missing in tests/security/declared.py"
    assert set(ROUTES) - existing == set(), "a declared route is gone"


def test_the_code_demands_what_the_table_declares(app: Flask) -> None:
    for endpoint, who in ROUTES.items():  # an operator of any role is also asked for in the view itself
        role = getattr(app.view_functions[endpoint], "required_role", None)
        assert role is OF_ROLE.get(who) or (role is None and who in (ANYBODY, VISITOR, OPERATOR, TOKEN)), endpoint


def ask(desk: Desk, method: str, path: str, endpoint: str) -> TestResponse:
    if method == "GET":
        return desk.client.get(path)
    if endpoint in JSON_BODIES:
        return desk.calls(path, JSON_BODIES[endpoint])
    return desk.submits(path)


def is_refused(answer: TestResponse) -> bool:
    to_sign_in = answer.status_code == 302 and (answer.location or "").startswith("/login")
    return to_sign_in or answer.status_code in (401, 403)


@pytest.mark.parametrize("who", [None, "operator", "supervisor", "administrator"])
def test_a_route_serves_its_role_and_the_ones_above(house: House, who: str | None) -> None:
    desk = house.desk(who)
    desk.opens("/no-such-page")
    before = house.snapshot()
    wrong = {}
    for method in ("GET", "POST"):
        for endpoint, rule in routes(house.app, method):
            needed = ROUTES[endpoint]
            if needed not in RANKS:
                continue
            may = who is not None and RANKS[who] >= RANKS[needed]
            answer = ask(desk, method, address(house, endpoint, rule), endpoint)
            if is_refused(answer) == may or answer.status_code >= 500:
                wrong[f"{method} {rule}"] = answer.status_code
    assert wrong == {}
    if who is None:
        assert house.snapshot() == before


def test_a_refused_operator_changes_nothing(house: House) -> None:
    desk = house.desk("operator")
    desk.opens("/no-such-page")
    before = house.snapshot()
    for endpoint, rule in routes(house.app, "POST"):
        if ROUTES[endpoint] in RANKS and ROUTES[endpoint] != OPERATOR:
            assert ask(desk, "POST", address(house, endpoint, rule), endpoint).status_code == 403, rule
    assert house.snapshot() == before


def test_programs_are_told_to_sign_in_and_people_are_led_there(house: House) -> None:
    stranger = house.desk(None)
    told = stranger.opens("/desk/state")
    assert (told.status_code, told.json["error"]["code"]) == (401, "not_signed_in")
    led = stranger.opens("/visitors?x=1")
    assert led.location == "/login?next=/visitors?x%3D1"
    assert stranger.signs_in(house.people["operator"], path=led.location).location == "/visitors?x=1"
