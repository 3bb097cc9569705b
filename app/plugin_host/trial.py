"""Starts a plugin for trial, beside the ones that are enabled, to know before the next start whether it would work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from types import MappingProxyType

from app.domain.errors import NotFound
from app.domain.rules import core_registry
from app.plugin_host.catalogues import compile_catalogues
from app.plugin_host.errors import PluginError
from app.plugin_host.host import PluginHost
from app.plugin_host.installed import InstalledPlugin, enabled_plugins, installed_plugins

NOTHING_SET: Mapping[str, Mapping[str, object]] = MappingProxyType({})


def try_out(instance_path: Path, plugin_id: str) -> PluginHost:
    """The host as it would be with that plugin enabled; runs its code, so let it be a process of its own.

    Raises ``NotFound`` for an unknown plugin, and ``PluginError`` for whatever would stop the start.
    """
    plugin = next((each for each in installed_plugins(instance_path) if each.id == plugin_id), None)
    if plugin is None:
        raise NotFound(f"there is no plugin {plugin_id!r}", field="plugin")
    if plugin.problem is not None:
        raise PluginError(plugin.id, plugin.problem)
    compile_catalogues(plugin.id, plugin.folder)
    others = [each for each in enabled_plugins(instance_path) if each.id != plugin_id]
    return start_apart([*others, plugin])


def try_without(instance_path: Path, plugin_id: str) -> PluginHost:
    """The host as it would be without that plugin; another one may name facts of it. Raises ``PluginError``."""
    return start_apart([each for each in enabled_plugins(instance_path) if each.id != plugin_id])


def start_apart(
    plugins: Sequence[InstalledPlugin], settings: Mapping[str, Mapping[str, object]] = NOTHING_SET
) -> PluginHost:
    """A host without an application around it: it registers everything and can be asked, but hears nothing.

    ``settings`` are the values that an administrator might have chosen, by plugin; the others have their defaults.
    """
    return PluginHost(
        plugins, facts=core_registry(), surroundings=nullcontext, stored_settings=lambda owner: settings.get(owner, {})
    )
