"""Puts a plugin with the given code into an installation and enables it, before the application is made."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from app.plugin_host.enabled import read_enabled, write_enabled

HEAD = "from app.plugin_api import *\n"


def install(instance: Path, plugin_id: str, code: str, **manifest: object) -> Path:
    """Writes the plugin; returns its folder."""
    folder = instance / "plugins" / plugin_id
    folder.mkdir(parents=True)
    values = {"id": plugin_id, "name": plugin_id.title(), "version": "1.0", "api": 1, "description": "For tests."}
    lines = [f"{key} = {value!r}\n".replace("'", '"') for key, value in {**values, **manifest}.items()]
    (folder / "plugin.toml").write_text("".join(lines), encoding="utf-8")
    (folder / "plugin.py").write_text(HEAD + dedent(code), encoding="utf-8")
    write_enabled(instance, [*(read_enabled(instance) or ("url_targeting",)), plugin_id])
    return folder
