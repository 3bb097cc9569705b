"""How Beckon speaks HTTP: one shape for every error, a page for people, and honest health checks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.domain import errors
from app.factory import create_app
from app.foundation.configuration import Configuration
from app.foundation.migrations import upgrade_core

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from tests.services.postgresql import PostgreSQL
    from tests.services.redis_server import RedisServer

JSON = {"Accept": "application/json"}
KINDS = [
    each for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, errors.BeckonError) and each is not errors.BeckonError
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_one_shape(kind: type[errors.BeckonError]) -> None:
    error = kind("A sentence.", field="name")
    assert error.as_document() == {"error": {"code": kind.default_code, "message": "A sentence.", "field": "name"}}
    assert kind("x", code="own").as_document() == {"error": {"code": "own", "message": "x"}}
    assert 400 <= kind.status < 600


class TestPages:
    """Errors as browsers and programs see them."""

    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """Errors look the same on both databases."""
        return sqlite_url

    def answer(self, app: Flask, error: Exception) -> FlaskClient:
        """A client of an application whose demo shop fails in this way."""

        def fail() -> str:
            raise error

        app.view_functions["demo.page"] = fail
        app.testing = False
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return app.test_client()

    def test_programs_get_the_document_and_people_a_page(self, app: Flask) -> None:
        client = self.answer(app, errors.Conflict("Somebody was <b>first</b>.", field="name"))
        told = client.get("/demo/", headers=JSON)
        assert (told.status_code, told.mimetype) == (409, "application/json")
        assert told.json == {"error": {"code": "conflict", "message": "Somebody was <b>first</b>.", "field": "name"}}
        page = client.get("/demo/", headers={"Accept": "text/html,*/*"})
        assert (page.status_code, page.mimetype) == (409, "text/html")
        assert "Somebody was &lt;b&gt;first&lt;/b&gt;." in page.text

    def test_an_unexpected_error_says_nothing_about_the_inside(self, app: Flask) -> None:
        client = self.answer(app, ZeroDivisionError("inner words"))
        for headers in (JSON, {}):
            answer = client.get("/demo/", headers=headers)
            assert answer.status_code == 500
            assert "inner words" not in answer.text
            assert "ZeroDivision" not in answer.text

    def test_what_the_framework_notices_has_the_same_shape_and_codes(self, app: Flask) -> None:
        client = app.test_client()
        seen = {
            404: client.get("/no-such-page", headers=JSON),
            405: client.delete("/login", headers=JSON),
            413: client.post("/embed/v1/page", data=b"x" * 2_000_000),
            400: client.post("/login", headers=JSON),
            401: client.get("/desk/state"),
        }
        codes = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 400: "csrf", 401: "not_signed_in"}
        for status, answer in seen.items():
            assert answer.status_code == status
            assert answer.json["error"]["code"] == codes[status]
            assert answer.json["error"]["message"]
        assert "POST" in seen[405].headers["Allow"]

    def test_addresses_for_programs_answer_json_whatever_is_accepted(self, app: Flask) -> None:
        for path in ("/desk/state", "/embed/v1/none", "/widget/v1/none", "/api/v1/none", "/embed/static/none"):
            assert app.test_client().get(path, headers={"Accept": "text/html"}).mimetype == "application/json", path


def test_a_living_server_is_healthy_and_ready(client: FlaskClient) -> None:
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_database_without_our_tables_is_not_ready(configuration: Configuration, tmp_path: Path) -> None:
    empty = create_app(replace(configuration, database_url=f"sqlite:///{tmp_path}/empty.sqlite")).test_client()
    assert (empty.get("/readyz").status_code, empty.get("/readyz").json) == (503, {"status": "database"})
    assert empty.get("/healthz").status_code == 200


@pytest.mark.postgresql
def test_ready_means_that_the_database_answers(new_postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = new_postgresql.url(new_postgresql.create_database())
    upgrade_core(url)
    made = Configuration(
        Path(str(tmp_path)), url, secret_key="a secret that only tests know, long enough", is_testing=True
    )
    client = create_app(made).test_client()
    assert client.get("/readyz").status_code == 200
    new_postgresql.kill()
    assert client.get("/readyz").json == {"status": "database"}
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    busy = client.get("/desk/chats/x", headers={"Cookie": "beckon=x"})
    assert busy.status_code in (401, 503)
    new_postgresql.start()
    assert client.get("/readyz").status_code == 200


@pytest.mark.redis
def test_ready_means_that_redis_answers_where_it_is_used(configuration: Configuration, new_redis: RedisServer) -> None:
    client = create_app(replace(configuration, redis_url=new_redis.url)).test_client()
    assert client.get("/readyz").status_code == 200
    new_redis.kill()
    assert (client.get("/readyz").status_code, client.get("/readyz").json) == (503, {"status": "redis"})
    new_redis.start()
    assert client.get("/readyz").status_code == 200
