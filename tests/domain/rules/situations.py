"""The facts of the core and of the built-in plugin for addresses, and visitors made of JSON values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.domain.rules import UNAVAILABLE, FactRegistry, Facts, core_registry
from app.domain.rules.kinds import CLOCK, SINCE
from plugins.url_targeting.conditions import FACTS


def full_registry() -> FactRegistry:
    registry = core_registry()
    for fact in FACTS:
        registry.register(fact, owner="url_targeting")
    return registry


REGISTRY = full_registry()


def situation(values: dict[str, Any], *, events: Any = (), passed: timedelta = timedelta(0)) -> Facts:
    """What is known about a visitor with these values, some time later."""
    return Facts({name: _later(name, value, passed) for name, value in values.items()}, events=events)


def _later(name: str, value: Any, passed: timedelta) -> object:
    if value is None:
        return None
    if value == {"unavailable": True}:
        return UNAVAILABLE
    resolved = REGISTRY.resolve(name)
    assert resolved is not None
    fact, _ = resolved
    read: Any = fact.kind.read(value, name)
    return read + passed.total_seconds() if fact.kind in (CLOCK, SINCE) else read
