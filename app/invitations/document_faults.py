"""Says what is wrong with a document and where, in the words of whoever wrote it."""

from __future__ import annotations

import difflib
import re
from typing import Any

import msgspec

from app.domain.errors import InvalidInput
from app.domain.translation import N_

_AT = re.compile(r" - at `(?:key` in `)?\$\.?([^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]*)`")
_MISSING = re.compile(r"Object missing required field `([^`]*)`")
_STEP = re.compile(r"[^.\[\]]+|\[[^\]]*\]")


def fault_of(error: msgspec.ValidationError, path: str, kind: type[msgspec.Struct]) -> InvalidInput:
    """What the reader of a ``kind`` refused, as our own error; ``path`` is where the document stands."""
    said = str(error)
    found = _AT.search(said)
    inner = (found[1] if found else "").replace("[...]", "")
    sentence = _AT.sub("", said)
    unknown, missing = _UNKNOWN.search(sentence), _MISSING.search(sentence)
    if unknown:
        return _unknown_field(joined(path, inner), unknown[1], _names_at(kind, inner))
    if missing:
        place = joined(joined(path, inner), missing[1])
        return InvalidInput(N_("%(path)s is missing"), field=place, code="missing", values={"path": place})
    place = joined(path, inner)
    return InvalidInput(_shortened(sentence), field=place or None, code="wrong_type")


def fault_at(error: InvalidInput, path: str) -> InvalidInput:
    """The same error about a place below ``path``."""
    if not path:
        return error
    values = dict(error.values)
    if error.field and values.get("path") == error.field:
        values["path"] = joined(path, error.field)
    return InvalidInput(error.template, field=joined(path, error.field or ""), code=error.code, values=values)


def joined(path: str, place: str) -> str:
    """Two places written as one."""
    return path + place if not path or not place or place.startswith("[") else f"{path}.{place}"


def _unknown_field(path: str, name: str, known: list[str]) -> InvalidInput:
    place, near = joined(path, name[:100]), difflib.get_close_matches(name, known, n=1)
    if near:
        return InvalidInput(
            N_("%(path)s is not known here; did you mean “%(near)s”?"),
            field=place,
            code="unknown_field",
            values={"path": place, "near": near[0]},
        )
    return InvalidInput(
        N_("%(path)s is not known here; known are %(known)s"),
        field=place,
        code="unknown_field",
        values={"path": place, "known": ", ".join(known)},
    )


def _names_at(kind: type[msgspec.Struct], inner: str) -> list[str]:
    """The fields that are known at a place inside a document."""
    schema = msgspec.json.schema(kind)
    found = _resolved(schema, schema)
    for step in _STEP.findall(inner):
        found = _resolved(found.get("items", {}) if step.startswith("[") else _property(found, step), schema)
    return list(found.get("properties", {}))


def _property(schema: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = schema.get("properties", {}).get(name) or schema.get("additionalProperties") or {}
    return found


def _resolved(part: Any, whole: dict[str, Any]) -> dict[str, Any]:
    """A part of a schema behind its references, and without the choice to leave it out."""
    while isinstance(part, dict):
        if "$ref" in part:
            part = whole["$defs"][part["$ref"].rpartition("/")[2]]
        elif "anyOf" in part:
            part = next((each for each in part["anyOf"] if each.get("type") != "null"), {})
        else:
            return part
    return {}


def _shortened(sentence: str) -> str:
    """The library's sentence, which may quote what was written."""
    return sentence.replace("`", "“", 1).replace("`", "”", 1).replace("`", "“", 1).replace("`", "”", 1)[:300]
