"""What plugins offer besides rules: settings, permissions, pages, panels, cards, jobs, commands, with their owners."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any, Final, Generic, TypeVar

from app.domain.errors import InvalidInput
from app.domain.roles import Role
from app.plugin_api.cards import VisitorCard
from app.plugin_api.pages import AdminPage, Permission
from app.plugin_api.panels import DashboardPanel
from app.plugin_api.settings import Setting
from app.plugin_api.tasks import LEAST_SECONDS, REQUIRED, Argument, Command, Job
from app.plugin_host.asking import DOTTED_NAME, Registered, answers
from app.plugin_host.errors import PluginError
from app.plugin_host.guarding import Guard, GuardedSchema
from app.plugin_host.health import HealthRecords
from app.plugin_host.loading import LoadedPlugin

R = TypeVar("R", bound=Registered)
S = TypeVar("S", DashboardPanel, VisitorCard)
CORE_PATHS: Final = frozenset({"switch"})
"""Addresses below a plugin's page that are Beckon's own."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PATH = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*")
_COMMAND = re.compile(r"[a-z][a-z0-9-]*")
_DAILY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Owned(Generic[R]):
    """Objects of one kind, each known by its plugin and its own id, in the order of registration."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], R] = {}

    def add(self, owner: str, item: R) -> bool:
        """Adds an object; False when the plugin has one of that id already."""
        return self._objects.setdefault((owner, item.id), item) is item

    def of(self, owner: str) -> tuple[R, ...]:
        """Everything that one plugin registered."""
        return tuple(item for (plugin_id, _), item in self._objects.items() if plugin_id == owner)

    def get(self, owner: str, object_id: str) -> R | None:
        """One object of one plugin, if it registered it."""
        return self._objects.get((owner, object_id))

    def __iter__(self) -> Iterator[tuple[str, R]]:
        return iter((owner, item) for (owner, _), item in self._objects.items())


@dataclass(frozen=True, slots=True)
class Offers:
    """The registries of everything here; those of one plugin have ids of their own, panels and permissions do not."""

    settings: Owned[Setting] = field(default_factory=Owned)
    permissions: Owned[Permission] = field(default_factory=Owned)
    admin_pages: Owned[AdminPage] = field(default_factory=Owned)
    dashboard_panels: Owned[DashboardPanel] = field(default_factory=Owned)
    visitor_cards: Owned[VisitorCard] = field(default_factory=Owned)
    jobs: Owned[Job] = field(default_factory=Owned)
    commands: Owned[Command] = field(default_factory=Owned)


def fill_settings(
    offers: Offers, plugins: Iterable[LoadedPlugin], contexts: Mapping[str, Any], health: HealthRecords
) -> None:
    """Asks every plugin for its settings, which the other hooks that register may name; raises ``PluginError``."""
    for plugin in plugins:
        for setting in answers(plugin, "register_settings", Setting, contexts, pattern=_NAME, example="least_value"):
            guard = Guard(setting.name, plugin.id, health, what="setting")
            schema = GuardedSchema(setting.schema, guard)
            _check_default(plugin.id, "register_settings", setting.name, schema, setting.default)
            _add(offers.settings, plugin.id, "register_settings", replace(setting, schema=schema))


def fill_offers(
    offers: Offers, plugins: Iterable[LoadedPlugin], contexts: Mapping[str, Any], health: HealthRecords
) -> None:
    """Asks every plugin for the rest; raises ``PluginError`` naming plugin, hook and object."""
    for plugin in plugins:
        _fill_permissions(offers, plugin, contexts)
        _fill_pages(offers, plugin, contexts)
        _fill_shown(offers.dashboard_panels, plugin, contexts, "register_dashboard_panels", DashboardPanel)
        _fill_shown(offers.visitor_cards, plugin, contexts, "register_visitor_cards", VisitorCard)
        for job in answers(plugin, "register_jobs", Job, contexts, pattern=_NAME, example="tidy_up"):
            _check_job(plugin.id, job)
            _add(offers.jobs, plugin.id, "register_jobs", job)
        for command in answers(plugin, "register_commands", Command, contexts, pattern=_COMMAND, example="tidy-up"):
            _check_command(plugin.id, command)
            arguments = tuple(_guarded_argument(plugin.id, command.name, each, health) for each in command.arguments)
            _add(offers.commands, plugin.id, "register_commands", replace(command, arguments=arguments))


def _fill_shown(
    registry: Owned[S], plugin: LoadedPlugin, contexts: Mapping[str, Any], hook: str, kind: type[S]
) -> None:
    """Panels or cards, whose ids no two plugins may share."""
    for item in answers(plugin, hook, kind, contexts, example="weather.today"):
        _check_function(plugin.id, hook, item.id, item.show)
        for owner, other in registry:
            if other.id == item.id:
                raise _taken(plugin.id, hook, item.id, owner)
        _add(registry, plugin.id, hook, item)


def _fill_permissions(offers: Offers, plugin: LoadedPlugin, contexts: Mapping[str, Any]) -> None:
    hook = "register_permissions"
    for permission in answers(plugin, hook, Permission, contexts, pattern=DOTTED_NAME, example="weather.see_places"):
        if not permission.id.startswith(f"{plugin.id}."):
            raise PluginError(plugin.id, f"{permission.id!r} must begin with '{plugin.id}.'", hook=hook)
        if not isinstance(permission.role, Role):
            raise PluginError(plugin.id, f"{permission.id}: {permission.role!r} is no Role", hook=hook)
        _add(offers.permissions, plugin.id, hook, permission)


def _fill_pages(offers: Offers, plugin: LoadedPlugin, contexts: Mapping[str, Any]) -> None:
    hook = "register_admin_pages"
    for page in answers(plugin, hook, AdminPage, contexts, pattern=_PATH, example="places/new"):
        if page.path in CORE_PATHS:
            raise PluginError(plugin.id, f"the path {page.path!r} is Beckon's own", hook=hook)
        is_known = isinstance(page.permission, Role) or offers.permissions.get(plugin.id, page.permission) is not None
        if not is_known:
            problem = f"the page {page.path!r} names the permission {page.permission!r}, which it does not register"
            raise PluginError(plugin.id, problem, hook=hook)
        _check_function(plugin.id, hook, page.path, page.show)
        if page.submit is not None:
            _check_function(plugin.id, hook, page.path, page.submit)
        _add(offers.admin_pages, plugin.id, hook, page)


def _check_job(plugin_id: str, job: Job) -> None:
    hook = "register_jobs"
    _check_function(plugin_id, hook, job.id, job.run)
    if (job.every_seconds is None) == (job.daily_at is None):
        raise PluginError(plugin_id, f"{job.id}: needs either every_seconds or daily_at", hook=hook)
    if job.every_seconds is not None and not (type(job.every_seconds) is int and job.every_seconds >= LEAST_SECONDS):
        raise PluginError(plugin_id, f"{job.id}: every_seconds must be {LEAST_SECONDS} or more", hook=hook)
    if job.daily_at is not None and _DAILY.fullmatch(str(job.daily_at)) is None:
        raise PluginError(plugin_id, f"{job.id}: daily_at must be a time like '03:30'", hook=hook)


def time_of_day(job: Job) -> time | None:
    """When on each day the job is due, or None for one that is due every so many seconds."""
    return None if job.daily_at is None else time.fromisoformat(job.daily_at)


def _check_command(plugin_id: str, command: Command) -> None:
    hook = "register_commands"
    _check_function(plugin_id, hook, command.name, command.run)
    names = [str(getattr(each, "name", each)) for each in command.arguments]
    if not all(_NAME.fullmatch(name) for name in names):
        raise PluginError(plugin_id, f"{command.name}: every argument needs a name like 'days'", hook=hook)
    if len(set(names)) != len(names):
        raise PluginError(plugin_id, f"{command.name}: two arguments have one name", hook=hook)


def _guarded_argument(plugin_id: str, command: str, argument: Argument, health: HealthRecords) -> Argument:
    schema = GuardedSchema(argument.schema, Guard(f"{command} {argument.name}", plugin_id, health, what="argument"))
    if argument.default not in (REQUIRED, None):
        _check_default(plugin_id, "register_commands", argument.name, schema, argument.default)
    return replace(argument, schema=schema)


def _check_default(plugin_id: str, hook: str, name: str, schema: GuardedSchema, default: object) -> None:
    try:
        schema.read(default, "default")
    except InvalidInput as error:
        raise PluginError(plugin_id, f"{name}: {error.message}", hook=hook) from error


def _check_function(plugin_id: str, hook: str, object_id: str, function: Callable[..., Any]) -> None:
    if not callable(function):
        raise PluginError(plugin_id, f"{object_id}: {function!r:.100} is no function", hook=hook)


def _add(registry: Owned[R], plugin_id: str, hook: str, item: R) -> None:
    if not registry.add(plugin_id, item):
        raise _taken(plugin_id, hook, item.id, plugin_id)


def _taken(plugin_id: str, hook: str, object_id: str, owner: str) -> PluginError:
    by = "twice" if owner == plugin_id else f"by both {owner} and {plugin_id}"
    return PluginError(plugin_id, f'"{object_id}" is registered {by}', hook=hook)
