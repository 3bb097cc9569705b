"""The two marks: one for the places where Beckon asks plugins, one for a plugin's answers."""

from __future__ import annotations

from typing import Final

import pluggy

PROJECT_NAME: Final = "beckon"
API_VERSION: Final = 1
"""The version of this public surface; a plugin names in ``plugin.toml`` the one it was written for."""

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)
"""Marks a function in a plugin's ``plugin.py`` as an implementation of the hook with the same name."""
