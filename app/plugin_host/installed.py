"""The plugins that are there, enabled or not: found by their folders, described by their manifests, never run here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import NotFound
from app.plugin_host.enabled import read_enabled, write_enabled
from app.plugin_host.errors import PluginError
from app.plugin_host.manifest import MANIFEST_NAME, Manifest, read_manifest

BUILT_IN_FOLDER = Path(__file__).resolve().parents[2] / "plugins"


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """One plugin folder. ``manifest`` is None and ``problem`` says why where it cannot be used."""

    id: str
    folder: Path
    is_built_in: bool
    is_enabled: bool
    manifest: Manifest | None = None
    problem: str | None = None


def plugin_roots(instance_path: Path) -> tuple[tuple[Path, bool], ...]:
    """Where plugins are looked for, and whether those found there come with Beckon."""
    return ((BUILT_IN_FOLDER, True), (instance_path / "plugins", False))


def installed_plugins(instance_path: Path) -> tuple[InstalledPlugin, ...]:
    """All plugins that are there or that ``plugins.toml`` names: the enabled ones in order, then the others by id."""
    folders = _folders(instance_path)
    listed = read_enabled(instance_path)
    if listed is None:
        listed = tuple(sorted(plugin_id for plugin_id, found in folders.items() if found[0][1]))
    enabled = [_describe(plugin_id, folders.get(plugin_id, []), is_enabled=True) for plugin_id in listed]
    rest = sorted(folders.keys() - listed)
    others = [_describe(plugin_id, folders[plugin_id], is_enabled=False) for plugin_id in rest]
    return (*enabled, *others)


def enabled_plugins(instance_path: Path) -> tuple[InstalledPlugin, ...]:
    """The enabled plugins in order; raises ``PluginError`` for the first one that cannot be used."""
    enabled = tuple(plugin for plugin in installed_plugins(instance_path) if plugin.is_enabled)
    for plugin in enabled:
        if plugin.problem is not None:
            raise PluginError(plugin.id, f"{plugin.problem}; `beckon plugins disable {plugin.id}` starts without it")
    return enabled


def enable(instance_path: Path, plugin_id: str) -> bool:
    """Puts a plugin at the end of the list, from the next start on; False when it is there already.

    Raises ``NotFound`` for an unknown plugin and ``PluginError`` for one whose manifest is wrong.
    """
    plugin = _known(instance_path, plugin_id)
    if plugin.problem is not None:
        raise PluginError(plugin.id, plugin.problem)
    if plugin.is_enabled:
        return False
    write_enabled(instance_path, [*_enabled_ids(instance_path), plugin_id])
    return True


def disable(instance_path: Path, plugin_id: str) -> bool:
    """Takes a plugin off the list, from the next start on; False when it is not on it. Its tables and values stay."""
    if not _known(instance_path, plugin_id).is_enabled:
        return False
    write_enabled(instance_path, [listed for listed in _enabled_ids(instance_path) if listed != plugin_id])
    return True


def create_enabled_file(instance_path: Path) -> bool:
    """Writes the list with the plugins that come with Beckon; an existing list is left as it is."""
    if read_enabled(instance_path) is not None:
        return False
    write_enabled(instance_path, _enabled_ids(instance_path))
    return True


def _enabled_ids(instance_path: Path) -> list[str]:
    return [plugin.id for plugin in installed_plugins(instance_path) if plugin.is_enabled]


def _known(instance_path: Path, plugin_id: str) -> InstalledPlugin:
    for plugin in installed_plugins(instance_path):
        if plugin.id == plugin_id:
            return plugin
    raise NotFound(f"there is no plugin {plugin_id!r}", field="plugin")


def _folders(instance_path: Path) -> dict[str, list[tuple[Path, bool]]]:
    """The plugin folders by name; a name that is there twice has both."""
    found: dict[str, list[tuple[Path, bool]]] = {}
    for root, is_built_in in plugin_roots(instance_path):
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            if (folder / MANIFEST_NAME).is_file():
                found.setdefault(folder.name, []).append((folder, is_built_in))
    return found


def _describe(plugin_id: str, folders: list[tuple[Path, bool]], *, is_enabled: bool) -> InstalledPlugin:
    if not folders:
        missing = f"plugins.toml enables it, but there is no folder {plugin_id} with a {MANIFEST_NAME}"
        return InstalledPlugin(plugin_id, Path(plugin_id), False, is_enabled, problem=missing)
    folder, is_built_in = folders[0]
    if len(folders) > 1:
        twice = f"two folders have this id: {' and '.join(str(path) for path, _ in folders)}"
        return InstalledPlugin(plugin_id, folder, is_built_in, is_enabled, problem=twice)
    try:
        manifest = read_manifest(folder)
    except PluginError as error:
        return InstalledPlugin(plugin_id, folder, is_built_in, is_enabled, problem=error.problem)
    return InstalledPlugin(plugin_id, folder, is_built_in, is_enabled, manifest=manifest)
