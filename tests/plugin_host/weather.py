"""The plugin of the handbook, put together from the pieces of ``plugins/README.md``."""

from __future__ import annotations

import re
from pathlib import Path

from app.plugin_host.installed import BUILT_IN_FOLDER

HANDBOOK = (BUILT_IN_FOLDER / "README.md").read_text(encoding="utf-8")
PIECE = re.compile(r"```(?:toml|python|js|html)\n(?:# |// |\{# )(\S+)(?: #\})?\n(.*?)```", re.DOTALL)
CODE = re.compile(r"```(?:toml|python|js|html)\n")


def pieces() -> dict[str, str]:
    """The files of the plugin: every piece of the handbook, where its first line says it belongs."""
    found: dict[str, str] = {}
    for place, code in PIECE.findall(HANDBOOK):
        found[place] = found.get(place, "") + code
    return found


def write_weather(folder: Path) -> Path:
    """Writes the plugin into ``folder/weather``."""
    for place, code in pieces().items():
        path = folder / "weather" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    return folder / "weather"
