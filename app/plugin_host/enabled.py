"""``instance/plugins.toml``: which plugins this installation uses, in the order in which they are asked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from app.domain.errors import ConfigurationError
from app.plugin_host.manifest import is_plugin_id

FILE_NAME = "plugins.toml"
_HEAD = """# The plugins of this installation, in the order in which they are asked.
# Change it here or with `beckon plugins enable ID` and `beckon plugins disable ID`; then restart the server.
"""


def read_enabled(instance_path: Path) -> tuple[str, ...] | None:
    """The enabled plugin ids in order; None while there is no file, which stands for "those that come with Beckon"."""
    path = instance_path / FILE_NAME
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}", field=FILE_NAME) from error
    for key in document:
        if key != "enabled":
            raise ConfigurationError(f"{path}: unknown key {key!r}; known is enabled", field=key)
    found = document.get("enabled")
    if not isinstance(found, list) or not all(isinstance(item, str) and is_plugin_id(item) for item in found):
        raise ConfigurationError(f"{path}: enabled must be a list of plugin ids", field="enabled")
    repeated = sorted({item for item in found if found.count(item) > 1})
    if repeated:
        raise ConfigurationError(f"{path}: enabled names {', '.join(repeated)} more than once", field="enabled")
    return tuple(found)


def write_enabled(instance_path: Path, plugin_ids: Iterable[str]) -> None:
    """Replaces the file in one step, so that a reader sees the old list or the new one."""
    instance_path.mkdir(parents=True, exist_ok=True)
    lines = "".join(f'    "{plugin_id}",\n' for plugin_id in plugin_ids)
    path = instance_path / FILE_NAME
    new = path.with_suffix(".toml.new")
    new.write_text(f"{_HEAD}enabled = [\n{lines}]\n" if lines else f"{_HEAD}enabled = []\n", encoding="utf-8")
    new.replace(path)
