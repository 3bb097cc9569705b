"""Invitations over the API: written in the form of files, never over somebody else's save, launched only if sound."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.api import tokens
from app.api.operations import API_PACE
from app.domain.roles import Role
from app.foundation.clock import now as present_moment
from app.invitations import queries
from app.invitations.history import history_page
from tests.invitations.test_documents import CONTRACT
from tests.invitations.writing import details, saved

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PRICING = {"all": [{"fact": "page.url", "is": "contains", "value": "/pricing"}]}
NEVER = {"all": [{"fact": "widget.open", "is": True}, {"fact": "widget.open", "is": False}]}
HELP: dict[str, Any] = {"key": "help", "name": "Help", "conditions": PRICING, "message": {"html": "<p>Hi</p>"}}


@dataclass
class Program:
    """A program with a token."""

    client: FlaskClient
    token: str

    def asks(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a request."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(
            f"/api/v1/invitations{path}",
            method=method,
            headers={"Authorization": f"Bearer {self.token}", **named},
            **({} if body is None else {"json": body}),
        )


@pytest.fixture
def program(app: Flask, client: FlaskClient) -> Program:
    """A program that may write invitations."""
    API_PACE.forget()
    with app.app_context():
        return Program(client, tokens.create_token("ci", Role.SUPERVISOR, present_moment()))


def test_an_invitation_is_written_read_changed_and_deleted(app: Flask, program: Program) -> None:
    made = program.asks("POST", "", HELP)
    assert made.status_code == 201, made.json
    assert made.headers["ETag"] == '"1"'
    read = program.asks("GET", "/help").json
    assert read == made.json
    assert (read["key"], read["state"], read["version"], read["conditions"]) == ("help", "draft", 1, PRICING)

    changed = program.asks("PATCH", "/help", {"position": 5, "frequency": {"max_shows": 2}, "campaign": "spring"})
    assert changed.status_code == 200, changed.json
    again = program.asks("PATCH", "/help", {"campaign": None, "frequency": {"once_per_visitor": True}}).json
    assert (again["position"], again["campaign"], again["version"]) == (5, None, 3)
    assert again["frequency"] == {"max_shows": 2, "once_per_visitor": True}

    replaced = program.asks("PUT", "/help", {"name": "Other", "message": {"html": "<p>Ho</p>"}}).json
    assert (replaced["name"], replaced["position"], replaced["frequency"]) == ("Other", 0, None)
    assert program.asks("DELETE", "/help").status_code == 204
    assert program.asks("GET", "/help").status_code == 404


def test_an_answer_may_be_sent_back_as_it_is(program: Program) -> None:
    answer: dict[str, Any] = program.asks("POST", "", {**HELP, "schedule": {"from": "2026-12-01T09:00"}}).json or {}
    again: dict[str, Any] = program.asks("PUT", "/help", answer).json or {}
    assert again == {**answer, "version": 2, "updated_at": again["updated_at"]}


def test_nobody_overwrites_what_they_have_not_seen(program: Program) -> None:
    first = program.asks("POST", "", HELP)
    assert program.asks("PATCH", "/help", {"name": "Theirs"}, If_Match=first.headers["ETag"]).status_code == 200
    for late in (
        program.asks("PATCH", "/help", {"name": "Mine"}, If_Match=first.headers["ETag"]),
        program.asks("PATCH", "/help", {"name": "Mine", "version": 1}),
        program.asks("PUT", "/help", {**HELP, "version": 1}),
        program.asks("DELETE", "/help", If_Match='"1"'),
    ):
        assert (late.status_code, late.json["error"]["code"]) == (409, "changed")
    assert program.asks("GET", "/help").json["name"] == "Theirs"


def test_launching_is_refused_where_it_could_never_show(app: Flask, program: Program) -> None:
    program.asks("POST", "", {**HELP, "conditions": NEVER})
    refused = program.asks("POST", "/help/launch")
    error = refused.json["error"]
    assert (refused.status_code, error["code"]) == (422, "findings")
    assert error["findings"][0]["severity"] == "error"
    assert error["field"].startswith("conditions")

    assert program.asks("PATCH", "/help", {"state": "live"}).status_code == 422
    assert program.asks("POST", "", {**HELP, "key": "other", "conditions": NEVER, "state": "live"}).status_code == 422
    assert program.asks("GET", "/other").status_code == 404
    assert program.asks("GET", "/help").json["state"] == "draft"
    assert program.asks("POST", "/help/pause").status_code == 409

    assert program.asks("PATCH", "/help", {"conditions": PRICING, "state": "live"}).json["launched_at"] is not None
    assert program.asks("POST", "/help/pause").json["state"] == "paused"
    assert program.asks("POST", "/help/launch").json["state"] == "live"


def test_who_saved_is_the_token(app: Flask, program: Program) -> None:
    program.asks("POST", "", HELP)
    program.asks("POST", "/help/launch")
    with app.app_context():
        found = queries.invitation_details("help")
        assert found is not None
        with app.test_request_context():
            lines = history_page(found).lines
    assert [(line.words, line.who) for line in lines] == [
        ("Launched", "the program “ci”"),
        ("Created", "the program “ci”"),
    ]


def test_the_list_comes_in_pages_and_by_state(app: Flask, program: Program) -> None:
    keys = [saved(app, name=f"help {number}", launched=number % 2 == 0) for number in range(5)]
    page = program.asks("GET", "?limit=3").json
    assert [each["key"] for each in page["data"]] == keys[:3]
    rest = program.asks("GET", f"?limit=3&cursor={page['next_cursor']}").json
    assert ([each["key"] for each in rest["data"]], rest["next_cursor"]) == (keys[3:], None)
    assert [each["key"] for each in program.asks("GET", "?state=draft").json["data"]] == [keys[1], keys[3]]
    assert program.asks("GET", "?state=alive").status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "field"),
    [
        ("POST", "", {**HELP, "key": "new"}, 422, "key"),
        ("POST", "", {**HELP, "key": "taken"}, 409, "key"),
        ("POST", "", {"message": {"html": "<p>Hi</p>"}}, 422, "name"),
        ("POST", "", {**HELP, "frequency": {"max_show": 1}}, 422, "frequency.max_show"),
        ("POST", "", {**HELP, "frequency": {"max_shows": -1}}, 422, "frequency.max_shows"),
        ("POST", "", {**HELP, "message": {"html": ""}}, 422, "message.html"),
        ("POST", "", {**HELP, "widgets": {"departments": ["nowhere"]}}, 422, "widgets.departments"),
        ("POST", "", {**HELP, "moment": {"on": "full_moon"}}, 422, "moment.on"),
        ("POST", "", {**HELP, "moment": {"on": "exit_intent"}}, 422, "moment"),
        ("POST", "", {**HELP, "version": "1"}, 422, "version"),
        ("POST", "", [], 422, None),
        ("PUT", "/taken", {**HELP, "key": "renamed"}, 422, "key"),
        ("PATCH", "/taken", {"conditions": {"all": [{"fact": "x.y", "is": "z"}]}}, 422, "conditions.all[0].fact"),
        ("PATCH", "/taken", {"positon": 5}, 422, "positon"),
        ("PATCH", "/nobody", {"position": 5}, 404, "key"),
        ("PUT", "/nobody", HELP, 404, "key"),
        ("DELETE", "/nobody", None, 404, "key"),
        ("POST", "/nobody/launch", None, 404, "key"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    app: Flask, program: Program, method: str, path: str, body: Any, status: int, field: str | None
) -> None:
    assert saved(app, name="taken") == "taken"
    before = details(app, "taken")
    answer = program.asks(method, path, body)
    assert (answer.status_code, answer.json["error"].get("field")) == (status, field), answer.json
    assert details(app, "taken") == before
    assert len(program.asks("GET", "").json["data"]) == 1


WHOLE: dict[str, Any] = {
    **yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["invitations"][0],
    "key": None,
    "state": "draft",
    "moment": None,
    "widgets": {"identifier": "shop", "departments": [], "language": "de"},
    "sender": {"random_operator": True, "among": [], "assign": True},
    "experiment": {"variants": [{"key": "b", "weight": 2, "message": {"html": "<p>B</p>"}}]},
}
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=5), inner, max_size=2)),
    max_leaves=4,
)


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything inside a document."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in inside:
        yield (*path, name)
        yield from places(value, (*path, name))


def test_a_document_with_every_field_is_accepted(program: Program) -> None:
    assert program.asks("POST", "", WHOLE).status_code == 201


@settings(max_examples=60)
@given(place=st.sampled_from(list(places(WHOLE))), value=ANYTHING)
def test_anything_at_any_place_is_an_answer_and_never_a_crash(
    program: Program, place: tuple[Any, ...], value: Any
) -> None:
    API_PACE.forget()
    document = copy.deepcopy(WHOLE)
    reduce(lambda part, name: part[name], place[:-1], document)[place[-1]] = value
    answer = program.asks("POST", "", document)
    assert answer.status_code in (201, 400, 409, 422), (place, value, answer.json)


def test_a_new_invitation_without_a_key_gets_one_from_its_name(program: Program) -> None:
    body = {"name": "Pricing help", "message": {"html": "<p>Hi</p>"}}
    assert [program.asks("POST", "", body).json["key"] for _ in range(2)] == ["pricing-help", "pricing-help-2"]


def test_operators_do_not_write_invitations(app: Flask, client: FlaskClient) -> None:
    API_PACE.forget()
    with app.app_context():
        weak = Program(client, tokens.create_token("desk", Role.OPERATOR, present_moment()))
    assert weak.asks("POST", "", HELP).status_code == 403
    assert weak.asks("GET", "").status_code == 403


def test_the_schema_is_published_for_everybody(client: FlaskClient) -> None:
    answer = client.get("/api/v1/invitations/schema.json")
    assert answer.status_code == 200
    Draft202012Validator.check_schema(answer.json)
    assert Draft202012Validator(answer.json).is_valid({"version": 1, "invitations": [HELP]})
