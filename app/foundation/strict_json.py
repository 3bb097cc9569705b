"""The one JSON reader: what two parsers could understand differently is refused, what no database keeps is removed."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn, TypeVar

import msgspec

from app.domain.errors import BadRequest, InvalidInput, TooLarge

T = TypeVar("T")
DEFAULT_LIMIT = 256 * 1024
MAXIMUM_DEPTH = 32
MAXIMUM_DIGITS = 25
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_PATH_IN_MESSAGE = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`$")
_UNKNOWN_FIELD = re.compile(r"unknown field `([^`]*)`")
_MISSING_FIELD = re.compile(r"missing required field `([^`]*)`")
_RESERVED_KEYS = frozenset({"__proto__", "constructor", "prototype"})


def read(body: bytes, *, limit: int = DEFAULT_LIMIT) -> dict[str, Any]:
    """The object in ``body``.

    Refused: more than ``limit`` bytes (413), anything but UTF-8, nesting deeper than 32, NaN and infinities, numbers of
    more than 25 digits, a key that stands twice (all 400), and documents that are no object (422). NUL, control
    characters and lone surrogates are removed from texts.
    """
    if len(body) > limit:
        raise TooLarge(f"the body has {len(body)} bytes; at most {limit} are read")
    _check_depth(body)
    try:
        document = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            parse_int=_bounded,
        )
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body is not valid JSON", code="broken_json") from error
    if not isinstance(document, dict):
        raise InvalidInput("the body must be a JSON object", code="not_an_object")
    return document


def decode(body: bytes, kind: type[T], *, limit: int = DEFAULT_LIMIT) -> T:
    """The object in ``body`` as a ``msgspec.Struct``; an unknown, missing or wrongly typed field is named."""
    return convert(read(body, limit=limit), kind)


def convert(document: object, kind: type[T]) -> T:
    """A document that was read already as a ``msgspec.Struct``; errors as in ``decode``."""
    try:
        return msgspec.convert(document, kind)
    except msgspec.ValidationError as error:
        text = str(error)
        sentence = _PATH_IN_MESSAGE.sub("", text)
        raise InvalidInput(sentence, field=_field_of(text)) from error


def without_controls(text: str) -> str:
    """A text without NUL, control characters and lone surrogates, which no database keeps."""
    return _UNWANTED.sub("", text)


def _field_of(message: str) -> str | None:
    path = _PATH_IN_MESSAGE.search(message)
    parts = [path[1].replace("[...]", "")] if path and path[1] else []
    named = _UNKNOWN_FIELD.search(message) or _MISSING_FIELD.search(message)
    if named:
        parts.append(named[1])
    return ".".join(parts) or None


def _check_depth(body: bytes) -> None:
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(body):
        mark = found[0]
        if mark in (b"[", b"{"):
            depth += 1
            if depth > MAXIMUM_DEPTH:
                raise BadRequest(f"the JSON is nested deeper than {MAXIMUM_DEPTH}", code="broken_json")
        elif mark in (b"]", b"}"):
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        key = _UNWANTED.sub("", key)
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        if key in _RESERVED_KEYS:
            raise InvalidInput(f"the key {key!r} is not accepted", field=key)
        found[key] = _clean(value)
    return found


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNWANTED.sub("", value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _bounded(text: str) -> int:
    if len(text) > MAXIMUM_DIGITS:
        raise ValueError("a number is too large")
    return int(text)
