"""Writes the folder of a new plugin that works from the first minute: a fact, a setting, tests, texts, a README."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

from app.domain.errors import Conflict, InvalidInput
from app.domain.rules import core_registry
from app.plugin_host.catalogues import compile_catalogues
from app.plugin_host.installed import installed_plugins
from app.plugin_host.manifest import is_plugin_id

TEMPLATES = Path(__file__).parent / "scaffold"
FILES: Mapping[str, str] = {
    "plugin.toml": "plugin.toml",
    "plugin.py": "plugin.py",
    "conditions.py": "conditions.py",
    "README.md": "README.md",
    "test_conditions.py": "tests/test_conditions.py",
    "messages.po": "translations/de/LC_MESSAGES/messages.po",
}
"""Each template, without its ``.txt``, and where it goes."""


def write_plugin(plugin_id: str, parent: Path, instance_path: Path) -> Path:
    """Makes ``parent/plugin_id`` with everything in it; returns the folder.

    Raises ``InvalidInput`` for an id that cannot be one, and ``Conflict`` where the folder or the id is taken.
    """
    if not is_plugin_id(plugin_id) or len(plugin_id) > 40:
        problem = (
            f"{plugin_id!r} cannot be a plugin's id: 2 to 40 small letters, digits and underscores, a letter first"
        )
        raise InvalidInput(problem, field="plugin_id")
    folder = parent / plugin_id
    if folder.exists():
        raise Conflict(f"{folder} is there already", field="plugin_id")
    taken = next((each for each in installed_plugins(instance_path) if each.id == plugin_id), None)
    if taken is not None:
        raise Conflict(f"the plugin {plugin_id} is there already, in {taken.folder}", field="plugin_id")
    words = _words(plugin_id, folder)
    for template, place in FILES.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        written = Template((TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")).substitute(words)
        path.write_text(written, encoding="utf-8")
    compile_catalogues(plugin_id, folder)
    return folder


def _words(plugin_id: str, folder: Path) -> dict[str, str]:
    words = plugin_id.replace("_", " ").strip()
    return {
        "id": plugin_id,
        "words": words,
        "name": words.capitalize(),
        "fact": _fact_id(plugin_id),
        "folder_words": str(folder),
    }


def _fact_id(plugin_id: str) -> str:
    """``cart_value`` gives ``cart.value``, except where the first word belongs to Beckon or there is only one."""
    first, _, rest = plugin_id.partition("_")
    rest = re.sub(r"^_+|_+$", "", rest)
    core = {fact.id.partition(".")[0] for fact in core_registry()} | {"page", "visit", "chat", "goal", "plugin"}
    return f"{first}.{rest}" if rest and first not in core else f"{plugin_id}.value"
