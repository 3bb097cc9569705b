"""Reads ``plugin.toml``: what a plugin says about itself, strictly and without running any of its code."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from app.plugin_api.markers import API_VERSION
from app.plugin_host.errors import PluginError

MANIFEST_NAME = "plugin.toml"
KEYS = {"id": str, "name": str, "version": str, "api": int, "description": str}
LONGEST_TEXT = 300
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*([a-z0-9.+-]*)")
RESERVED_IDS = frozenset({"core", "plugin"})


@dataclass(frozen=True, slots=True)
class Manifest:
    """A plugin's own words: ``id`` is also its folder, its Python package and the prefix of its tables."""

    id: str
    name: str
    version: str
    api: int
    description: str


def is_plugin_id(text: str) -> bool:
    """Whether a text may name a plugin: a small letter, then small letters, digits and underscores."""
    return _ID.fullmatch(text) is not None and text not in RESERVED_IDS


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the plugin in ``folder``; raises ``PluginError`` naming the key that is wrong."""
    owner = folder.name
    try:
        document = tomllib.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PluginError(owner, f"the folder has no {MANIFEST_NAME}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PluginError(owner, f"{MANIFEST_NAME} cannot be read: {error}") from error
    for key in document:
        if key not in KEYS:
            raise PluginError(owner, f"{MANIFEST_NAME} has an unknown key {key!r}; known are {', '.join(KEYS)}")
    for key, kind in KEYS.items():
        _check(owner, key, document.get(key), kind)
    manifest = Manifest(**document)
    if manifest.id != owner:
        raise PluginError(owner, f"id: {manifest.id!r} must be the name of the folder, {owner!r}")
    if manifest.api != API_VERSION:
        raise PluginError(owner, f"api: written for plugin API {manifest.api}, this Beckon offers {API_VERSION}")
    return manifest


def _check(owner: str, key: str, value: object, kind: type) -> None:
    if value is None:
        raise PluginError(owner, f"{MANIFEST_NAME} lacks {key!r}")
    if type(value) is not kind:
        raise PluginError(owner, f"{key}: must be a {'text' if kind is str else 'whole number'}")
    if isinstance(value, str) and not (0 < len(value.strip()) <= LONGEST_TEXT and value.isprintable()):
        raise PluginError(owner, f"{key}: must be one line of 1 to {LONGEST_TEXT} characters")
    if key == "id" and not is_plugin_id(str(value)):
        raise PluginError(owner, f"id: {value!r} must be 2 to 40 small letters, digits and underscores")
    if key == "version" and _VERSION.fullmatch(str(value)) is None:
        raise PluginError(owner, f"version: {value!r} is not a version like 1.0.2")
