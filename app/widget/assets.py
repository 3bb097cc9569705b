"""The built browser files: the loaders, what they load later, the panel's, and those that plugins registered."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.domain.errors import NotFound
from app.plugin_host import host
from app.plugin_host.browser_modules import BrowserModule

BUILT_FILES = Path(__file__).resolve().parents[2] / "embed" / "dist"
LOADER = "beckon.js"
CLASSIC_LOADER = "classic.js"
_FONT_PARTS = ("latin", "latin-ext", "cyrillic", "greek", "vietnamese")
PANEL_FILES = frozenset(
    {
        "stage.js",
        "listen.js",
        "try_it.js",
        "try_it_panel.js",
        "panel.js",
        "panel.css",
        *(f"fonts/inter-{part}-wght-normal.woff2" for part in _FONT_PARTS),
    }
)
_KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One built file; ``packed`` is it after gzip, or None where that gains nothing. ``mark`` names the content."""

    content: bytes
    packed: bytes | None
    kind: str
    mark: str


def built_file(name: str) -> BuiltFile:
    """A built file by its name below ``embed/dist``; read anew when it changed on disk."""
    path = BUILT_FILES / name
    try:
        changed_ns = path.stat().st_mtime_ns
    except OSError as error:
        raise NotFound(f"{name} is not built; run `make build`") from error
    return _read(path, changed_ns)


def panel_file(name: str) -> BuiltFile:
    """A file that the panel page may load; any other name does not exist."""
    if name not in PANEL_FILES:
        raise NotFound("there is no such file")
    return built_file(name)


def panel_file_address(name: str) -> str:
    """Path of a panel file, with a mark that changes with its content."""
    return f"/embed/static/{name}?v={panel_file(name).mark}"


def plugin_file(plugin_id: str, name: str) -> BuiltFile:
    """A browser module that an enabled plugin registered, as it was at start-up; any other name does not exist."""
    module = host().registry.browser_modules.get(plugin_id, name)
    if module is None:
        raise NotFound("there is no such file")
    return _packed_module(module)


@lru_cache(maxsize=64)
def _packed_module(module: BrowserModule) -> BuiltFile:
    return BuiltFile(module.content, gzip.compress(module.content, 9, mtime=0), _KINDS[".js"], module.mark)


@lru_cache(maxsize=64)
def _read(path: Path, changed_ns: int) -> BuiltFile:
    content = path.read_bytes()
    packed = gzip.compress(content, compresslevel=9, mtime=0) if path.suffix != ".woff2" else None
    return BuiltFile(content, packed, _KINDS[path.suffix], hashlib.sha256(content).hexdigest()[:16])
