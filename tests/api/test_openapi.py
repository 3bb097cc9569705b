"""The OpenAPI description: valid by the official schema, complete, and true of real answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from app.api import tokens
from app.api.operations import API_PACE, OPERATIONS
from app.domain.roles import Role
from app.foundation.clock import FrozenClock
from app.foundation.clock import now as present_moment
from tests.invitations.writing import saved
from tests.realtime.test_visitors_page import arrives

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

OFFICIAL = Path(__file__).parent / "openapi_3_1_schema.json"
"""https://spec.openapis.org/oas/3.1/schema/2022-10-07, by the OpenAPI Initiative (Apache License 2.0)."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """A description does not depend on the database."""
    return sqlite_url


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    """What a program reads first, without a token."""
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json or {}
    return found


def test_the_description_is_valid_by_the_official_schema(document: dict[str, Any]) -> None:
    official = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    assert [str(error.message) for error in validator_for(official)(official).iter_errors(document)] == []
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_route_is_described_and_nothing_else(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint not in ("api.openapi", "api.invitation_schema")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(method, path) for path, item in document["paths"].items() for method in item}
    assert described == routes
    assert len({item["operationId"] for path in document["paths"].values() for item in path.values()}) == len(routes)


def test_real_answers_are_what_the_description_says(app: Flask, client: FlaskClient, clock: FrozenClock) -> None:
    API_PACE.forget()
    document = client.get("/api/v1/openapi.json").json or {}
    saved(app, launched=True, conditions={"any": [{"fact": "page.seconds", "is": "greater", "value": 5}]})
    key = arrives(app)
    with app.app_context():
        token = tokens.create_token("program", Role.ADMINISTRATOR, present_moment())
    for each in sorted(OPERATIONS, key=lambda operation: operation.method == "DELETE"):
        for known in (key, "nobody"):
            path = re.sub(r"<\w+>", known, each.path)
            answer = client.open(f"/api/v1{path}", method=each.method, headers={"Authorization": f"Bearer {token}"})
            described = document["paths"][re.sub(r"<(\w+)>", r"{\1}", each.path)][each.method.lower()]["responses"]
            assert str(answer.status_code) in described, (path, answer.status_code)
            content = described[str(answer.status_code)].get("content")
            if content is None:
                assert answer.data == b""
                continue
            schema = {**content["application/json"]["schema"], "components": document["components"]}
            assert [error.message for error in Draft202012Validator(schema).iter_errors(answer.json)] == [], path
