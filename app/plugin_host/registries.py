"""Everything that the enabled plugins have registered, each with its owner; two owners of one id stop the start."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, Protocol, TypeVar

from app.domain.rules import DuplicateFact, Fact, FactRegistry
from app.plugin_api.kinds import InvitationType
from app.plugin_host.errors import PluginError
from app.plugin_host.guarding import guarded
from app.plugin_host.health import HealthRecords
from app.plugin_host.loading import LoadedPlugin

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


class Registered(Protocol):
    """Anything with an id can be registered."""

    @property
    def id(self) -> str:
        """The word in files; unique among all plugins."""


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
    """All registries of one server: ``facts`` (the core's and the plugins') and ``invitation_types``."""

    def __init__(self, facts: FactRegistry) -> None:
        self.facts = facts
        self.invitation_types: Registry[InvitationType] = Registry("invitation type")


def fill(
    registries: Registries, plugins: Iterable[LoadedPlugin], contexts: Mapping[str, Any], health: HealthRecords
) -> None:
    """Calls every ``register_*`` hook in plugin order; raises ``PluginError`` naming plugin, hook and object."""
    plugins = tuple(plugins)
    for plugin in plugins:
        for fact in _answers(plugin, "register_conditions", Fact, contexts):
            try:
                registries.facts.register(guarded(fact, plugin.id, health), owner=plugin.id)
            except DuplicateFact as error:
                raise PluginError(plugin.id, str(error), hook="register_conditions") from error
        for kind in _answers(plugin, "register_invitation_types", InvitationType, contexts):
            try:
                registries.invitation_types.register(kind, owner=plugin.id)
            except DuplicateIdError as error:
                raise PluginError(plugin.id, str(error), hook="register_invitation_types") from error
    _check_references(registries)


def _answers(plugin: LoadedPlugin, name: str, wanted: type[R], contexts: Mapping[str, Any]) -> list[R]:
    hook = plugin.hooks.get(name)
    if hook is None:
        return []
    try:
        answer = hook.call({"context": contexts[plugin.id]})
        items = list(answer)
    except Exception as error:
        raise PluginError(plugin.id, f"{type(error).__name__}: {error}", hook=name) from error
    for item in items:
        if not isinstance(item, wanted):
            raise PluginError(plugin.id, f"{item!r} is no {wanted.__name__}", hook=name)
        if _ID.fullmatch(str(item.id)) is None:
            raise PluginError(plugin.id, f"{item.id!r} is no id like page.url", hook=name)
    return items


def _check_references(registries: Registries) -> None:
    for kind in registries.invitation_types:
        for fact_id in kind.facts:
            if registries.facts.resolve(fact_id) is None:
                owner = registries.invitation_types.owner_of(kind.id)
                problem = f"the invitation type {kind.id!r} names the fact {fact_id!r}, which nobody registers"
                raise PluginError(owner, problem, hook="register_invitation_types")
