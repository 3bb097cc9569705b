"""Imports the enabled plugins and checks their hooks before anything is called; a misspelt hook stops the start."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import pluggy

from app.plugin_api import hooks
from app.plugin_api.markers import PROJECT_NAME
from app.plugin_host.errors import PluginError
from app.plugin_host.installed import InstalledPlugin
from app.plugin_host.manifest import Manifest

PACKAGE = "plugins"
_REFUSED_OPTIONS = ("wrapper", "hookwrapper", "optionalhook", "tryfirst", "trylast")


@dataclass(frozen=True, slots=True)
class Hook:
    """One function of a plugin that implements a hook, with the arguments it asks for."""

    function: Callable[..., Any]
    arguments: tuple[str, ...]

    def call(self, values: Mapping[str, Any]) -> Any:
        """Calls it with those of ``values`` that it asks for; whatever it raises goes on to the caller."""
        return self.function(*(values[name] for name in self.arguments))


@dataclass(frozen=True, slots=True)
class LoadedPlugin:
    """A plugin that was imported, with its hooks by name."""

    manifest: Manifest
    folder: Path
    hooks: Mapping[str, Hook]

    @property
    def id(self) -> str:
        """The plugin's id."""
        return self.manifest.id


def hook_names() -> tuple[str, ...]:
    """The names of all hooks that plugins can implement."""
    manager = _manager()
    return tuple(sorted(name for name in vars(hooks) if manager.parse_hookspec_opts(hooks, name) is not None))


def load(plugins: Iterable[InstalledPlugin]) -> tuple[LoadedPlugin, ...]:
    """Imports the plugins in order; raises ``PluginError`` naming the plugin, and the hook where it is one's fault."""
    manager = _manager()
    return tuple(_load(manager, plugin) for plugin in plugins)


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(PROJECT_NAME)
    manager.add_hookspecs(hooks)
    return manager


def _load(manager: pluggy.PluginManager, plugin: InstalledPlugin) -> LoadedPlugin:
    if plugin.manifest is None:
        raise PluginError(plugin.id, plugin.problem or "it has no manifest")
    module = _import(plugin)
    try:
        manager.register(module, name=plugin.id)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError(plugin.id, _one_line(error)) from error
    found: dict[str, Hook] = {}
    for caller in manager.get_hookcallers(module) or ():
        implementation = next(impl for impl in caller.get_hookimpls() if impl.plugin is module)
        _check_shape(plugin.id, caller.name, implementation)
        found[caller.name] = Hook(implementation.function, tuple(implementation.argnames))
    return LoadedPlugin(plugin.manifest, plugin.folder, MappingProxyType(found))


def _check_shape(plugin_id: str, hook: str, implementation: pluggy.HookImpl) -> None:
    for option in _REFUSED_OPTIONS:
        if getattr(implementation, option):
            raise PluginError(plugin_id, f"the option {option} is not supported", hook=hook)
    if implementation.kwargnames:
        defaults = ", ".join(implementation.kwargnames)
        raise PluginError(plugin_id, f"arguments must have no defaults: {defaults}", hook=hook)
    if inspect.iscoroutinefunction(implementation.function) or inspect.isasyncgenfunction(implementation.function):
        raise PluginError(plugin_id, "must be a plain function, not an async one", hook=hook)


def _import(plugin: InstalledPlugin) -> ModuleType:
    name = f"{PACKAGE}.{plugin.id}"
    _make_room(name, plugin.folder)
    try:
        if name not in sys.modules:
            _add_package(name, plugin.folder)
        return importlib.import_module(f"{name}.plugin")
    except (Exception, SystemExit) as error:
        _forget(name)
        raise PluginError(plugin.id, f"cannot be imported: {type(error).__name__}: {_one_line(error)}") from error


def _add_package(name: str, folder: Path) -> None:
    """Makes the folder a Python package, wherever it is, and runs its ``__init__.py`` if it has one."""
    init = folder / "__init__.py"
    loader = SourceFileLoader(name, str(init)) if init.is_file() else None
    spec = ModuleSpec(name, loader, origin=str(init) if loader else None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    setattr(importlib.import_module(PACKAGE), name.rpartition(".")[2], package)
    if loader is not None:
        loader.exec_module(package)


def _make_room(name: str, folder: Path) -> None:
    """Forgets a package of the same name that was imported from another folder."""
    known = sys.modules.get(name)
    if known is not None and str(folder) not in [str(Path(path)) for path in known.__path__]:
        _forget(name)


def _forget(name: str) -> None:
    for module_name in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
        del sys.modules[module_name]
    importlib.invalidate_caches()


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
