"""The operations of the API: each is one route, demands a role of its token, and describes itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import msgspec
import orjson
from flask import Blueprint, Response, g, request
from flask_babel import force_locale

from app.api.tokens import TokenSnapshot, token_of
from app.domain.errors import Forbidden
from app.domain.roles import Role
from app.domain.snapshots import OperatorSnapshot
from app.domain.translation import N_
from app.foundation.login import has_role
from app.widget.pace import Pace

P = ParamSpec("P")
API_PACE = Pace(per_second=10.0, burst=100)
"""How fast one token may ask, in each server process."""

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@dataclass(frozen=True, slots=True)
class QueryParameter:
    """A parameter of the query; ``schema`` is JSON Schema."""

    name: str
    description: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as it is described.

    ``answer`` is None where a success has no body, ``takes`` is the type of the request's body where it has one;
    ``errors`` are statuses, ``status`` is that of a success with a body.
    """

    method: str
    path: str
    name: str
    summary: str
    role: Role
    answer: type[msgspec.Struct] | None
    parameters: tuple[QueryParameter, ...] = ()
    errors: tuple[int, ...] = ()
    takes: type[msgspec.Struct] | None = None
    status: int = 200


OPERATIONS: list[Operation] = []
"""Every operation in the order of its registration."""


def operation(
    method: str,
    path: str,
    *,
    role: Role,
    answer: type[msgspec.Struct] | None,
    parameters: tuple[QueryParameter, ...] = (),
    errors: tuple[int, ...] = (),
    takes: type[msgspec.Struct] | None = None,
    status: int = 200,
) -> Callable[[Callable[P, msgspec.Struct | None]], Callable[P, Response]]:
    """Serve a function under ``/api/v1``; its docstring is its summary. The paths are written as Flask writes them."""

    def decorate(function: Callable[P, msgspec.Struct | None]) -> Callable[P, Response]:
        @wraps(function)
        def view(*args: P.args, **kwargs: P.kwargs) -> Response:
            _admit(role)
            with force_locale("en"):
                return _answer(function(*args, **kwargs), status)

        summary = " ".join((function.__doc__ or "").split())
        described = Operation(method, path, function.__name__, summary, role, answer, parameters, errors, takes, status)
        OPERATIONS.append(described)
        blueprint.add_url_rule(path, function.__name__, view, methods=[method])
        return view

    return decorate


@blueprint.after_request
def _say_when_to_come_back(response: Response) -> Response:
    if response.status_code == 429:
        response.headers["Retry-After"] = "1"
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _admit(role: Role) -> None:
    """Only the header counts: a cookie neither helps nor hurts."""
    token = token_of(request.headers.get("Authorization"))
    API_PACE.demand(str(token.id))
    if not has_role(_as_operator(token), role):
        raise Forbidden(
            N_("this needs a token with the role “%(role)s”"), code="role_missing", values={"role": role.value}
        )
    g.api_token = token


def _as_operator(token: TokenSnapshot) -> OperatorSnapshot:
    return OperatorSnapshot(id=0, email="", name=token.name, role=token.role, is_active=True)


def _answer(body: msgspec.Struct | None, status: int) -> Response:
    if body is None:
        return Response(status=204)
    return Response(msgspec.json.encode(body), status=status, mimetype="application/json")


def json_response(document: dict[str, Any]) -> Response:
    """A document that is not one of the typed bodies."""
    return Response(orjson.dumps(document), mimetype="application/json")
