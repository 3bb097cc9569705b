"""What is known about a visitor at one moment: a value, truly nothing, or something that could not be found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Final, Literal


class Missing(Enum):
    """The two ways in which a value can be missing; they are treated differently everywhere."""

    ABSENT = "absent"
    UNAVAILABLE = "unavailable"

    def __repr__(self) -> str:
        return self.name


ABSENT: Final[Literal[Missing.ABSENT]] = Missing.ABSENT
"""Truly nothing there: no referrer, no campaign, never rated. Behaves as an empty text, "none" or "never"."""

UNAVAILABLE: Final[Literal[Missing.UNAVAILABLE]] = Missing.UNAVAILABLE
"""Could not be known: consent refused, look-up failed, nobody asked. Every comparison with it is unknown."""


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One recorded visitor event; ``at`` is aware UTC."""

    id: str
    at: datetime


class Facts:
    """What is known about one visitor at one moment; immutable.

    ``values`` maps a fact's name (``page.url``, ``visitor.attribute.plan``) to its value, ``ABSENT`` (or ``None``) or
    ``UNAVAILABLE``; a fact that is not in the mapping is unavailable. ``events`` are the visitor's recorded events,
    in any order. ``time_zone`` is the site's, an IANA name. ``known_families`` are facts with a key of which every key
    is known: what is not in the mapping is absent (``visitor.attribute``).
    """

    __slots__ = ("_values", "events", "known_families", "time_zone")

    def __init__(
        self,
        values: Mapping[str, object],
        *,
        events: tuple[EventRecord, ...] | Literal[Missing.UNAVAILABLE] = (),
        time_zone: str = "UTC",
        known_families: tuple[str, ...] = (),
    ) -> None:
        self._values: Mapping[str, object] = MappingProxyType(dict(values))
        self.events = events
        self.time_zone = time_zone
        self.known_families = known_families

    def get(self, name: str) -> object:
        """The value of a fact, ``ABSENT`` or ``UNAVAILABLE``; never ``None``."""
        value = self._values.get(name, UNAVAILABLE)
        if value is UNAVAILABLE and self.known_families and name not in self._values:
            is_known = any(name.startswith(f"{family}.") for family in self.known_families)
            return ABSENT if is_known else UNAVAILABLE
        return ABSENT if value is None else value

    def with_values(self, more: Mapping[str, object]) -> Facts:
        """A copy that knows ``more``; later values replace earlier ones."""
        return Facts(
            {**self._values, **more},
            events=self.events,
            time_zone=self.time_zone,
            known_families=self.known_families,
        )

    @property
    def values(self) -> Mapping[str, object]:
        """Everything that was given, read-only."""
        return self._values

    def __repr__(self) -> str:
        return f"Facts({dict(self._values)!r}, events={self.events!r}, time_zone={self.time_zone!r})"
