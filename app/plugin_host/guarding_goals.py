"""Takes a plugin's kind of goal into custody: a judge that fails has seen nothing, and its plugin is blamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.rules.fact import ComparisonFailedError
from app.plugin_api.goals import GoalKind, Judge, Sighting
from app.plugin_host.guarding import Guard, GuardedSchema
from app.plugin_host.health import HealthRecords


def guarded_goal_kind(kind: GoalKind, owner: str, health: HealthRecords) -> GoalKind:
    """The same kind, none of whose functions raises anything but ``InvalidInput`` where a setting is read."""
    guard = Guard(kind.id, owner, health, what="goal")

    def prepare(identifier: str, settings: Mapping[str, Any]) -> Judge:
        try:
            judge = guard.call(lambda: kind.prepare(identifier, settings))
        except ComparisonFailedError:
            return never
        return lambda sighting: guard.value(lambda: bool(judge(sighting)), False)

    settings = tuple(replace(each, schema=GuardedSchema(each.schema, guard)) for each in kind.settings)
    return replace(kind, prepare=prepare, settings=settings)


def never(_sighting: Sighting) -> bool:
    """The judge of a goal whose kind cannot even be prepared."""
    return False
