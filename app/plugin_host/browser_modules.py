"""The files of plugins that visitors' browsers load: read once at start-up, and the only ones that are ever served."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = "widget"
MOST_BYTES = 256 * 1024
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class UnusableModuleError(ValueError):
    """A browser module is named that cannot be served."""


@dataclass(frozen=True, slots=True)
class BrowserModule:
    """One built file of a plugin. ``mark`` names its content, so that browsers may keep it for good."""

    plugin_id: str
    name: str
    content: bytes
    mark: str

    @property
    def address(self) -> str:
        """Where it is served, below the installation's own address."""
        return f"/embed/plugins/{self.plugin_id}/{self.name}.js?v={self.mark}"


class BrowserModules:
    """The registered browser modules of all plugins."""

    def __init__(self) -> None:
        self._modules: dict[tuple[str, str], BrowserModule] = {}

    def add(self, plugin_id: str, folder: Path, name: str) -> BrowserModule:
        """Reads ``widget/<name>.js`` of the plugin in ``folder``; raises ``UnusableModuleError`` with the reason."""
        known = self._modules.get((plugin_id, name))
        if known is not None:
            return known
        if _NAME.fullmatch(name) is None:
            raise UnusableModuleError(f"{name!r} is no name of a browser module: small letters, digits and underscores")
        try:
            content = (folder / FOLDER / f"{name}.js").read_bytes()
        except OSError as error:
            raise UnusableModuleError(
                f"the browser module {FOLDER}/{name}.js cannot be read: {error.strerror}"
            ) from error
        if len(content) > MOST_BYTES:
            raise UnusableModuleError(f"the browser module {FOLDER}/{name}.js has more than {MOST_BYTES} bytes")
        module = BrowserModule(plugin_id, name, content, hashlib.sha256(content).hexdigest()[:16])
        self._modules[plugin_id, name] = module
        return module

    def get(self, plugin_id: str, name: str) -> BrowserModule | None:
        """The module of that name, if the plugin registered it."""
        return self._modules.get((plugin_id, name))
