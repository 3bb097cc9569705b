"""What differs between two documents of one invitation, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WHOLE = frozenset({"conditions", "moment", "schedule.weekly"})
"""Fields that are one thought, and so are compared as a whole."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is not as before; None where it is not there."""

    path: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every field that differs, in the order in which documents write them."""
    return tuple(_between(before, after, ""))


def _between(before: Mapping[str, Any], after: Mapping[str, Any], path: str) -> Iterator[Difference]:
    for name in _in_order(before, after):
        place = f"{path}.{name}" if path else name
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if place not in WHOLE and isinstance(old or {}, Mapping) and isinstance(new or {}, Mapping):
            yield from _between(old or {}, new or {}, place)
        else:
            yield Difference(place, old, new)


def _in_order(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of both; one that is gone stands where it stood."""
    names = list(after)
    for place, name in enumerate(before):
        if name not in after:
            names.insert(min(place, len(names)), name)
    return names
