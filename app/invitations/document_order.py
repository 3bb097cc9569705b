"""The one order in which documents write their fields, whatever order the database gives them back in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec

from app.invitations.draft_parts import fields_of
from app.invitations.moments import ON, stored_moment

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANKS = {"fact": 0, "is": 2, "value": 3}
_OTHERS = 1


class InOrder(dict[str, Any]):
    """A document whose fields stand in their order already."""


def plain(value: Any) -> Any:
    """A part as JSON and YAML know it: fields in their order and without defaults, other names sorted, days by week."""
    if isinstance(value, msgspec.Struct):
        return {
            field.encode_name: plain(getattr(value, field.name))
            for field in fields_of(type(value))
            if getattr(value, field.name) != _default(field)
        }
    if isinstance(value, InOrder):
        return dict(value)
    if isinstance(value, Mapping):
        return {name: plain(value[name]) for name in sorted(value, key=_name_order)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def ordered_rule(rule: Mapping[str, Any]) -> InOrder:
    """A rule whose conditions say the fact first, then what belongs to it, then the comparison and the value."""
    return InOrder(_ordered(rule))


def ordered_moment(document: Mapping[str, Any] | None) -> InOrder | None:
    """A moment whose name comes first; its parameters as they were registered."""
    if document is None:
        return None
    chosen = stored_moment(document)
    if chosen is not None:
        return InOrder(chosen.document)
    return InOrder({name: document[name] for name in sorted(document, key=lambda name: (name != ON, name))})


def _ordered(part: Any) -> Any:
    if isinstance(part, list | tuple):
        return [_ordered(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    return {name: _ordered(part[name]) for name in sorted(part, key=lambda name: (_RANKS.get(name, _OTHERS), name))}


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default


def _name_order(name: str) -> tuple[int, str]:
    return (WEEKDAYS.index(name), name) if name in WEEKDAYS else (len(WEEKDAYS), name)
