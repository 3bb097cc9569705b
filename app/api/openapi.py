"""The OpenAPI 3.1 description, made from the operations and the types of their answers."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from app.api.bodies import ErrorAnswer
from app.api.operations import OPERATIONS, Operation, QueryParameter

_PART = re.compile(r"<(?:[a-z]+:)?([a-z_]+)>")
_REFERENCE = "#/components/schemas/{name}"
_ALWAYS = (401, 403, 429)
_WITH_A_BODY = (400, 413, 415, 422)
_ERRORS = {
    400: "The request could not be read",
    401: "The token is missing, unknown or revoked",
    403: "The token's role does not allow this",
    404: "There is no such thing",
    409: "The thing is in a state that does not allow this",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "A value cannot be accepted; field names it",
    429: "Too many requests; wait as long as Retry-After says",
}


def openapi_document(server_url: str) -> dict[str, Any]:
    """The whole description."""
    bodies = [body for operation in OPERATIONS for body in (operation.answer, operation.takes)]
    kinds = [body for body in bodies if body is not None]
    references, schemas = msgspec.json.schema_components([*kinds, ErrorAnswer], ref_template=_REFERENCE)
    by_kind = dict(zip([*kinds, ErrorAnswer], references, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        path = _PART.sub(r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = _described(operation, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Beckon",
            "version": "1",
            "description": "Show a token in every request: Authorization: Bearer TOKEN. Cookies are not looked at.",
        },
        "servers": [{"url": f"{server_url}/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(operation: Operation, references: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    success: dict[str, Any] = {"204": {"description": "Done"}}
    if operation.answer is not None:
        success = {str(operation.status): _content("The answer", references[operation.answer])}
    errors = {
        str(status): _content(_ERRORS[status], references[ErrorAnswer])
        for status in sorted({*_ALWAYS, *operation.errors, *(_WITH_A_BODY if operation.takes else ())})
    }
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PART.findall(operation.path)
    ]
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs a token with at least the role {operation.role.value}.",
        "parameters": [*in_path, *(_parameter(each) for each in operation.parameters)],
        "responses": success | errors,
    }
    if operation.takes is not None:
        described["requestBody"] = {"required": True} | _content("What to do", references[operation.takes])
    return described


def _parameter(parameter: QueryParameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": parameter.schema,
    }
    if parameter.schema.get("type") == "object":
        described |= {"style": "form", "explode": True}
    return described


def _content(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
