"""Themes: the widget's colours and sizes as typed variables, and templates that replace Beckon's own."""

from __future__ import annotations

from app.themes.errors import ThemeError
from app.themes.lookup import catalogue, init_themes, widget_variables
from app.themes.manifest import Theme, Variable

__all__ = ["Theme", "ThemeError", "Variable", "catalogue", "init_themes", "widget_variables"]
