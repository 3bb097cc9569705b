"""Reads ``theme.toml``: a theme's name and the variables of the widget that it offers, strictly; a theme is data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from app.themes.errors import ThemeError
from app.themes.values import KINDS, Limits, choice_css

MANIFEST_NAME: Final = "theme.toml"
API_VERSION: Final = 1
PROPERTY_PREFIX: Final = "--beckon-"
DARK_SUFFIX: Final = "-dark"
_TEXT_KEYS = ("id", "name", "version", "description")
_VARIABLE_KEYS = frozenset({"type", "label", "help", "light", "dark", "least", "most", "choices"})
_THEME_ID = re.compile(r"[a-z][a-z0-9_-]{1,39}")
_VARIABLE_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing of the widget that a theme lets the site owner set.

    ``light`` and ``dark`` are the defaults as CSS; where ``dark`` is None the same value serves both. ``name`` is the
    name of the CSS property without ``--beckon-``.
    """

    name: str
    type: str
    label: str
    help: str
    limits: Limits
    light: str
    dark: str | None

    def properties(self, light: str | None = None, dark: str | None = None) -> dict[str, str]:
        """The CSS properties of this variable, with other values than the defaults where they are given."""
        property_name = f"{PROPERTY_PREFIX}{self.name}"
        found = {property_name: light or self.light}
        dark = dark or self.dark
        return found if dark is None else {**found, f"{property_name}{DARK_SUFFIX}": dark}

    def read(self, raw: object) -> str:
        """A value for this variable as CSS; raises ``ValueError`` saying what is wrong."""
        return KINDS[self.type](raw, self.limits)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that was read and is right. ``templates`` is where its template overrides are, if it has any."""

    id: str
    name: str
    version: str
    description: str
    folder: Path
    variables: Mapping[str, Variable]

    @property
    def templates(self) -> Path:
        """The folder of the templates that replace Beckon's own; it need not exist."""
        return self.folder / "templates"


def is_theme_id(text: str) -> bool:
    """Whether a text may name a theme."""
    return _THEME_ID.fullmatch(text) is not None


def read_theme(folder: Path) -> Theme:
    """The theme in ``folder``; raises ``ThemeError`` naming the key that is wrong."""
    theme_id = folder.name
    try:
        document = tomllib.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(theme_id, MANIFEST_NAME, f"cannot be read: {error}") from error
    for key in document:
        if key not in (*_TEXT_KEYS, "api", "variables"):
            raise ThemeError(theme_id, key, f"unknown; known are {', '.join(_TEXT_KEYS)}, api, variables")
    words = {key: _line(theme_id, key, document.get(key)) for key in _TEXT_KEYS}
    if words["id"] != theme_id or not is_theme_id(theme_id):
        raise ThemeError(theme_id, "id", "must be the folder's name: small letters, digits, - and _")
    if document.get("api") != API_VERSION or document.get("api") is True:
        raise ThemeError(theme_id, "api", f"must be {API_VERSION}")
    listed = document.get("variables", {})
    if not isinstance(listed, dict):
        raise ThemeError(theme_id, "variables", "must be a table")
    variables = {name: _variable(theme_id, name, given) for name, given in listed.items()}
    return Theme(**words, folder=folder, variables=MappingProxyType(variables))


def _variable(theme_id: str, name: str, given: object) -> Variable:
    where = f"variables.{name}"
    if _VARIABLE_NAME.fullmatch(name) is None or name.endswith(DARK_SUFFIX):
        raise ThemeError(theme_id, where, "a name has small letters, digits and hyphens and does not end in -dark")
    if not isinstance(given, dict):
        raise ThemeError(theme_id, where, "must be a table")
    for key in given:
        if key not in _VARIABLE_KEYS:
            raise ThemeError(theme_id, f"{where}.{key}", f"unknown; known are {', '.join(sorted(_VARIABLE_KEYS))}")
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ThemeError(theme_id, f"{where}.type", f"must be one of {', '.join(KINDS)}")
    limits = _limits(theme_id, where, kind, given)
    label, help_text = (_line(theme_id, f"{where}.{key}", given.get(key)) for key in ("label", "help"))
    if "light" not in given:
        raise ThemeError(theme_id, f"{where}.light", "is missing; it is the default")
    light = _value(theme_id, f"{where}.light", kind, given["light"], limits)
    dark = _value(theme_id, f"{where}.dark", kind, given["dark"], limits) if "dark" in given else None
    return Variable(name, kind, label, help_text, limits, light, dark)


def _limits(theme_id: str, where: str, kind: str, given: Mapping[str, Any]) -> Limits:
    for key in ("least", "most"):
        if key in given and (kind not in ("length", "number") or type(given[key]) not in (int, float)):
            raise ThemeError(theme_id, f"{where}.{key}", "must be a number, for a length or a number")
    choices = given.get("choices", {})
    if (kind == "choice") != bool(choices) or not isinstance(choices, dict):
        raise ThemeError(theme_id, f"{where}.choices", "must be a table of names and CSS values, for a choice")
    try:
        named = {name: choice_css(css) for name, css in choices.items()}
    except ValueError as error:
        raise ThemeError(theme_id, f"{where}.choices", str(error)) from error
    return Limits(given.get("least"), given.get("most"), MappingProxyType(named))


def _value(theme_id: str, where: str, kind: str, raw: object, limits: Limits) -> str:
    try:
        return KINDS[kind](raw, limits)
    except ValueError as error:
        raise ThemeError(theme_id, where, str(error)) from error


def _line(theme_id: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= 300 or not value.isprintable():
        raise ThemeError(theme_id, key, "must be one line of 1 to 300 characters")
    return value
