"""Everything that the enabled plugins have registered, each with its owner; two owners of one id stop the start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from app.domain.rules import DuplicateFact, Fact, FactRegistry
from app.plugin_api.goals import GoalKind
from app.plugin_api.kinds import EVERY_MOMENT, InvitationType
from app.plugin_api.moments import Moment
from app.plugin_host.asking import Registered, answers
from app.plugin_host.browser_modules import BrowserModules
from app.plugin_host.errors import PluginError
from app.plugin_host.guarding import TimeBox, guarded, unlimited
from app.plugin_host.guarding_goals import guarded_goal_kind
from app.plugin_host.guarding_moments import guarded_moment
from app.plugin_host.health import HealthRecords
from app.plugin_host.loading import LoadedPlugin
from app.plugin_host.offers import Offers, fill_offers, fill_settings

R = TypeVar("R", bound=Registered)


class DuplicateIdError(ValueError):
    """Two owners registered the same id."""

    def __init__(self, what: str, object_id: str, first_owner: str, second_owner: str) -> None:
        super().__init__(f'The {what} "{object_id}" is registered by both {first_owner} and {second_owner}.')
        self.owners = (first_owner, second_owner)


class Registry(Generic[R]):
    """Objects of one kind by id, in the order of registration."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._objects: dict[str, R] = {}
        self._owners: dict[str, str] = {}

    def register(self, item: R, *, owner: str) -> None:
        """Adds an object on behalf of a plugin; raises ``DuplicateIdError``."""
        if item.id in self._objects:
            raise DuplicateIdError(self._what, item.id, self._owners[item.id], owner)
        self._objects[item.id] = item
        self._owners[item.id] = owner

    def get(self, object_id: str) -> R | None:
        """The object with that id, if a plugin registered it."""
        return self._objects.get(object_id)

    def items(self) -> tuple[tuple[str, R], ...]:
        """Ids and objects, in the order of registration."""
        return tuple(self._objects.items())

    def owner_of(self, object_id: str) -> str:
        """The plugin that registered it; raises ``KeyError`` for an unknown id."""
        return self._owners[object_id]

    def __iter__(self) -> Iterator[R]:
        return iter(self._objects.values())

    def __contains__(self, object_id: object) -> bool:
        return object_id in self._objects

    def __len__(self) -> int:
        return len(self._objects)


class Registries:
    """All registries of one server: ``facts`` (the core's and the plugins'), what else rules know, and ``offers``."""

    def __init__(self, facts: FactRegistry) -> None:
        self.facts = facts
        self.invitation_types: Registry[InvitationType] = Registry("invitation type")
        self.moments: Registry[Moment] = Registry("moment")
        self.browser_modules = BrowserModules()
        self.goal_kinds: Registry[GoalKind] = Registry("goal kind")
        self.offers = Offers()


def fill(
    registries: Registries,
    plugins: Iterable[LoadedPlugin],
    contexts: Mapping[str, Any],
    health: HealthRecords,
    time_box: TimeBox = unlimited,
) -> None:
    """Calls every ``register_*`` hook in plugin order; raises ``PluginError`` naming plugin, hook and object."""
    plugins = tuple(plugins)
    fill_settings(registries.offers, plugins, contexts, health)
    for plugin in plugins:
        for fact in answers(plugin, "register_conditions", Fact, contexts):
            try:
                registries.facts.register(guarded(fact, plugin.id, health, time_box), owner=plugin.id)
            except DuplicateFact as error:
                raise PluginError(plugin.id, str(error), hook="register_conditions") from error
        types = answers(plugin, "register_invitation_types", InvitationType, contexts)
        _enter(registries.invitation_types, types, plugin, "register_invitation_types")
        moments = answers(plugin, "register_moments", Moment, contexts)
        guarded_moments = (guarded_moment(each, plugin, registries.browser_modules, health) for each in moments)
        _enter(registries.moments, guarded_moments, plugin, "register_moments")
        goal_kinds = answers(plugin, "register_goals", GoalKind, contexts)
        guarded_kinds = (guarded_goal_kind(each, plugin.id, health) for each in goal_kinds)
        _enter(registries.goal_kinds, guarded_kinds, plugin, "register_goals")
    fill_offers(registries.offers, plugins, contexts, health)
    _check_references(registries)


def _enter(registry: Registry[R], items: Iterable[R], plugin: LoadedPlugin, hook: str) -> None:
    for item in items:
        try:
            registry.register(item, owner=plugin.id)
        except DuplicateIdError as error:
            raise PluginError(plugin.id, str(error), hook=hook) from error


def _check_references(registries: Registries) -> None:
    for kind in registries.invitation_types:
        for fact_id in (*kind.facts, *kind.excluded_facts, *kind.required_facts):
            if registries.facts.resolve(fact_id) is None:
                raise _missing(registries, kind, f"the fact {fact_id!r}")
        for moment_id in kind.moments:
            if (moment_id,) != EVERY_MOMENT and moment_id not in registries.moments:
                raise _missing(registries, kind, f"the moment {moment_id!r}")


def _missing(registries: Registries, kind: InvitationType, what: str) -> PluginError:
    problem = f"the invitation type {kind.id!r} names {what}, which nobody registers"
    return PluginError(registries.invitation_types.owner_of(kind.id), problem, hook="register_invitation_types")
