"""The themes of an installation, the one in use, and what the site owner changed in them (``instance/themes.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from app.domain.errors import ConfigurationError
from app.themes.errors import ThemeError
from app.themes.manifest import MANIFEST_NAME, Theme, Variable, read_theme

BUILT_IN_FOLDER: Final = Path(__file__).resolve().parents[2] / "themes"
DEFAULT_THEME: Final = "classic"
FILE_NAME: Final = "themes.toml"


class Catalogue:
    """All themes by id, read once at start-up. ``active`` is the one in use where a page names no other."""

    def __init__(self, themes: Mapping[str, Theme], active: Theme, chosen: Mapping[str, Mapping[str, object]]) -> None:
        """``chosen`` holds the site owner's values by theme and variable; raises ``ThemeError`` for a wrong one."""
        self.themes = MappingProxyType(dict(themes))
        self.active = active
        self._variables = {theme.id: _properties(theme, chosen.get(theme.id, {})) for theme in themes.values()}

    def widget_variables(self, theme_id: str | None = None) -> dict[str, str]:
        """The CSS custom properties of a theme; pages may name anything, so an unknown id means the theme in use."""
        return dict(self._variables.get(theme_id or self.active.id) or self._variables[self.active.id])


def read_catalogue(instance_path: Path, built_in: Path = BUILT_IN_FOLDER) -> Catalogue:
    """The themes that come with Beckon and those in ``instance/themes``; raises ``ThemeError`` naming theme and key."""
    themes: dict[str, Theme] = {}
    for root in (built_in, instance_path / "themes"):
        for folder in sorted(root.iterdir()) if root.is_dir() else ():
            if not (folder / MANIFEST_NAME).is_file():
                continue
            theme = read_theme(folder)
            if theme.id in themes:
                raise ThemeError(theme.id, "id", f"is used by both {themes[theme.id].folder} and {folder}")
            themes[theme.id] = theme
    active_id, chosen = _read_choices(instance_path / FILE_NAME)
    for theme_id in (active_id, *chosen):
        if theme_id not in themes:
            raise ThemeError(theme_id, FILE_NAME, f"there is no such theme; there are {', '.join(themes)}")
    return Catalogue(themes, themes[active_id], chosen)


def _read_choices(path: Path) -> tuple[str, dict[str, dict[str, object]]]:
    """The theme in use and the owner's values by theme, from a file that need not exist."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return DEFAULT_THEME, {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}", field=FILE_NAME) from error
    for key in document:
        if key not in ("active", "values"):
            raise ConfigurationError(f"{path}: unknown key {key!r}; known are active and values", field=key)
    active = document.get("active", DEFAULT_THEME)
    if not isinstance(active, str):
        raise ConfigurationError(f"{path}: active must be the id of a theme", field="active")
    values = document.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(given, dict) for given in values.values()):
        raise ConfigurationError(f"{path}: values must hold a table for each theme", field="values")
    return active, values


def _properties(theme: Theme, chosen: Mapping[str, object]) -> dict[str, str]:
    for name in chosen:
        if name not in theme.variables:
            raise ThemeError(theme.id, name, f"{FILE_NAME} sets a variable that the theme does not have")
    found: dict[str, str] = {}
    for variable in theme.variables.values():
        found.update(_chosen_properties(theme, variable, chosen.get(variable.name)))
    return found


def _chosen_properties(theme: Theme, variable: Variable, chosen: object) -> dict[str, str]:
    """One value for both light and dark, or a table with either or both of them."""
    if chosen is None:
        return variable.properties()
    given = chosen if isinstance(chosen, dict) else {"light": chosen, "dark": chosen if variable.dark else None}
    if not given.keys() <= {"light", "dark"}:
        raise ThemeError(theme.id, variable.name, "a table may have light and dark only")
    try:
        values = {key: variable.read(raw) for key, raw in given.items() if raw is not None}
    except ValueError as error:
        raise ThemeError(theme.id, variable.name, f"{FILE_NAME}: {error}") from error
    return variable.properties(**values)
