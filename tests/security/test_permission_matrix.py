"""Who may do what: every route and every socket event, asked by everybody, against one declared table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.roles import PRESETS, Permission, Role
from app.realtime.listeners import CLIENT_EVENTS
from app.realtime.operator_sockets import OperatorSockets
from tests.operators.people import Desk, account, change_permissions, desk_of, own_role, session_of
from tests.security.addresses import address
from tests.security.conftest import House
from tests.security.declared import EVENT_BODIES, EVENTS, JSON_BODIES, JUDGED, OPERATOR, ROUTES, routes

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

OF_ROLE = {"operator": Role.OPERATOR, "supervisor": Role.SUPERVISOR, "administrator": Role.ADMINISTRATOR}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Permissions are compared outside the database."""
    return sqlite_url


def test_every_route_says_whom_it_is_for(app: Flask) -> None:
    existing = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert existing - set(ROUTES) == set(), "a route is missing in tests/security/declared.py"
    assert set(ROUTES) - existing == set(), "a declared route is gone"


def test_every_socket_event_says_whom_it_is_for() -> None:
    existing = {(namespace, name) for namespace, names in CLIENT_EVENTS.items() for name in names}
    assert existing - set(EVENTS) == set(), "a socket event is missing in tests/security/declared.py"
    assert set(EVENTS) - existing == set(), "a declared socket event is gone"


def test_no_view_demands_something_else_than_the_table_declares(app: Flask) -> None:
    for endpoint, who in ROUTES.items():  # what a view demands inside is found out by asking, below
        view = app.view_functions[endpoint]
        assert getattr(view, "required_permission", who) == who, endpoint
        assert getattr(view, "required_role", Role.OPERATOR) is Role.OPERATOR, f"{endpoint} asks for a rank"


def ask(desk: Desk, method: str, path: str, endpoint: str) -> TestResponse:
    if method == "GET":
        return desk.client.get(path)
    if endpoint in JSON_BODIES:
        return desk.calls(path, JSON_BODIES[endpoint])
    return desk.submits(path)


def is_refused(answer: TestResponse) -> bool:
    to_sign_in = answer.status_code == 302 and (answer.location or "").startswith("/login")
    return to_sign_in or answer.status_code in (401, 403)


def wrongly_answered(house: House, desk: Desk, who: str | Permission, *, is_allowed: bool) -> dict[str, int]:
    """Every route that is declared for ``who`` and answers this desk otherwise than it should."""
    wrong = {}
    for method in ("GET", "POST"):
        for endpoint, rule in routes(house.app, method):
            if ROUTES[endpoint] != who:
                continue
            answer = ask(desk, method, address(house, endpoint, rule), endpoint)
            answer.get_data()  # what is streamed is read to its end
            if is_refused(answer) == is_allowed or answer.status_code == 500:
                wrong[f"{method} {rule}"] = answer.status_code
    return wrong


@pytest.mark.parametrize("who", [None, "operator", "supervisor", "administrator"])
def test_a_route_serves_those_whose_role_has_its_permission(house: House, who: str | None) -> None:
    desk = house.desk(who)
    desk.opens("/no-such-page")
    before = house.snapshot()
    wrong: dict[str, int] = {}
    for needed in (OPERATOR, *Permission):
        may = who is not None and (needed == OPERATOR or needed in PRESETS[OF_ROLE[who]])
        wrong |= wrongly_answered(house, desk, needed, is_allowed=may)
    assert wrong == {}
    if who is None:
        assert wrongly_answered(house, desk, JUDGED, is_allowed=False) == {}
        assert house.snapshot() == before


def test_a_role_of_the_sites_own_opens_what_it_names_and_nothing_else(house: House) -> None:
    """Each permission alone opens its routes; all the others together do not."""
    role = own_role(house.app, "Everything in turn", set())
    person = account(house.app, "Petra", own_role=role)
    desk = desk_of(house.app, person)
    desk.opens("/no-such-page")
    for permission in Permission:
        change_permissions(house.app, role, set(Permission) - {permission})
        before = house.snapshot()
        assert wrongly_answered(house, desk, permission, is_allowed=False) == {}, f"without {permission}"
        assert house.snapshot() == before, f"something changed without {permission}"
        change_permissions(house.app, role, {permission})
        assert wrongly_answered(house, desk, permission, is_allowed=True) == {}, f"with {permission} alone"


def test_a_socket_event_is_for_those_whom_it_is_declared_for(house: House) -> None:
    role = own_role(house.app, "In turn", set())
    person = account(house.app, "Petra", own_role=role)
    sockets, key = OperatorSockets(), session_of(house.app, person)
    with house.app.test_request_context("/socket.io/") as context:
        context.request.sid = "a-socket"  # type: ignore[attr-defined]
        for (namespace, name), needed in EVENTS.items():
            if namespace != "/operator":
                continue
            event, body = getattr(sockets, f"on_{name}"), EVENT_BODIES[name]
            sent = body if name in ("presence", "idle") else {"chat": house.sales.chat, **body}
            sockets._session_keys.clear()  # joining itself is tested with real lines
            assert event(sent)["code"] == "not_signed_in", name
            sockets._session_keys["a-socket"] = (person.id, key)
            change_permissions(house.app, role, {each for each in Permission if each != needed})
            assert (event(sent).get("code") == "forbidden") == isinstance(needed, Permission), name
            change_permissions(house.app, role, {each for each in Permission if each == needed})
            assert event(sent).get("code") != "forbidden", name


def test_programs_are_told_to_sign_in_and_people_are_led_there(house: House) -> None:
    stranger = house.desk(None)
    told = stranger.opens("/desk/state")
    assert (told.status_code, told.json["error"]["code"]) == (401, "not_signed_in")
    led = stranger.opens("/visitors?x=1")
    assert led.location == "/login?next=/visitors?x%3D1"
    assert stranger.signs_in(house.people["operator"], path=led.location).location == "/visitors?x=1"
