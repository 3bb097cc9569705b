"""Where templates are looked for: the installation's overrides, then the theme in use, then Beckon and its plugins."""

from __future__ import annotations

from flask import Flask, current_app
from jinja2 import ChoiceLoader, FileSystemLoader

from app.foundation.configuration import Configuration
from app.themes.catalogue import Catalogue, read_catalogue

EXTENSION = "beckon.themes"


def init_themes(app: Flask) -> None:
    """Reads the themes and lets the one in use, and ``instance/templates``, replace templates by their names.

    Raises ``ThemeError`` for a theme that is wrong. Themes are read again at the next start.
    """
    configuration: Configuration = app.extensions["beckon.configuration"]
    catalogue = read_catalogue(configuration.instance_path)
    app.extensions[EXTENSION] = catalogue
    folders = (configuration.instance_path / "templates", catalogue.active.templates)
    overrides = [FileSystemLoader(folder) for folder in folders]
    app.jinja_env.loader = ChoiceLoader([*overrides, app.create_global_jinja_loader()])


def widget_variables(theme_id: str | None = None) -> dict[str, str]:
    """The CSS custom properties of launcher, bubble and panel in a theme (by default the one in use).

    Every value is safe inside a style declaration: no value can end its property.
    """
    return catalogue().widget_variables(theme_id)


def catalogue() -> Catalogue:
    """The themes of the running application."""
    found: Catalogue = current_app.extensions[EXTENSION]
    return found
