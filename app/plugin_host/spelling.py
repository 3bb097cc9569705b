"""Values as people spell them, in a form or a terminal, and the values that a schema reads: back and forth."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.domain.rules import Schema

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off", ""})


class Control(StrEnum):
    """How a value is asked for."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"


def control_of(schema: Schema) -> Control:
    """The control that fits what a schema takes."""
    one = _one(schema)
    if "enum" in one:
        return Control.CHOICE
    kinds = {"boolean": Control.YES_NO, "integer": Control.NUMBER, "number": Control.NUMBER}
    return kinds.get(str(one.get("type")), Control.TEXT)


def choices_of(schema: Schema) -> tuple[str, ...]:
    """The words among which to choose, for a choice."""
    return tuple(str(each) for each in _one(schema).get("enum", ()))


def bounds_of(schema: Schema) -> tuple[float | None, float | None]:
    """The least and the most, for a number."""
    one = _one(schema)
    return one.get("minimum"), one.get("maximum")


def raw_value(schema: Schema, spelled: str) -> object:
    """What was spelled, as the schema wants to read it; what cannot be understood stays a text, and it will refuse."""
    text = spelled.strip()
    control = control_of(schema)
    if control is Control.YES_NO and text.lower() in YES | NO:
        return text.lower() in YES
    if control is not Control.NUMBER:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    is_whole = number == number // 1 and abs(number) < 1e15
    return int(number) if is_whole else number


def spelled(value: object) -> str:
    """A value as a person would write it into a form."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)


def _one(schema: Schema) -> Mapping[str, Any]:
    """The description of one value, where a list of them is allowed as well."""
    described = schema.as_json_schema()
    options = described.get("anyOf")
    first = options[0] if isinstance(options, list) and options else described
    return first if isinstance(first, Mapping) else {}
