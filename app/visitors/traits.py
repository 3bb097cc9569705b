"""Tags and attributes as they may be kept: short, clean, and of a kind that rules can compare."""

from __future__ import annotations

from typing import Any

from app.domain.errors import InvalidInput
from app.foundation.text import clean_line
from app.visitors.models import LONGEST_NAME, LONGEST_TAG

MOST_TAGS = 50
MOST_ATTRIBUTES = 50
_RESERVED_NAMES = ("__proto__", "constructor", "prototype")


def tag_name(name: str) -> str:
    """The tag as it is kept."""
    cleaned = clean_line(name, LONGEST_TAG)
    if not cleaned:
        raise InvalidInput("a tag has at least one character", field="name")
    return cleaned


def attribute_name(name: str) -> str:
    """The name of an attribute as it is kept."""
    cleaned = clean_line(name, LONGEST_NAME)
    if not cleaned or cleaned in _RESERVED_NAMES:
        raise InvalidInput(f"{name[:50]!r} cannot be the name of an attribute", field="attributes")
    return cleaned


def attribute_value(name: str, value: Any) -> Any:
    """The value as it is kept: text, number, yes/no or a list of texts; ``None`` stays."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return clean_line(value, 500)
    if isinstance(value, list) and len(value) <= 50 and all(isinstance(item, str) for item in value):
        return [clean_line(item, 100) for item in value]
    raise InvalidInput("an attribute is a text, a number, yes/no or a list of texts", field=f"attributes.{name[:50]}")
